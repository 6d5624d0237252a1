// SPDX-License-Identifier: Apache-2.0

internal import Cluster
package import Findings

package enum SteerSchedulingTechnique: EscalationTechnique {
    package static let technique = Technique(
        "decide which nodes pods run on",
        gain: .influence,
        place: .cluster,
        needs: .init(.init(["update", "patch"], "", "nodes", "nodes/status"), names: .any, clusterScoped: true))

    package static let description = CheckDescription(
        id: "steer-scheduling", title: "Labelling nodes", severity: .medium, layer: .identity,
        rationale: "Labels, taints and capacity of nodes decide where pods run.",
        attack: "The attacker draws pods to a node with a weaker guard.",
        rule: "`update` or `patch` on `nodes` or `nodes/status`.",
        fix: "Drop the write verbs on nodes.",
        mappings: Mappings(nsa: ["Authentication and authorization: least-privilege RBAC"], owasp: ["K02"]),
        references: [],
        examples: [
            .violating(
                "held", at: ["rules[0].resources[0]"],
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: helper}
                rules:
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
                - {apiGroups: [""], resources: [nodes], verbs: [get]}
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
