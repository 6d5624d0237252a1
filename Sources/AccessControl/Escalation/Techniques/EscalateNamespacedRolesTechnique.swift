// SPDX-License-Identifier: Apache-2.0

internal import Cluster
package import Findings

package enum EscalateNamespacedRolesTechnique: EscalationTechnique {
    package static let technique = Technique(
        "write any permission into a role of the namespace",
        gain: .rights(.escalateRoles),
        needs: .init(.init(["escalate"], "rbac.authorization.k8s.io", "roles"), names: .any),
        .init(.init(["create", "update", "patch"], "rbac.authorization.k8s.io", "roles"), names: .any))

    package static let description = CheckDescription(
        id: "escalate-namespaced-roles", title: "Writing roles of a namespace without a limit", severity: .high,
        layer: .identity,
        rationale: """
            With `escalate` on `roles` the holder gives any right within the namespace to a role.
            """,
        attack: """
            The attacker writes `*` on `*` into a role that they hold and uses any account of the namespace.
            """,
        rule: """
            `escalate` and `create`, `update` or `patch` on `roles` in one scope. When one of them is limited to \
            names, the holder must have a Role of such a name.
            """,
        fix: "Drop escalate.",
        mappings: Mappings(nsa: ["Authentication and authorization: least-privilege RBAC"], owasp: ["K02"]),
        references: [
            "https://kubernetes.io/docs/reference/access-authn-authz/rbac/#restrictions-on-role-creation-or-update"
        ],
        examples: [
            .violating(
                "held", at: ["rules[0].resources[0]"],
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: helper}
                rules:
                - {apiGroups: ["rbac.authorization.k8s.io"], resources: [roles], verbs: [escalate, create]}
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
                - {apiGroups: ["rbac.authorization.k8s.io"], resources: [roles], verbs: [create, update]}
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
