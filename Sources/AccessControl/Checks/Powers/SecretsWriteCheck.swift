// SPDX-License-Identifier: Apache-2.0

internal import Cluster
package import Findings

package enum SecretsWriteCheck: RolePower {
    package static let power = Power(
        "write secrets", .init(["create", "update", "patch"], "", "secrets"))

    package static let description = CheckDescription(
        id: "secrets-write", title: "Writing secrets", severity: .high, layer: .identity,
        rationale: """
            Whoever writes secrets can plant one of type `kubernetes.io/service-account-token`, which the cluster \
            fills with a token for any account of the namespace.
            """,
        attack: """
            The attacker creates such a secret for a powerful account, reads it back and is that account until \
            somebody deletes it.
            """,
        rule: "Fires for `create`, `update` or `patch` on `secrets` without `resourceNames`.",
        fix: """
            Name the secrets in resourceNames and drop create, or let a controller own them.
            """,
        mappings: Mappings(
            nsa: ["Authentication and authorization: least-privilege RBAC"], mitre: ["T1098"], owasp: ["K02"],
            peers: [.trivy: ["KSV-0041"], .rbacPolice: ["issue_token_secrets"], .kubesplaining: ["KUBE-PRIVESC-007"]]),
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
                  resources: [secrets]
                  verbs: [create, update]
                ---
                kind: ClusterRoleBinding
                apiVersion: rbac.authorization.k8s.io/v1
                metadata: {name: helper}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: helper}
                subjects:
                - {kind: ServiceAccount, name: helper, namespace: shop}
                """),
            .compliant(
                "limited to named objects",
                """
                kind: ClusterRole
                apiVersion: rbac.authorization.k8s.io/v1
                metadata: {name: helper}
                rules:
                - apiGroups: [""]
                  resources: [secrets]
                  verbs: [update, patch]
                  resourceNames: [cart-state]
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
