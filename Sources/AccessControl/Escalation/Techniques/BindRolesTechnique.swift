// SPDX-License-Identifier: Apache-2.0

internal import Cluster
package import Findings

package enum BindRolesTechnique: EscalationTechnique {
    package static let technique = Technique(
        "bind any role to themselves",
        gain: .rights(.bindInNamespaces),
        needs: .init(.init(["bind"], "rbac.authorization.k8s.io", "clusterroles", "roles"), names: .any),
        .init(.init(["create", "update", "patch"], "rbac.authorization.k8s.io", "rolebindings"), names: .any))

    package static let description = CheckDescription(
        id: "bind-roles", title: "Binding roles in a namespace", severity: .high, layer: .identity,
        rationale: """
            With `bind` and the right to write role bindings the holder becomes administrator of the namespace.
            """,
        attack: """
            The attacker binds `admin` in the namespace to an account of their own and uses any account there.
            """,
        rule: """
            `bind` on `clusterroles` or `roles`, of which one (aggregated ones worked out) has rights that the holder \
            lacks there and that another technique needs, and `create` on `rolebindings` in one scope, or `update` or \
            `patch` on one that refers to such a role.
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
