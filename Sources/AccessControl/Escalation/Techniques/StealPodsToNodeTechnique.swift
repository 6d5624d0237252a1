// SPDX-License-Identifier: Apache-2.0

internal import Cluster
package import Findings

package enum StealPodsToNodeTechnique: EscalationTechnique {
    package static let technique = Technique(
        "drive pods onto a node that they own",
        gain: .influence,
        needs: .init(.init(["delete", "deletecollection"], "", "pods"), .init(["create"], "", "pods/eviction")),
        .init(.init(["update", "patch"], "", "nodes", "nodes/status"), clusterScoped: true))

    package static let description = CheckDescription(
        id: "steal-pods-to-node", title: "Moving pods to an owned node", severity: .high, layer: .identity,
        rationale: """
            Removing pods while other nodes are unschedulable makes them start on the one that is left.
            """,
        attack: "The attacker, who owns one node, waits there for pods with powerful tokens.",
        rule: """
            `delete` on `pods` or `create` on `pods/eviction`, and `update` or `patch` on `nodes` or `nodes/status`.
            """,
        fix: "Keep eviction and node maintenance in separate accounts.",
        mappings: Mappings(
            nsa: ["Authentication and authorization: least-privilege RBAC"], mitre: ["T1528"], owasp: ["K02"]),
        references: [],
        examples: [
            .violating(
                "held", at: ["rules[0].resources[0]"],
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: helper}
                rules:
                - {apiGroups: [""], resources: [pods], verbs: [delete]}
                - {apiGroups: [""], resources: [nodes], verbs: [patch]}
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
                - {apiGroups: [""], resources: [pods], verbs: [delete]}
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
