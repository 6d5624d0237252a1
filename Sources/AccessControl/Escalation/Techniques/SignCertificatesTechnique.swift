// SPDX-License-Identifier: Apache-2.0

internal import Cluster
package import Findings

package enum SignCertificatesTechnique: EscalationTechnique {
    package static let technique = Technique(
        "put certificates into requests",
        gain: .influence,
        place: .cluster,
        needs: .init(.init(["sign"], "certificates.k8s.io", "signers"), names: .any, clusterScoped: true),
        .init(
            .init(["update", "patch"], "certificates.k8s.io", "certificatesigningrequests/status"), names: .any,
            clusterScoped: true))

    package static let description = CheckDescription(
        id: "sign-certificates", title: "Signing certificate requests", severity: .medium, layer: .identity,
        rationale: "The holder decides which certificate a requester gets from a signer.",
        attack: "The attacker hands a component a certificate of their making.",
        rule: """
            `sign` on `signers` and `update` or `patch` on `certificatesigningrequests/status`.
            """,
        fix: """
            Name the signer in resourceNames and leave the built-in ones to the control plane.
            """,
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
                - {apiGroups: ["certificates.k8s.io"], resources: [signers], verbs: [sign]}
                - {apiGroups: ["certificates.k8s.io"], resources: [certificatesigningrequests/status], verbs: [update]}
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
                - {apiGroups: ["certificates.k8s.io"], resources: [signers], verbs: [sign]}
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
