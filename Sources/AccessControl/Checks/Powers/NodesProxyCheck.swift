// SPDX-License-Identifier: Apache-2.0

internal import Cluster
package import Findings

package enum NodesProxyCheck: RolePower {
    package static let power = Power(
        "run commands in every pod of a node through its kubelet",
        effect: .clusterOnly,
        names: .lowers,
        .init(["get", "create"], "", "nodes/proxy"))

    package static let description = CheckDescription(
        id: "nodes-proxy", title: "Proxy to nodes", severity: .critical, layer: .identity,
        rationale: """
            `nodes/proxy` passes requests on to the kubelet, whose API runs commands in any pod of the node. There \
            is no admission control on that way, and the audit log shows a mere proxy request.
            """,
        attack: """
            The attacker opens a WebSocket to the kubelet's exec endpoint, for which `get` is enough, and takes over \
            every pod of every node.
            """,
        rule: """
            Fires for `get` or `create` on `nodes/proxy`, in every version of Kubernetes. Cluster-scoped: a \
            RoleBinding does not grant it.
            """,
        fix: """
            Replace nodes/proxy by the fine-grained nodes/metrics, nodes/stats, nodes/healthz or nodes/pods (v1.33 \
            and later).
            """,
        mappings: Mappings(
            cis: ["5.1.10"], nsa: ["Authentication and authorization: least-privilege RBAC"],
            mitre: ["T1609", "MS-TA9030"], owasp: ["K02"],
            peers: [
                .kubescape: ["C-0279"], .trivy: ["KSV-0047"], .checkov: ["CKV2_K8S_2"], .rbacPolice: ["nodes_proxy"],
                .kubesplaining: ["KUBE-PRIVESC-012"],
            ]),
        references: [
            "https://github.com/kubernetes/kubernetes/issues/136550",
            "https://github.com/kubernetes/enhancements/issues/2862",
        ],
        examples: [
            .violating(
                "granted in the whole cluster", at: ["rules[0].resources[0]"],
                """
                kind: ClusterRole
                apiVersion: rbac.authorization.k8s.io/v1
                metadata: {name: helper}
                rules:
                - apiGroups: [""]
                  resources: [nodes/proxy]
                  verbs: [get]
                ---
                kind: ClusterRoleBinding
                apiVersion: rbac.authorization.k8s.io/v1
                metadata: {name: helper}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: helper}
                subjects:
                - {kind: ServiceAccount, name: helper, namespace: shop}
                """),
            .compliant(
                "without this power",
                """
                kind: ClusterRole
                apiVersion: rbac.authorization.k8s.io/v1
                metadata: {name: helper}
                rules:
                - apiGroups: [""]
                  resources: [nodes/metrics]
                  verbs: [get]
                ---
                kind: ClusterRoleBinding
                apiVersion: rbac.authorization.k8s.io/v1
                metadata: {name: helper}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: helper}
                subjects:
                - {kind: ServiceAccount, name: helper, namespace: shop}
                """),
            .compliant(
                "bound in one namespace, where it has no effect",
                """
                kind: ClusterRole
                apiVersion: rbac.authorization.k8s.io/v1
                metadata: {name: helper}
                rules:
                - apiGroups: [""]
                  resources: [nodes/proxy]
                  verbs: [get]
                ---
                kind: RoleBinding
                apiVersion: rbac.authorization.k8s.io/v1
                metadata: {name: helper, namespace: shop}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: helper}
                subjects:
                - {kind: ServiceAccount, name: helper, namespace: shop}
                """),
        ])
}
