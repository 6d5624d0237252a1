// SPDX-License-Identifier: Apache-2.0

internal import Cluster
package import Findings

package enum DestructiveDeleteCheck: RolePower {
    package static let power = Power(
        "delete workloads or data",
        .init(
            ["delete", "deletecollection"], "", "pods", "services", "configmaps", "secrets", "persistentvolumeclaims",
            "persistentvolumes", "namespaces", "replicationcontrollers"),
        .init(["delete", "deletecollection"], "apps", "deployments", "daemonsets", "statefulsets", "replicasets"),
        .init(["delete", "deletecollection"], "batch", "jobs", "cronjobs"))

    package static let description = CheckDescription(
        id: "destructive-delete", title: "Deleting workloads and data", severity: .medium, layer: .identity,
        rationale: """
            Deleting workloads, volumes, secrets or namespaces stops services and may destroy data for good.
            """,
        attack: "The attacker wipes a namespace and its volumes, for ransom or to cover traces.",
        rule: """
            Fires for `delete` or `deletecollection` on core kinds, workloads and volumes without `resourceNames`.
            """,
        fix: "Name the objects in resourceNames, or leave deletion to a pipeline.",
        mappings: Mappings(
            nsa: ["Authentication and authorization: least-privilege RBAC"], mitre: ["T1485", "MS-TA9038"],
            owasp: ["K02"], peers: [.kubescape: ["C-0007"]]),
        references: [],
        examples: [
            .violating(
                "granted in the whole cluster", at: ["rules[0].resources[0]"],
                """
                kind: ClusterRole
                apiVersion: rbac.authorization.k8s.io/v1
                metadata: {name: helper}
                rules:
                - apiGroups: [apps]
                  resources: [deployments]
                  verbs: [deletecollection]
                ---
                kind: ClusterRoleBinding
                apiVersion: rbac.authorization.k8s.io/v1
                metadata: {name: helper}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: helper}
                subjects:
                - {kind: ServiceAccount, name: helper, namespace: shop}
                """),
            .compliant(
                "limited to named objects",
                """
                kind: ClusterRole
                apiVersion: rbac.authorization.k8s.io/v1
                metadata: {name: helper}
                rules:
                - apiGroups: [apps]
                  resources: [deployments]
                  verbs: [delete]
                  resourceNames: [preview]
                ---
                kind: ClusterRoleBinding
                apiVersion: rbac.authorization.k8s.io/v1
                metadata: {name: helper}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: helper}
                subjects:
                - {kind: ServiceAccount, name: helper, namespace: shop}
                """),
        ])
}
