// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

/// Judges whether a container may forge packets.
package enum NetRawCheck: WorkloadCheck {
    package static let description = CheckDescription(
        id: "net-raw", title: "Raw network access", severity: .medium, layer: .workload,
        rationale: """
            `NET_RAW` lets a process write packets of any kind, with any sender. Runtimes give it to every container \
            so that ping works.
            """,
        attack: """
            An intruder forges ARP and DNS answers and so reads or redirects the traffic of the pods on the same node.
            """,
        rule: """
            Fires for every container that adds `NET_RAW`, or that has it by default because neither `ALL` nor \
            `NET_RAW` is dropped; a drop by name beats an add. The default is low when the process is no root user and \
            cannot gain privileges, because it then cannot use the capability. `NET_RAW` is reported here alone, never \
            by `caps-over-baseline`; where `ALL` is added, by `dangerous-capability` alone. Silent for privileged \
            containers and on Windows.
            """,
        fix: """
            Drop `ALL`, or at least `NET_RAW`. On kernels of today ping works without it, through \
            `net.ipv4.ping_group_range`.
            """,
        mappings: Mappings(
            pss: "baseline", cis: ["5.2.8"], nsa: ["Kubernetes Pod security: Pod security enforcement"],
            mitre: ["T1557", "MS-TA9036"], owasp: ["K01"],
            peers: [
                .trivy: ["KSV-0119"], .checkov: ["CKV_K8S_28"], .kubescape: ["C-0211"],
                .kubeLinter: ["drop-net-raw-capability"], .kics: ["NET_RAW Capabilities Not Being Dropped"],
            ]),
        references: [
            "https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline", "CVE-2020-14386",
        ],
        examples: [
            .violating(
                "the runtime's default", at: ["spec.containers[0].securityContext.capabilities.drop"],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  containers:
                  - name: web
                    image: nginx
                """),
            .violating(
                "added back", at: ["spec.containers[0].securityContext.capabilities.add[0]"],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  containers:
                  - {name: ping, image: busybox, securityContext: {capabilities: {drop: [ALL], add: [NET_RAW]}}}
                """),
            .compliant(
                "dropped with everything else",
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
                """),
            .compliant(
                "a drop by name beats an add",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  containers:
                  - {name: web, image: nginx, securityContext: {capabilities: {drop: [net_raw], add: [NET_RAW]}}}
                """),
        ])

    package static func evaluate(_ workload: Workload, _ context: Context, _ findings: inout FindingCollector) {
        for container in workload.confinableContainers {
            let capabilities = Capabilities(container)
            let added = capabilities.added.filter { $0.grade == .netRaw }.map(\.node)
            if let first = added.first {
                if capabilities.addsAll { continue }
                findings.add(
                    "container \"\(container.name)\" adds capability \"NET_RAW\"", Subject(workload, container),
                    Evidence(first),
                    remediation: Remediation(
                        "remove \"NET_RAW\" from the added capabilities", .review,
                        removal(of: added, container, capabilities)))
            } else if capabilities.keepsDefaultNetRaw {
                inherited(container, workload, &findings)
            }
        }
    }

    private static func removal(of added: [Node], _ container: Container, _ capabilities: Capabilities) -> [Edit] {
        let edits = added.map { Edit.remove($0) }
        return capabilities.dropsAll ? edits : edits + [dropNetRaw(container)]
    }

    private static func dropNetRaw(_ container: Container) -> Edit {
        Edit(.append("NET_RAW"), at: Evidence(below: container.node, "securityContext", "capabilities", "drop"))
    }

    private static func inherited(
        _ container: Container, _ workload: Workload, _ findings: inout FindingCollector
    ) {
        let isPlainUser = workload.runAsUser(of: container).uid != nil
        let isLocked = container.securityContext?["allowPrivilegeEscalation"]?.bool == false
        findings.add(
            "container \"\(container.name)\" keeps capability \"NET_RAW\", which runtimes give by default",
            Subject(workload, container),
            Evidence(below: container.node, "securityContext", "capabilities", "drop"), reason: .missing,
            severity: isPlainUser && isLocked ? .low : nil,
            remediation: Remediation(
                isPlainUser ? "drop capability \"ALL\"" : "drop capability \"NET_RAW\"", .safe,
                isPlainUser ? container.dropAllEdits(in: workload) : [dropNetRaw(container)]))
    }
}
