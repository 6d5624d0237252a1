// SPDX-License-Identifier: Apache-2.0

internal import Cluster
package import Findings

package enum ListSecretsTechnique: EscalationTechnique {
    package static let technique = Technique(
        "read all secrets",
        gain: .storedTokens,
        needs: .init(.init(["list", "watch"], "", "secrets")))

    package static let description = CheckDescription(
        id: "list-secrets", title: "Listing secrets", severity: .high, layer: .identity,
        rationale: "`list` and `watch` return the contents of all secrets.",
        attack: "The attacker lists all secrets in reach with one request.",
        rule: "`list` or `watch` on `secrets` without `resourceNames`.",
        fix: "Drop list and watch, and name the secrets in resourceNames.",
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
                - {apiGroups: [""], resources: [secrets], verbs: [list]}
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
