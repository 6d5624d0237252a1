// SPDX-License-Identifier: Apache-2.0

internal import Cluster
package import Findings

package enum CreatePodsTechnique: EscalationTechnique {
    package static let technique = Technique(
        "create pods",
        gain: .serviceAccounts,
        needs: .init(.init(["create"], "", "pods")))

    package static let description = CheckDescription(
        id: "create-pods", title: "Creating pods", severity: .high, layer: .identity,
        rationale: """
            A pod runs as any service account of its namespace and mounts any of its secrets, config maps and \
            volumes.
            """,
        attack: """
            The attacker starts a pod that runs as the strongest account of the namespace and reads its token.
            """,
        rule: "`create` on `pods`.",
        fix: "Let a deployment pipeline create pods.",
        mappings: Mappings(
            nsa: ["Authentication and authorization: least-privilege RBAC"], mitre: ["T1610"], owasp: ["K02"]),
        references: ["https://kubernetes.io/docs/concepts/security/rbac-good-practices/"],
        examples: [
            .violating(
                "held", at: ["rules[0].resources[0]"],
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: helper}
                rules:
                - {apiGroups: [""], resources: [pods], verbs: [create]}
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
                - {apiGroups: [""], resources: [pods], verbs: [get]}
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
