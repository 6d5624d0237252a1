// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

/// Judges capabilities beyond those that runtimes give by default.
package enum CapsOverBaselineCheck: WorkloadCheck {
    package static let description = CheckDescription(
        id: "caps-over-baseline", title: "Capabilities beyond the baseline standard", severity: .high,
        layer: .workload,
        rationale: """
            The container asks for more than any ordinary container gets. Such capabilities act on the kernel, the \
            clock or the memory that all pods of a node share.
            """,
        attack: "An intruder moves the node's clock, locks its memory, or reaches kernel code that few have tested.",
        rule: """
            Fires once per container that adds a capability outside the thirteen of the baseline standard, a misspelt \
            name included, because admission rejects it too. `NET_RAW` is reported by `net-raw`, and those that lead \
            to the node by `dangerous-capability`. Medium when it is only IPC_LOCK, SYS_NICE, LEASE, WAKE_ALARM or \
            BLOCK_SUSPEND, which act on little but the process, and with a user namespace in effect (`hostUsers: \
            false`, v1.33 or newer), where capabilities end at the namespace. Silent for privileged containers and on \
            Windows.
            """,
        fix: "Remove the capability, or let a node agent of the platform do that one task.",
        mappings: Mappings(
            pss: "baseline", nsa: ["Kubernetes Pod security: Pod security enforcement"], owasp: ["K01"],
            peers: [
                .trivy: ["KSV-0022"], .checkov: ["CKV_K8S_25"], .polaris: ["dangerousCapabilities"],
                .kics: ["Containers With Added Capabilities"], .kubeaudit: ["CapabilityAdded"],
            ]),
        references: [
            "https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline", "capabilities(7)",
        ],
        examples: [
            .violating(
                "the node's clock", at: ["spec.containers[0].securityContext.capabilities.add[0]"],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  containers:
                  - name: ntp
                    image: chrony
                    securityContext:
                      capabilities:
                        drop: ["ALL"]
                        add: ["SYS_TIME"]
                """),
            .violating(
                "with the prefix that Kubernetes leaves out",
                at: ["spec.ephemeralContainers[0].securityContext.capabilities.add[1]"],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  containers: [{name: web, image: nginx}]
                  ephemeralContainers:
                  - {name: debug, image: busybox, securityContext: {capabilities: {add: [CHOWN, CAP_SYSLOG]}}}
                """),
            .compliant(
                "within the default set",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  containers:
                  - {name: web, image: nginx, securityContext: {capabilities: {add: [CHOWN]}}}
                """),
            .compliant(
                "a drop by name beats an add",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  containers:
                  - {name: web, image: nginx, securityContext: {capabilities: {add: [SYS_TIME], drop: [SYS_TIME]}}}
                """),
        ])

    package static func evaluate(_ workload: Workload, _ context: Context, _ findings: inout FindingCollector) {
        for container in workload.confinableContainers where container.capabilities != nil {
            let capabilities = Capabilities(container)
            let added = AddedCapabilities(capabilities) { $0 == .elevated || $0 == .minor }
            let isMinor = !capabilities.added.contains { $0.grade == .elevated }
            added.report(
                "beyond the default set", Subject(workload, container), &findings,
                severity: isMinor || workload.mapsUsers(context) ? .medium : nil)
        }
    }
}
