// SPDX-License-Identifier: Apache-2.0

internal import Cluster
package import Findings

package enum BindRolesTechnique: EscalationTechnique {
    package static let technique = Technique(
        "bind any role to themselves",
        gain: .serviceAccounts,
        needs: .init(
            .init(["bind"], "rbac.authorization.k8s.io", "clusterroles", "roles"),
            names: .among(["cluster-admin", "admin", "edit"])),
        .init(.init(["create", "update", "patch"], "rbac.authorization.k8s.io", "rolebindings")))

    package static let description = CheckDescription(
        id: "bind-roles", title: "Binding any role in a namespace", severity: .high, layer: .identity,
        rationale: """
            With `bind` and the right to write role bindings the holder becomes administrator of the namespace.
            """,
        attack: """
            The attacker binds `admin` in the namespace to an account of their own and uses any account there.
            """,
        rule: """
            `bind` on `clusterroles` or `roles` (all, or `cluster-admin`, `admin`, `edit` by name) and `create`, \
            `update` or `patch` on `rolebindings` in one scope.
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
                - {apiGroups: ["rbac.authorization.k8s.io"], resources: [rolebindings], verbs: [create]}
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
                - {apiGroups: ["rbac.authorization.k8s.io"], resources: [rolebindings], verbs: [create]}
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
