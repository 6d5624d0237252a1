// SPDX-License-Identifier: Apache-2.0

internal import Cluster
package import Findings

package enum ImpersonateCheck: RolePower {
    package static let power = Power(
        "act as somebody else",
        names: .lowers,
        .init(["impersonate"], "", "users", "groups", "serviceaccounts"),
        .init(["impersonate"], "authentication.k8s.io", "uids", "userextras", "userextras/"))

    package static let description = CheckDescription(
        id: "impersonate", title: "Impersonation", severity: .critical, layer: .identity,
        rationale: """
            The verb `impersonate` lets its holder send requests in the name of another user, group or service \
            account.
            """,
        attack: """
            The attacker adds the header `Impersonate-Group: system:masters` and is above every authorization rule.
            """,
        rule: """
            Fires for `impersonate` on users, groups, service accounts, user ids and extra fields. With \
            `resourceNames` one step less severe.
            """,
        fix: "Name the identities in resourceNames, or drop the rule.",
        mappings: Mappings(
            cis: ["5.1.8"], nsa: ["Authentication and authorization: least-privilege RBAC"], mitre: ["T1078.004"],
            owasp: ["K02"],
            peers: [
                .kubescape: ["C-0065", "C-0191"], .trivy: ["KSV-0043"], .checkov: ["CKV2_K8S_3"],
                .kics: ["RBAC Roles with Impersonate Permission"], .rbacPolice: ["impersonate"],
                .kubesplaining: ["KUBE-PRIVESC-008"],
            ]),
        references: ["https://kubernetes.io/docs/reference/access-authn-authz/user-impersonation/"],
        examples: [
            .violating(
                "granted in the whole cluster", at: ["rules[0].resources[0]"],
                """
                kind: ClusterRole
                apiVersion: rbac.authorization.k8s.io/v1
                metadata: {name: helper}
                rules:
                - apiGroups: [""]
                  resources: [users, groups]
                  verbs: [impersonate]
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
                  resources: [users]
                  verbs: [get]
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
