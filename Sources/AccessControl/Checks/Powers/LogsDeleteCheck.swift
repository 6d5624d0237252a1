// SPDX-License-Identifier: Apache-2.0

internal import Cluster
package import Findings

package enum LogsDeleteCheck: RolePower {
    package static let power = Power(
        "delete logs of pods", .init(["delete", "deletecollection"], "", "pods/log"))

    package static let description = CheckDescription(
        id: "logs-delete", title: "Deleting logs", severity: .medium, layer: .identity,
        rationale: """
            Logs of containers are evidence. No program needs a right to delete them through the API.
            """,
        attack: "The attacker covers what their commands have written to a container's log.",
        rule: "Fires for `delete` or `deletecollection` on `pods/log`.",
        fix: "Drop delete on pods/log.",
        mappings: Mappings(
            nsa: ["Authentication and authorization: least-privilege RBAC"], mitre: ["T1070", "MS-TA9021"],
            owasp: ["K02"], peers: [.trivy: ["KSV-0042"]]),
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
                "without this power",
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
        ])
}
