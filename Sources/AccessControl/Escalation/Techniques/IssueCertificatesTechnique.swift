// SPDX-License-Identifier: Apache-2.0

internal import Cluster
package import Findings

package enum IssueCertificatesTechnique: EscalationTechnique {
    package static let technique = Technique(
        "issue a client certificate for any user",
        gain: .clusterAdmin,
        place: .cluster,
        needs: .init(.init(["create"], "certificates.k8s.io", "certificatesigningrequests"), clusterScoped: true),
        .init(
            .init(["update", "patch"], "certificates.k8s.io", "certificatesigningrequests/approval"), names: .any,
            clusterScoped: true),
        .init(
            .init(["approve"], "certificates.k8s.io", "signers"),
            names: .among(["kubernetes.io/kube-apiserver-client", "kubernetes.io/*"]), clusterScoped: true))

    package static let description = CheckDescription(
        id: "issue-certificates", title: "Issuing client certificates", severity: .critical, layer: .identity,
        rationale: """
            A certificate of the signer `kubernetes.io/kube-apiserver-client` logs in as the user of its common \
            name. Only the group `system:masters` is refused.
            """,
        attack: """
            The attacker issues one for `system:kube-controller-manager` or any administrator.
            """,
        rule: """
            `create` on `certificatesigningrequests`, `update` or `patch` on `certificatesigningrequests/approval`, \
            and `approve` on the signer `kubernetes.io/kube-apiserver-client` (or all).
            """,
        fix: "Name other signers in resourceNames of the approve rule.",
        mappings: Mappings(
            nsa: ["Authentication and authorization: least-privilege RBAC"], mitre: ["T1649"], owasp: ["K02"]),
        references: ["https://kubernetes.io/docs/reference/access-authn-authz/certificate-signing-requests/"],
        examples: [
            .violating(
                "held", at: ["rules[0].resources[0]"],
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: helper}
                rules:
                - {apiGroups: ["certificates.k8s.io"], resources: [certificatesigningrequests], verbs: [create]}
                - {apiGroups: ["certificates.k8s.io"], resources: [certificatesigningrequests/approval], verbs: [update]}
                - {apiGroups: ["certificates.k8s.io"], resources: [signers], verbs: [approve], resourceNames: [kubernetes.io/kube-apiserver-client]}
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
                - {apiGroups: ["certificates.k8s.io"], resources: [certificatesigningrequests], verbs: [create]}
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
