// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

/// Judges SELinux options that leave the confinement of containers.
package enum SELinuxCustomCheck: WorkloadCheck {
    package static let description = CheckDescription(
        id: "selinux-custom", title: "SELinux confinement changed", severity: .medium, layer: .workload,
        rationale: """
            SELinux separates containers from the node by their type. Another type, user or role than the ones made \
            for containers gives the process what the policy grants that type on the node.
            """,
        attack: """
            A process of type `spc_t` is not confined at all: with a host path or as root it reads and writes the \
            node's files.
            """,
        rule: """
            Fires where effective `seLinuxOptions` have a `type` other than container_t, container_init_t, \
            container_kvm_t or (since v1.31) container_engine_t, or set `user` or `role`. High for `spc_t`. A `level` \
            is free to choose. Values of the pod are reported once. Silent on Windows.
            """,
        fix: "Remove `type`, `user` and `role`; choose a `level` when pods must share files.",
        mappings: Mappings(
            pss: "baseline", nsa: ["Kubernetes Pod security: hardening container environments"], owasp: ["K01"],
            peers: [.trivy: ["KSV-0025"], .kubescape: ["C-0211"]]),
        references: ["https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline"],
        examples: [
            .violating(
                "not confined at all", at: ["spec.containers[0].securityContext.seLinuxOptions.type"],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  containers:
                  - name: agent
                    image: agent
                    securityContext:
                      seLinuxOptions:
                        type: spc_t
                """),
            .violating(
                "a user and a role of the pod", at: ["spec.securityContext.seLinuxOptions.user"],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  securityContext: {seLinuxOptions: {user: system_u, role: system_r}}
                  containers:
                  - {name: web, image: nginx}
                """),
            .violating(
                "a type that the standard did not know yet", at: ["spec.securityContext.seLinuxOptions.type"],
                kubernetesVersion: "v1.30",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  securityContext: {seLinuxOptions: {type: container_engine_t}}
                  containers:
                  - {name: web, image: nginx}
                """),
            .compliant(
                "a level of its own",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  securityContext:
                    seLinuxOptions:
                      type: container_t
                      level: "s0:c123,c456"
                  containers:
                  - name: web
                    image: nginx
                """),
        ])

    package static func evaluate(_ workload: Workload, _ context: Context, _ findings: inout FindingCollector) {
        for field in workload.effectiveFields("seLinuxOptions", in: workload.linuxContainers) {
            let nodes = violations(field.node, context)
            guard !nodes.isEmpty else { continue }
            let values = nodes.map { "\($0.name) \"\($0.node.scalarText)\"" }.joined(separator: ", ")
            let isUnconfined = field.node["type"]?.equals("spc_t") == true
            let verb = Wording.verb("runs", "run", field.containers.count)
            findings.add(
                "\(Wording.containers(field.containers)) \(verb) with SELinux \(values)", field.subject(in: workload),
                nodes.map { Evidence($0.node) }, severity: isUnconfined ? .high : nil,
                remediation: Remediation(
                    "remove \(nodes.map(\.name).joined(separator: ", ")) from seLinuxOptions", .review,
                    nodes.map { Edit.remove($0.node) }))
        }
    }

    private static func violations(_ options: Node, _ context: Context) -> [(name: String, node: Node)] {
        var nodes: [(name: String, node: Node)] = []
        if let type = options["type"], !isAllowed(type, context) { nodes.append(("type", type)) }
        if let user = options["user"], !isEmpty(user) { nodes.append(("user", user)) }
        if let role = options["role"], !isEmpty(role) { nodes.append(("role", role)) }
        return nodes
    }

    private static func isEmpty(_ node: Node) -> Bool { node.isNull || node.equals("") }

    private static func isAllowed(_ type: Node, _ context: Context) -> Bool {
        if isEmpty(type) || type.equals("container_t") || type.equals("container_init_t") { return true }
        if type.equals("container_kvm_t") { return true }
        return type.equals("container_engine_t") && context.settings.kubernetesVersion.minor >= 31
    }
}
