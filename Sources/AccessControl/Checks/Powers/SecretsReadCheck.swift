// SPDX-License-Identifier: Apache-2.0

internal import Cluster
package import Findings

package enum SecretsReadCheck: RolePower {
    package static let power = Power(
        "read secrets", .init(["get", "list", "watch"], "", "secrets"))

    package static let description = CheckDescription(
        id: "secrets-read", title: "Reading secrets", severity: .high, layer: .identity,
        rationale: """
            Secrets hold passwords, keys and service account tokens. `list` and `watch` return their contents just \
            as `get` does.
            """,
        attack: """
            A stolen token of the holder reads every secret in reach, among them credentials of databases and other \
            accounts.
            """,
        rule: """
            Fires for `get`, `list` or `watch` on `secrets` without `resourceNames`. Roles that name the secrets \
            they read are what is wanted and are not reported.
            """,
        fix: "Limit the rule to get and name the secrets in resourceNames.",
        mappings: Mappings(
            cis: ["5.1.2"], nsa: ["Authentication and authorization: least-privilege RBAC"],
            mitre: ["T1552.007", "MS-TA9025"], owasp: ["K02"],
            peers: [
                .kubescape: ["C-0015", "C-0186"], .trivy: ["KSV-0041", "KSV-0113"], .checkov: ["CKV2_K8S_5"],
                .kubeLinter: ["access-to-secrets"], .kics: ["RBAC Roles with Read Secrets Permissions"],
                .rbacPolice: ["list_secrets", "retrieve_token_secrets"],
                .kubesplaining: ["KUBE-PRIVESC-005", "KUBE-PRIVESC-006"],
            ]),
        references: ["https://kubernetes.io/docs/concepts/configuration/secret/"],
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
                  verbs: [get, list]
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
                  verbs: [get]
                  resourceNames: [db-password]
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
