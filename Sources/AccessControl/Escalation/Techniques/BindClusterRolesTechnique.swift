// SPDX-License-Identifier: Apache-2.0

internal import Cluster
package import Findings

package enum BindClusterRolesTechnique: EscalationTechnique {
    package static let technique = Technique(
        "bind any role to themselves",
        gain: .rights(.bindInCluster),
        place: .cluster,
        needs: .init(.init(["bind"], "rbac.authorization.k8s.io", "clusterroles"), names: .any, clusterScoped: true),
        .init(
            .init(["create", "update", "patch"], "rbac.authorization.k8s.io", "clusterrolebindings"), names: .any,
            clusterScoped: true))

    package static let description = CheckDescription(
        id: "bind-cluster-roles", title: "Binding roles in the whole cluster", severity: .critical, layer: .identity,
        rationale: """
            The verb `bind` lifts the rule that nobody may hand out permissions that they lack.
            """,
        attack: "The attacker binds `cluster-admin` to an account of their own.",
        rule: """
            `bind` on `clusterroles`, of which one (aggregated ones worked out) has rights that the holder lacks and \
            that another technique needs, and `create` on `clusterrolebindings`, or `update` or `patch` on one that \
            refers to such a role. Writing bindings without `bind` is no escalation.
            """,
        fix: "Name harmless roles in resourceNames of the bind rule.",
        mappings: Mappings(nsa: ["Authentication and authorization: least-privilege RBAC"], owasp: ["K02"]),
        references: [
            "https://kubernetes.io/docs/reference/access-authn-authz/rbac/#restrictions-on-role-binding-creation-or-update"
        ],
        examples: [
            .violating(
                "held", at: ["rules[0].resources[0]"],
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: helper}
                rules:
                - {apiGroups: ["rbac.authorization.k8s.io"], resources: [clusterroles], verbs: [bind]}
                - {apiGroups: ["rbac.authorization.k8s.io"], resources: [clusterrolebindings], verbs: [create]}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: helper}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: helper}
                subjects:
                - {kind: ServiceAccount, name: helper, namespace: shop}
                """),
            .compliant(
                "not held",
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: helper}
                rules:
                - {apiGroups: ["rbac.authorization.k8s.io"], resources: [clusterrolebindings], verbs: [patch]}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: helper}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: helper}
                subjects:
                - {kind: ServiceAccount, name: helper, namespace: shop}
                """),
        ])
}
