// SPDX-License-Identifier: Apache-2.0

internal import Cluster
package import Findings

package enum SignerSignCheck: RolePower {
    package static let power = Power(
        "sign certificate requests",
        effect: .clusterOnly,
        names: .lowers,
        all: [
            [.init(["sign"], "certificates.k8s.io", "signers")],
            [.init(["update", "patch"], "certificates.k8s.io", "certificatesigningrequests/status")],
        ])

    package static let description = CheckDescription(
        id: "signer-sign", title: "Signing certificates", severity: .high, layer: .identity,
        rationale: """
            The verb `sign` on a signer together with writing the status of requests means to issue certificates in \
            the name of that signer.
            """,
        attack: """
            The attacker writes a certificate of their making into an approved request that somebody else trusts.
            """,
        rule: """
            Fires when a role grants `sign` on `signers` and it, or another role of a holder, `update` or \
            `patch` on `certificatesigningrequests/status`. With `resourceNames` on the signer one step less severe.
            """,
        fix: """
            Name the signer in resourceNames and leave the built-in signers to the control plane.
            """,
        mappings: Mappings(
            nsa: ["Authentication and authorization: least-privilege RBAC"], mitre: ["T1649"], owasp: ["K02"],
            peers: [.kubesplaining: ["KUBE-PRIVESC-024"]]),
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
                  resources: [signers]
                  verbs: [sign]
                - apiGroups: [certificates.k8s.io]
                  resources: [certificatesigningrequests/status]
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
                "without this power",
                """
                kind: ClusterRole
                apiVersion: rbac.authorization.k8s.io/v1
                metadata: {name: helper}
                rules:
                - apiGroups: [certificates.k8s.io]
                  resources: [signers]
                  verbs: [sign]
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
                  resources: [signers]
                  verbs: [sign]
                - apiGroups: [certificates.k8s.io]
                  resources: [certificatesigningrequests/status]
                  verbs: [update]
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
