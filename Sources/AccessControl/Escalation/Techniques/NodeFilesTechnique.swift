// SPDX-License-Identifier: Apache-2.0

internal import Cluster
package import Findings

package enum NodeFilesTechnique: EscalationTechnique {
    package static let technique = Technique(
        "read logs and configuration of nodes",
        gain: .influence,
        place: .cluster,
        needs: .init(.init(["get"], "", "nodes/log", "nodes/configz", "nodes/stats"), names: .any, clusterScoped: true))

    package static let description = CheckDescription(
        id: "node-files", title: "Reading files of nodes", severity: .medium, layer: .identity,
        rationale: """
            The kubelet serves the node's log folder and its configuration; path traversal there has a history.
            """,
        attack: "The attacker reads logs of the host and learns how the kubelet is set up.",
        rule: "`get` on `nodes/log`, `nodes/configz` or `nodes/stats`.",
        fix: "Grant nodes/metrics only.",
        mappings: Mappings(nsa: ["Authentication and authorization: least-privilege RBAC"], owasp: ["K02"]),
        references: ["https://github.com/kubernetes/enhancements/issues/2862"],
        examples: [
            .violating(
                "held", at: ["rules[0].resources[0]"],
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: helper}
                rules:
                - {apiGroups: [""], resources: [nodes/log], verbs: [get]}
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
                - {apiGroups: [""], resources: [nodes/metrics], verbs: [get]}
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
