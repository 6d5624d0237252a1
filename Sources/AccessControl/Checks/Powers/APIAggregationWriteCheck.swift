// SPDX-License-Identifier: Apache-2.0

internal import Cluster
package import Findings

package enum APIAggregationWriteCheck: RolePower {
    package static let power = Power(
        "put themselves between the API server and its clients",
        effect: .clusterOnly,
        .init(["create", "update", "patch"], "apiregistration.k8s.io", "apiservices"),
        .init(["create", "update", "patch"], "apiextensions.k8s.io", "customresourcedefinitions"))

    package static let description = CheckDescription(
        id: "api-aggregation-write", title: "Writing API services or CRDs", severity: .high, layer: .identity,
        rationale: """
            An APIService routes a whole API group to a server of one's choice; a conversion webhook of a custom \
            resource sees and rewrites every object of it.
            """,
        attack: """
            The attacker registers a server for a group and receives the requests, and the tokens in some set-ups, \
            of all its clients.
            """,
        rule: """
            Fires for `create`, `update` or `patch` on `apiservices` or `customresourcedefinitions` without \
            `resourceNames`. Cluster-scoped: a RoleBinding does not grant it.
            """,
        fix: """
            Install definitions with a pipeline, and name those an operator maintains in resourceNames.
            """,
        mappings: Mappings(
            nsa: ["Authentication and authorization: least-privilege RBAC"], mitre: ["T1557"], owasp: ["K02"]),
        references: ["https://kubernetes.io/docs/concepts/extend-kubernetes/api-extension/apiserver-aggregation/"],
        examples: [
            .violating(
                "granted in the whole cluster", at: ["rules[0].resources[0]"],
                """
                kind: ClusterRole
                apiVersion: rbac.authorization.k8s.io/v1
                metadata: {name: helper}
                rules:
                - apiGroups: [apiregistration.k8s.io]
                  resources: [apiservices]
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
                "limited to named objects",
                """
                kind: ClusterRole
                apiVersion: rbac.authorization.k8s.io/v1
                metadata: {name: helper}
                rules:
                - apiGroups: [apiextensions.k8s.io]
                  resources: [customresourcedefinitions]
                  verbs: [update]
                  resourceNames: [widgets.example.com]
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
                - apiGroups: [apiregistration.k8s.io]
                  resources: [apiservices]
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
