// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

package enum UnusedRoleCheck: ResourceCheck {
    package static let kinds = ["ClusterRole", "Role"]

    package static let description = CheckDescription(
        id: "unused-role", title: "Role that nobody holds", severity: .low, layer: .identity,
        rationale: """
            A role without bindings is dead weight, and a ready-made tool for whoever may write bindings.
            """,
        attack: "The attacker binds the forgotten role instead of writing a conspicuous one.",
        rule: """
            Fires for a Role or ClusterRole with rules that no binding of the input refers to and that no other role \
            takes over by aggregation. Input without any binding is not evaluated.
            """,
        fix: "Delete the role, or bind it.",
        mappings: Mappings(nsa: ["Authentication and authorization: least-privilege RBAC"], owasp: ["K02"]),
        references: [],
        examples: [
            .violating(
                "nobody holds it", at: ["metadata.name"],
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: orphan}
                rules:
                - {apiGroups: [""], resources: [pods], verbs: [get]}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: helper}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
                subjects:
                - {kind: ServiceAccount, name: helper, namespace: shop}
                """),
            .compliant(
                "bound",
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: helper}
                rules:
                - {apiGroups: [""], resources: [pods], verbs: [get]}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: helper}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: helper}
                subjects:
                - {kind: ServiceAccount, name: helper, namespace: shop}
                """),
        ])

    package static func evaluate(_ resource: Resource, _ context: Context, _ findings: inout FindingCollector) {
        let role = Role.of(resource, in: context.inventory)
        let model = AccessModel.of(context.inventory)
        guard !role.isSystem, !role.rules.isEmpty, !(role.isClusterRole && BuiltInRoles.names.contains(role.name))
        else {
            return
        }
        guard !model.bindings.isEmpty else { return findings.cannotEvaluate("no bindings in the input") }
        // Who dumps ClusterRoleBindings need not have dumped RoleBindings.
        guard !model.isClusterDump || model.bindings.contains(where: { !$0.isClusterBinding }) else {
            return findings.cannotEvaluate("no role bindings in the input")
        }
        guard !model.isBound(role), Aggregation.targets(of: role, in: model).isEmpty else { return }
        findings.add(
            "\(resource.kind) \"\(resource.name)\" is bound to nobody", Subject(resource),
            Evidence(below: resource.node, "metadata", "name"),
            remediation: Remediation("delete the role, or bind it", .review))
    }
}
