// SPDX-License-Identifier: Apache-2.0

internal import Cluster
package import Findings

package enum CSRApproveCheck: RolePower {
    package static let power = Power(
        "file certificate requests and approve them",
        effect: .clusterOnly,
        names: .lowers,
        all: [
            [.init(["update", "patch"], "certificates.k8s.io", "certificatesigningrequests/approval")],
            [.init(["create"], "certificates.k8s.io", "certificatesigningrequests")],
        ])

    package static let description = CheckDescription(
        id: "csr-approve", title: "Approving certificates", severity: .high, layer: .identity,
        rationale: """
            An approved certificate request becomes a client certificate that cannot be revoked, with a user name of \
            the requester's choice.
            """,
        attack: """
            The attacker files a request for the name of an administrator or a node, approves it and logs in with \
            the certificate.
            """,
        rule: """
            Fires when a role grants `update` or `patch` on `certificatesigningrequests/approval` and it, or another \
            role of a holder, `create` on `certificatesigningrequests`. Cluster-scoped: a RoleBinding does not grant it.
            """,
        fix: """
            Leave approval to the built-in approvers or to an operator that checks requests, and let nobody approve \
            who files requests.
            """,
        mappings: Mappings(
            cis: ["5.1.11"], nsa: ["Authentication and authorization: least-privilege RBAC"], mitre: ["T1649"],
            owasp: ["K02"],
            peers: [
                .kubescape: ["C-0280"], .checkov: ["CKV_K8S_156"], .rbacPolice: ["approve_csrs"],
                .kubesplaining: ["KUBE-PRIVESC-011"],
            ]),
        references: [
            "https://kubernetes.io/docs/reference/access-authn-authz/certificate-signing-requests/#authorization"
        ],
        examples: [
            .violating(
                "granted in the whole cluster", at: ["rules[0].resources[0]"],
                """
                kind: ClusterRole
                apiVersion: rbac.authorization.k8s.io/v1
                metadata: {name: helper}
                rules:
                - apiGroups: [certificates.k8s.io]
                  resources: [certificatesigningrequests/approval]
                  verbs: [update]
                - apiGroups: [certificates.k8s.io]
                  resources: [certificatesigningrequests]
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
                "approval alone",
                """
                kind: ClusterRole
                apiVersion: rbac.authorization.k8s.io/v1
                metadata: {name: helper}
                rules:
                - apiGroups: [certificates.k8s.io]
                  resources: [certificatesigningrequests/approval]
                  verbs: [update]
                ---
                kind: ClusterRoleBinding
                apiVersion: rbac.authorization.k8s.io/v1
                metadata: {name: helper}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: helper}
                subjects:
                - {kind: ServiceAccount, name: helper, namespace: shop}
                """),
            .compliant(
                "bound in one namespace, where it has no effect",
                """
                kind: ClusterRole
                apiVersion: rbac.authorization.k8s.io/v1
                metadata: {name: helper}
                rules:
                - apiGroups: [certificates.k8s.io]
                  resources: [certificatesigningrequests/approval]
                  verbs: [update]
                - apiGroups: [certificates.k8s.io]
                  resources: [certificatesigningrequests]
                  verbs: [create]
                ---
                kind: RoleBinding
                apiVersion: rbac.authorization.k8s.io/v1
                metadata: {name: helper, namespace: shop}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: helper}
                subjects:
                - {kind: ServiceAccount, name: helper, namespace: shop}
                """),
        ])
}
