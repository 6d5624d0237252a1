// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

package enum AuthenticatedBindingCheck: ResourceCheck {
    package static let kinds = ["ClusterRoleBinding", "RoleBinding"]

    package static let description = CheckDescription(
        id: "authenticated-binding", title: "Rights for every account", severity: .high, layer: .identity,
        rationale: """
            Every service account of every namespace is in `system:authenticated` and `system:serviceaccounts`. A \
            binding to such a group reaches each pod that has a token.
            """,
        attack: """
            The attacker takes over any pod, however unimportant, and has the rights of the binding.
            """,
        rule: """
            Fires for a binding to group `system:authenticated`, `system:serviceaccounts` or (in a \
            ClusterRoleBinding) `system:serviceaccounts:NAMESPACE`, unless the role gives no more than the stock \
            discovery roles.
            """,
        fix: "Bind the role to the accounts that need it.",
        mappings: Mappings(
            nsa: ["Authentication and authorization: least-privilege RBAC"], owasp: ["K02"],
            peers: [.kubescape: ["C-0265"], .trivy: ["KSV-01011"]]),
        references: ["https://kubernetes.io/docs/concepts/security/rbac-good-practices/"],
        examples: [
            .violating(
                "all accounts may view", at: ["subjects[0].name"],
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: helper}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
                subjects:
                - {apiGroup: rbac.authorization.k8s.io, kind: Group, name: "system:authenticated"}
                """),
            .compliant(
                "discovery",
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: helper}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: system:discovery}
                subjects:
                - {apiGroup: rbac.authorization.k8s.io, kind: Group, name: "system:authenticated"}
                """),
            .compliant(
                "accounts of the same namespace",
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: RoleBinding
                metadata: {name: helper, namespace: shop}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
                subjects:
                - {apiGroup: rbac.authorization.k8s.io, kind: Group, name: "system:serviceaccounts:shop"}
                """),
        ])

    package static func evaluate(_ resource: Resource, _ context: Context, _ findings: inout FindingCollector) {
        let binding = Binding.of(resource, in: context.inventory)
        guard !binding.isSystem else { return }
        let authorizer = Authorizer.of(context.inventory)
        for subject in binding.subjects where subject.kind == .group && reachesEverybody(subject.name, binding) {
            guard Discovery.isExceeded(by: binding, to: subject, in: authorizer) else { continue }
            findings.add(
                "\(binding.title) gives role \"\(binding.roleName)\" to \(subject.title), that is to every pod in it",
                Subject(resource), Evidence(subject.node["name"] ?? subject.node), Evidence(binding.roleEvidence),
                severity: binding.isClusterBinding ? nil : .medium,
                remediation: Remediation(description.fix.asSummary, .review))
        }
    }

    private static func reachesEverybody(_ group: String, _ binding: Binding) -> Bool {
        if group == "system:authenticated" || group == "system:serviceaccounts" { return true }
        guard group.hasPrefix("system:serviceaccounts:") else { return false }
        return binding.isClusterBinding || group != "system:serviceaccounts:\(binding.namespace)"
    }
}
