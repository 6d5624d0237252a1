// SPDX-License-Identifier: Apache-2.0

internal import Cluster
package import Findings

package enum NodeWriteCheck: RolePower {
    package static let power = Power(
        "change nodes", effect: .clusterOnly, .init(["update", "patch"], "", "nodes", "nodes/status"))

    package static let description = CheckDescription(
        id: "node-write", title: "Changing nodes", severity: .medium, layer: .identity,
        rationale: """
            Labels, taints and status of nodes decide where pods run and what the control plane believes about a \
            node.
            """,
        attack: "The attacker drives workloads with valuable tokens onto a node that they own.",
        rule: """
            Fires for `update` or `patch` on `nodes` or `nodes/status`. Cluster-scoped: a RoleBinding does not grant \
            it.
            """,
        fix: "Drop the write verbs, or name the nodes in resourceNames.",
        mappings: Mappings(
            nsa: ["Authentication and authorization: least-privilege RBAC"], mitre: ["T1578"], owasp: ["K02"],
            peers: [.rbacPolice: ["modify_node_status"], .kubesplaining: ["KUBE-PRIVESC-016"]]),
        references: ["https://kubernetes.io/docs/concepts/security/rbac-good-practices/"],
        examples: [
            .violating(
                "granted in the whole cluster", at: ["rules[0].resources[0]"],
                """
                kind: ClusterRole
                apiVersion: rbac.authorization.k8s.io/v1
                metadata: {name: helper}
                rules:
                - apiGroups: [""]
                  resources: [nodes]
                  verbs: [patch]
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
                  resources: [nodes]
                  verbs: [get, list, watch]
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
                  resources: [nodes]
                  verbs: [patch]
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
