// SPDX-License-Identifier: Apache-2.0

internal import Cluster
package import Findings

package enum StealPodsCheck: RolePower {
    package static let power = Power(
        "drive pods onto a node of their choice",
        effect: .clusterOnly,
        all: [
            [.init(["delete", "deletecollection"], "", "pods"), .init(["create"], "", "pods/eviction")],
            [.init(["update", "patch"], "", "nodes", "nodes/status")],
        ])

    package static let description = CheckDescription(
        id: "steal-pods", title: "Moving pods to another node", severity: .high, layer: .identity,
        rationale: """
            Removing pods and making nodes unschedulable together decide where pods start again.
            """,
        attack: """
            The attacker, who owns one node, makes the others unschedulable and evicts pods until those with \
            powerful tokens land on theirs.
            """,
        rule: """
            Fires when a role grants `delete` on pods (or `create` on `pods/eviction`) and it, or another role of a \
            holder, `update` or `patch` on `nodes` or `nodes/status`. Cluster-scoped: a RoleBinding does not grant it.
            """,
        fix: "Keep eviction and node maintenance in separate accounts.",
        mappings: Mappings(
            nsa: ["Authentication and authorization: least-privilege RBAC"], mitre: ["T1528"], owasp: ["K02"],
            peers: [.rbacPolice: ["steal_pods"], .kubesplaining: ["KUBE-PRIVESC-016"]]),
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
                  resources: [pods/eviction]
                  verbs: [create]
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
                  resources: [pods]
                  verbs: [delete]
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
                  resources: [pods/eviction]
                  verbs: [create]
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
