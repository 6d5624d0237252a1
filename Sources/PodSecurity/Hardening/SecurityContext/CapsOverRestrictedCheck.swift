// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

/// Judges capabilities that are added although runtimes give them by default.
package enum CapsOverRestrictedCheck: WorkloadCheck {
    package static let description = CheckDescription(
        id: "caps-over-restricted", title: "Capabilities beyond the restricted standard", severity: .medium,
        layer: .workload,
        rationale: """
            The restricted standard lets a container add one capability, `NET_BIND_SERVICE`. Every other one, even of \
            the default set, widens what a process may do to files, users and devices.
            """,
        attack:
            "An intruder uses exactly what was added: `DAC_OVERRIDE` to read any file, `SETUID` to become any user.",
        rule: """
            Fires once per container that adds one of the default capabilities other than `NET_BIND_SERVICE` and \
            `NET_RAW`. Low when `ALL` is dropped, because the container then has less than the default. A capability \
            is reported by one check only, the most specific: `net-raw`, `dangerous-capability`, `caps-over-baseline`, \
            then this one. Silent for privileged containers and on Windows.
            """,
        fix: "Drop `ALL` and keep only capabilities that the program is seen to use; most need none.",
        mappings: Mappings(
            pss: "restricted", cis: ["5.2.9"], nsa: ["Kubernetes Pod security: Pod security enforcement"],
            owasp: ["K01"],
            peers: [
                .trivy: ["KSV-0106"], .checkov: ["CKV_K8S_25"], .kics: ["Containers With Added Capabilities"],
                .kubeaudit: ["CapabilityAdded"],
            ]),
        references: ["https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted"],
        examples: [
            .violating(
                "two defaults added", at: ["spec.containers[0].securityContext.capabilities.add[0]"],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  containers:
                  - name: web
                    image: nginx
                    securityContext:
                      capabilities:
                        add: ["CHOWN", "SETUID", "NET_BIND_SERVICE"]
                """),
            .compliant(
                "the one that restricted allows",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  containers:
                  - name: web
                    image: nginx
                    securityContext:
                      capabilities:
                        drop: ["ALL"]
                        add: ["NET_BIND_SERVICE"]
                """),
            .compliant(
                "beyond the default set is another check's fact",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  containers:
                  - {name: web, image: nginx, securityContext: {capabilities: {add: [SYS_TIME, NET_ADMIN, NET_RAW]}}}
                """),
        ])

    package static func evaluate(_ workload: Workload, _ context: Context, _ findings: inout FindingCollector) {
        for container in workload.confinableContainers where container.capabilities != nil {
            let capabilities = Capabilities(container)
            let added = AddedCapabilities(capabilities) { $0 == .standard }
            added.report(
                "beyond the restricted standard", Subject(workload, container), &findings,
                severity: capabilities.dropsAll ? .low : nil)
        }
    }
}
