// SPDX-License-Identifier: Apache-2.0

internal import Cluster
package import Findings

package enum RelabelNamespacesTechnique: EscalationTechnique {
    package static let technique = Technique(
        "change the labels of namespaces",
        gain: .influence,
        needs: .init(.init(["update", "patch"], "", "namespaces"), names: .any))

    package static let description = CheckDescription(
        id: "relabel-namespaces", title: "Changing namespaces", severity: .high, layer: .identity,
        rationale: "Pod Security levels and the peers of network policies are labels of namespaces.",
        attack: """
            The attacker sets the level to privileged, or gives a namespace the label that a network policy lets in.
            """,
        rule: """
            `update` or `patch` on `namespaces`; a RoleBinding grants it for its own namespace.
            """,
        fix: "Let a platform account own namespaces.",
        mappings: Mappings(
            nsa: ["Authentication and authorization: least-privilege RBAC"], mitre: ["T1562.001"], owasp: ["K02"]),
        references: ["https://kubernetes.io/docs/concepts/security/rbac-good-practices/"],
        examples: [
            .violating(
                "held", at: ["rules[0].resources[0]"],
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: helper}
                rules:
                - {apiGroups: [""], resources: [namespaces], verbs: [patch]}
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
                - {apiGroups: [""], resources: [namespaces], verbs: [get]}
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
