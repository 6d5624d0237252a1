// SPDX-License-Identifier: Apache-2.0

internal import Cluster
package import Findings

package enum GetSecretsTechnique: EscalationTechnique {
    package static let technique = Technique(
        "read any secret whose name they know or guess",
        gain: .storedTokens,
        needs: .init(.init(["get"], "", "secrets")))

    package static let description = CheckDescription(
        id: "get-secrets", title: "Reading secrets by name", severity: .high, layer: .identity,
        rationale: """
            Secrets hold passwords, keys and, where old token secrets exist, logins of service accounts.
            """,
        attack: "The attacker reads secrets whose names stand in pod specifications.",
        rule: "`get` on `secrets` without `resourceNames`.",
        fix: "Name the secrets in resourceNames.",
        mappings: Mappings(
            nsa: ["Authentication and authorization: least-privilege RBAC"], mitre: ["T1552.007"], owasp: ["K02"]),
        references: ["https://kubernetes.io/docs/concepts/security/rbac-good-practices/"],
        examples: [
            .violating(
                "held", at: ["rules[0].resources[0]"],
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: helper}
                rules:
                - {apiGroups: [""], resources: [secrets], verbs: [get]}
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
                - {apiGroups: [""], resources: [secrets], verbs: [get], resourceNames: [db]}
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
