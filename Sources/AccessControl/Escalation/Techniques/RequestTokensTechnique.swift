// SPDX-License-Identifier: Apache-2.0

internal import Cluster
package import Findings

package enum RequestTokensTechnique: EscalationTechnique {
    package static let technique = Technique(
        "get tokens",
        gain: .serviceAccounts,
        needs: .init(.init(["create"], "", "serviceaccounts/token"), names: .any))

    package static let description = CheckDescription(
        id: "request-tokens", title: "Requesting tokens", severity: .high, layer: .identity,
        rationale: """
            The token request API issues a token for any account in reach, or for those that the rule names.
            """,
        attack: "The attacker asks for a token of the strongest account.",
        rule: "`create` on `serviceaccounts/token`; `resourceNames` are honoured.",
        fix: "Name the accounts in resourceNames.",
        mappings: Mappings(
            nsa: ["Authentication and authorization: least-privilege RBAC"], mitre: ["T1528"], owasp: ["K02"]),
        references: ["https://kubernetes.io/docs/concepts/security/rbac-good-practices/"],
        examples: [
            .violating(
                "held", at: ["rules[0].resources[0]"],
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: helper}
                rules:
                - {apiGroups: [""], resources: [serviceaccounts/token], verbs: [create]}
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
                - {apiGroups: [""], resources: [serviceaccounts], verbs: [create]}
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
