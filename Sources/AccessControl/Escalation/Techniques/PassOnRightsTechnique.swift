// SPDX-License-Identifier: Apache-2.0

internal import Cluster
package import Findings

package enum PassOnRightsTechnique: EscalationTechnique {
    package static let technique = Technique(
        "give what they hold to others",
        gain: .influence,
        condition: { $0.holdsMore() },
        needs: .init(
            .init(["create", "update", "patch"], "rbac.authorization.k8s.io", "rolebindings", "clusterrolebindings")))

    package static let description = CheckDescription(
        id: "pass-on-rights", title: "Passing on their own rights", severity: .info, layer: .identity,
        rationale: """
            Without `bind` a writer of bindings hands out only what they hold themselves, but to anybody.
            """,
        attack: """
            The attacker gives the rights of a stolen account to a second one and stays after the first is locked.
            """,
        rule: """
            `create`, `update` or `patch` on bindings by somebody who can also use another technique; what is not \
            worth having is not worth passing on.
            """,
        fix: "Let a reviewed pipeline write bindings.",
        mappings: Mappings(
            nsa: ["Authentication and authorization: least-privilege RBAC"], mitre: ["T1098.006"], owasp: ["K02"]),
        references: [],
        examples: [
            .violating(
                "held", at: ["rules[0].resources[0]"],
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: helper}
                rules:
                - {apiGroups: ["rbac.authorization.k8s.io"], resources: [rolebindings], verbs: [create]}
                - {apiGroups: [""], resources: [pods], verbs: [create]}
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
