// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

package enum DanglingRoleRefCheck: ResourceCheck {
    package static let kinds = ["ClusterRoleBinding", "RoleBinding"]

    package static let description = CheckDescription(
        id: "dangling-role-ref", title: "Binding to a role that does not exist", severity: .medium, layer: .identity,
        rationale: """
            A binding to an absent role grants nothing today. Whoever creates a role of that name later decides what \
            its subjects may do.
            """,
        attack: """
            The attacker may create roles but not bindings: a role of the waiting name is enough to arm the binding.
            """,
        rule: """
            Fires when the role is neither in the input nor built in, and the input is a whole cluster (it holds the \
            stock role `cluster-admin`, and for a Role some Role of the namespace or of `kube-system`) or holds a role \
            of nearly the same name. In other input it is not evaluated.
            """,
        fix: """
            Delete the binding, or correct the role's name (roleRef is immutable: delete and create).
            """,
        mappings: Mappings(
            nsa: ["Authentication and authorization: least-privilege RBAC"], owasp: ["K02"],
            peers: [.kubesplaining: ["KUBE-RBAC-STALE-001"]]),
        references: ["https://kubernetes.io/docs/concepts/security/rbac-good-practices/"],
        examples: [
            .violating(
                "misspelt", at: ["roleRef.name"],
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: pod-reader}
                rules:
                - {apiGroups: [""], resources: [pods], verbs: [get]}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: helper}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: pod-raeder}
                subjects:
                - {kind: ServiceAccount, name: helper, namespace: shop}
                """),
            .violating(
                "absent in a whole cluster", at: ["roleRef.name"],
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: cluster-admin, labels: {kubernetes.io/bootstrapping: rbac-defaults}}
                rules:
                - {apiGroups: ["*"], resources: ["*"], verbs: ["*"]}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: RoleBinding
                metadata: {name: helper, namespace: shop}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: gone}
                subjects:
                - {kind: ServiceAccount, name: helper, namespace: shop}
                """),
            .compliant(
                "built in",
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: cluster-admin, labels: {kubernetes.io/bootstrapping: rbac-defaults}}
                rules:
                - {apiGroups: ["*"], resources: ["*"], verbs: ["*"]}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: RoleBinding
                metadata: {name: helper, namespace: shop}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
                subjects:
                - {kind: ServiceAccount, name: helper, namespace: shop}
                """),
            .compliant(
                "cannot be judged",
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: RoleBinding
                metadata: {name: helper, namespace: shop}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: gone}
                subjects:
                - {kind: ServiceAccount, name: helper, namespace: shop}
                """),
        ])

    package static func evaluate(_ resource: Resource, _ context: Context, _ findings: inout FindingCollector) {
        let binding = Binding.of(resource, in: context.inventory)
        let model = AccessModel.of(context.inventory)
        guard !binding.isSystem, !binding.roleName.isEmpty, model.role(of: binding) == nil else { return }
        if binding.roleKind == "ClusterRole", BuiltInRoles.names.contains(binding.roleName) { return }
        let near = nearName(binding, model)
        guard isComplete(binding, model) || near != nil else { return findings.cannotEvaluate("role not in the input") }
        let hint = near.map { ", did you mean \"\($0)\"?" } ?? ""
        findings.add(
            "\(binding.title) refers to \(binding.roleKind) \"\(binding.roleName)\", which does not exist\(hint)",
            Subject(resource), Evidence(binding.roleEvidence),
            remediation: Remediation("delete the binding, or make it anew with an existing role", .review))
    }

    /// Whether the input would hold the role if there were one: who dumps ClusterRoles need not have dumped Roles.
    private static func isComplete(_ binding: Binding, _ model: AccessModel) -> Bool {
        guard model.isClusterDump else { return false }
        if binding.roleKind == "ClusterRole" { return true }
        return model.roles.contains { $0.namespace == binding.namespace || $0.namespace == "kube-system" }
    }

    private static func nearName(_ binding: Binding, _ model: AccessModel) -> String? {
        let namespace = AccessModel.roleName(of: binding).namespace
        return model.roles.first {
            $0.namespace == namespace && Spelling.isNear($0.name, binding.roleName)
        }?.name
    }
}
