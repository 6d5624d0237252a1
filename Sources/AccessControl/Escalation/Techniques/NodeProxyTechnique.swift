// SPDX-License-Identifier: Apache-2.0

internal import Cluster
package import Findings

package enum NodeProxyTechnique: EscalationTechnique {
    package static let technique = Technique(
        "run commands in every pod through the kubelet",
        gain: .node,
        place: .cluster,
        needs: .init(.init(["get", "create"], "", "nodes/proxy"), names: .any, clusterScoped: true))

    package static let description = CheckDescription(
        id: "node-proxy", title: "Commands through the kubelet", severity: .critical, layer: .identity,
        rationale: """
            `get` on `nodes/proxy` opens a WebSocket to the kubelet's exec endpoint, in every version, past \
            admission control and audit.
            """,
        attack: "The attacker runs commands in the pods of a control-plane node.",
        rule: "`get` or `create` on `nodes/proxy`.",
        fix: "Replace nodes/proxy by nodes/metrics, nodes/stats or nodes/healthz.",
        mappings: Mappings(
            nsa: ["Authentication and authorization: least-privilege RBAC"], mitre: ["T1609"], owasp: ["K02"]),
        references: ["https://github.com/kubernetes/kubernetes/issues/136550"],
        examples: [
            .violating(
                "held", at: ["rules[0].resources[0]"],
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: helper}
                rules:
                - {apiGroups: [""], resources: [nodes/proxy], verbs: [get]}
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
