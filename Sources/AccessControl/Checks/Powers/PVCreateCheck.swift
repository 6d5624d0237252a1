// SPDX-License-Identifier: Apache-2.0

internal import Cluster
package import Findings

package enum PVCreateCheck: RolePower {
    package static let power = Power(
        "write persistent volumes",
        effect: .clusterOnly,
        .init(["create", "update", "patch"], "", "persistentvolumes"))

    package static let description = CheckDescription(
        id: "pv-create", title: "Creating persistent volumes", severity: .medium, layer: .identity,
        rationale: """
            A persistent volume may point at any path of a node. Pod Security looks at pods, not at what stands \
            behind their claims.
            """,
        attack: """
            The attacker creates a hostPath volume for `/`, claims it in a restricted namespace and writes to the \
            node's disk.
            """,
        rule: """
            Fires for `create`, `update` or `patch` on `persistentvolumes` without `resourceNames`. Cluster-scoped: \
            a RoleBinding does not grant it.
            """,
        fix: "Leave volumes to a provisioner and grant persistentvolumeclaims only.",
        mappings: Mappings(
            cis: ["5.1.9"], nsa: ["Authentication and authorization: least-privilege RBAC"], mitre: ["T1611"],
            owasp: ["K02"], peers: [.kubescape: ["C-0278"]]),
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
                  resources: [persistentvolumes]
                  verbs: [create]
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
                  resources: [persistentvolumeclaims]
                  verbs: [create]
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
                  resources: [persistentvolumes]
                  verbs: [create]
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
