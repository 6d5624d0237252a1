// SPDX-License-Identifier: Apache-2.0

internal import Cluster
package import Findings

package enum BootstrapTokenTechnique: EscalationTechnique {
    package static let technique = Technique(
        "make a token with which nodes join",
        gain: .influence,
        place: .namespace("kube-system"),
        needs: .init(.init(["create"], "", "secrets")))

    package static let description = CheckDescription(
        id: "bootstrap-token", title: "Making bootstrap tokens", severity: .high, layer: .identity,
        rationale: """
            A secret of type `bootstrap.kubernetes.io/token` in `kube-system` is a login in the group \
            `system:bootstrappers`.
            """,
        attack: """
            The attacker joins a machine of theirs as a node and receives pods with their secrets.
            """,
        rule: "`create` on `secrets` in `kube-system` or the whole cluster.",
        fix: "Grant secrets by a RoleBinding in the namespaces that need them.",
        mappings: Mappings(nsa: ["Authentication and authorization: least-privilege RBAC"], owasp: ["K02"]),
        references: ["https://kubernetes.io/docs/reference/access-authn-authz/bootstrap-tokens/"],
        examples: [
            .violating(
                "held", at: ["rules[0].resources[0]"],
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: helper}
                rules:
                - {apiGroups: [""], resources: [secrets], verbs: [create]}
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
                - {apiGroups: [""], resources: [secrets], verbs: [update]}
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
