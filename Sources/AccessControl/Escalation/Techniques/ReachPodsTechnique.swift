// SPDX-License-Identifier: Apache-2.0

internal import Cluster
package import Findings

package enum ReachPodsTechnique: EscalationTechnique {
    package static let technique = Technique(
        "connect to any port of pods and services",
        gain: .influence,
        needs: .init(
            .init(["create"], "", "pods/portforward"), .init(["create", "get"], "", "pods/proxy", "services/proxy"),
            names: .any)
    ).or(versions: 0...34, needs: .init(.init(["get"], "", "pods/portforward"), names: .any))

    package static let description = CheckDescription(
        id: "reach-pods", title: "Reaching pods past network policies", severity: .medium, layer: .identity,
        rationale: """
            Port forwarding and the API server's proxy connect to pods from the node or the control plane, which \
            network policies do not see.
            """,
        attack: """
            The attacker reaches a database or an administration port that no policy lets them near.
            """,
        rule: "`create` or `get` on `pods/portforward`, `pods/proxy` or `services/proxy`.",
        fix: "Drop the proxy and portforward subresources.",
        mappings: Mappings(
            nsa: ["Authentication and authorization: least-privilege RBAC"], mitre: ["T1090"], owasp: ["K02"]),
        references: ["https://kubernetes.io/docs/concepts/security/rbac-good-practices/"],
        examples: [
            .violating(
                "held", at: ["rules[0].resources[0]"],
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: helper}
                rules:
                - {apiGroups: [""], resources: [pods/portforward], verbs: [create]}
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
