// SPDX-License-Identifier: Apache-2.0

internal import Cluster
package import Findings

package enum PodLogReadCheck: RolePower {
    package static let power = Power(
        "read the logs of all pods", effect: .clusterOnly, .init(["get", "list"], "", "pods/log"))

    package static let description = CheckDescription(
        id: "pod-log-read", title: "Reading logs of all pods", severity: .low, layer: .identity,
        rationale: "Logs often hold tokens, session ids and personal data.",
        attack: "The attacker searches the logs of other teams for credentials.",
        rule: """
            Fires for `get` or `list` on `pods/log` when a ClusterRole is bound in the whole cluster. In one \
            namespace it is everyday work and not reported.
            """,
        fix: "Bind the role in the namespaces that need it.",
        mappings: Mappings(
            nsa: ["Authentication and authorization: least-privilege RBAC"], mitre: ["T1552.001"], owasp: ["K02"]),
        references: [],
        examples: [
            .violating(
                "granted in the whole cluster", at: ["rules[0].resources[0]"],
                """
                kind: ClusterRole
                apiVersion: rbac.authorization.k8s.io/v1
                metadata: {name: helper}
                rules:
                - apiGroups: [""]
                  resources: [pods/log]
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
                  resources: [pods]
                  verbs: [get, list]
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
                  resources: [pods/log]
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
