// SPDX-License-Identifier: Apache-2.0

internal import Cluster
package import Findings

package enum MintTokenSecretTechnique: EscalationTechnique {
    package static let technique = Technique(
        "let the cluster write a token into a secret and read it",
        gain: .serviceAccounts,
        needs: .init(.init(["create"], "", "secrets")),
        .init(.init(["get", "list", "watch"], "", "secrets"), .init(["create"], "", "pods")))

    package static let description = CheckDescription(
        id: "mint-token-secret", title: "Making token secrets", severity: .high, layer: .identity,
        rationale: """
            A secret of type `kubernetes.io/service-account-token` is filled by the cluster with a token for the \
            account that its annotation names.
            """,
        attack: """
            The attacker creates one for the strongest account, reads it or mounts it into a pod, and has a login \
            without an end.
            """,
        rule: """
            `create` on `secrets` and `get`, `list` or `watch` on `secrets` (or `create` on `pods`) in one scope.
            """,
        fix: "Drop create on secrets, or reading.",
        mappings: Mappings(
            nsa: ["Authentication and authorization: least-privilege RBAC"], mitre: ["T1098"], owasp: ["K02"]),
        references: ["https://kubernetes.io/docs/concepts/security/rbac-good-practices/"],
        examples: [
            .violating(
                "held", at: ["rules[0].resources[0]"],
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: helper}
                rules:
                - {apiGroups: [""], resources: [secrets], verbs: [create, get]}
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
                - {apiGroups: [""], resources: [secrets], verbs: [create]}
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
