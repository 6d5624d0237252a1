// SPDX-License-Identifier: Apache-2.0

internal import Cluster
package import Findings

package enum EventsDeleteCheck: RolePower {
    package static let power = Power(
        "delete events",
        .init(["delete", "deletecollection"], "", "events"),
        .init(["delete", "deletecollection"], "events.k8s.io", "events"))

    package static let description = CheckDescription(
        id: "events-delete", title: "Deleting events", severity: .low, layer: .identity,
        rationale: """
            Events tell what happened to pods. Hardly any program needs to delete them; they expire on their own.
            """,
        attack: "The attacker removes the traces of failed and started pods.",
        rule: "Fires for `delete` or `deletecollection` on `events` in either API group.",
        fix: "Drop delete and deletecollection.",
        mappings: Mappings(
            nsa: ["Authentication and authorization: least-privilege RBAC"], mitre: ["T1070", "MS-TA9022"],
            owasp: ["K02"], peers: [.kubescape: ["C-0031"]]),
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
                  resources: [events]
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
                  resources: [events]
                  verbs: [create, patch]
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
