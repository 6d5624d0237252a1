// SPDX-License-Identifier: Apache-2.0

internal import Cluster
package import Findings

package enum TokenRequestCheck: RolePower {
    package static let power = Power(
        "get tokens of service accounts", names: .lowers, .init(["create"], "", "serviceaccounts/token"))

    package static let description = CheckDescription(
        id: "token-request", title: "Requesting tokens of service accounts", severity: .high, layer: .identity,
        rationale: """
            `create` on `serviceaccounts/token` issues a token for an account, for as long as the caller likes.
            """,
        attack: """
            The attacker asks for a token of the most powerful account in reach and uses it from outside the \
            cluster.
            """,
        rule: """
            Fires for `create` on `serviceaccounts/token`. With `resourceNames`, which this request honours, one \
            step less severe.
            """,
        fix: "Name the accounts in resourceNames.",
        mappings: Mappings(
            cis: ["5.1.13"], nsa: ["Authentication and authorization: least-privilege RBAC"], mitre: ["T1528"],
            owasp: ["K02"],
            peers: [.kubescape: ["C-0282"], .rbacPolice: ["token_request"], .kubesplaining: ["KUBE-PRIVESC-014"]]),
        references: ["https://kubernetes.io/docs/concepts/security/rbac-good-practices/"],
        examples: [
            .violating(
                "granted in the whole cluster", at: ["rules[0].resources[0]"],
                """
                kind: ClusterRole
                apiVersion: rbac.authorization.k8s.io/v1
                metadata: {name: helper}
                rules:
                - apiGroups: [""]
                  resources: [serviceaccounts/token]
                  verbs: [create]
                ---
                kind: ClusterRoleBinding
                apiVersion: rbac.authorization.k8s.io/v1
                metadata: {name: helper}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: helper}
                subjects:
                - {kind: ServiceAccount, name: helper, namespace: shop}
                """),
            .compliant(
                "without this power",
                """
                kind: ClusterRole
                apiVersion: rbac.authorization.k8s.io/v1
                metadata: {name: helper}
                rules:
                - apiGroups: [""]
                  resources: [serviceaccounts]
                  verbs: [create]
                ---
                kind: ClusterRoleBinding
                apiVersion: rbac.authorization.k8s.io/v1
                metadata: {name: helper}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: helper}
                subjects:
                - {kind: ServiceAccount, name: helper, namespace: shop}
                """),
        ])
}
