// SPDX-License-Identifier: Apache-2.0

internal import Cluster
package import Findings

package enum EscalateRolesTechnique: EscalationTechnique {
    package static let technique = Technique(
        "write any permission into a role",
        gain: .rights(.escalateClusterRoles),
        place: .cluster,
        needs: .init(
            .init(["escalate"], "rbac.authorization.k8s.io", "clusterroles"), names: .any, clusterScoped: true),
        .init(
            .init(["create", "update", "patch"], "rbac.authorization.k8s.io", "clusterroles"), names: .any,
            clusterScoped: true))

    package static let description = CheckDescription(
        id: "escalate-roles", title: "Writing roles without a limit", severity: .critical, layer: .identity,
        rationale: """
            The verb `escalate` lifts the rule that nobody may write permissions into a role that they lack.
            """,
        attack: "The attacker writes `*` on `*` into a role that they hold.",
        rule: """
            `escalate` and `create`, `update` or `patch` on `clusterroles`, both in the whole cluster. When one of \
            them is limited to names, a role of such a name must be the holder's, or be aggregated into one that is. \
            `escalate` alone writes nothing.
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
                - {apiGroups: ["rbac.authorization.k8s.io"], resources: [clusterroles], verbs: [escalate, patch]}
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
                - {apiGroups: ["rbac.authorization.k8s.io"], resources: [clusterroles], verbs: [escalate]}
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
