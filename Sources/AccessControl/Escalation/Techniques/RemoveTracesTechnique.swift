// SPDX-License-Identifier: Apache-2.0

internal import Cluster
package import Findings

package enum RemoveTracesTechnique: EscalationTechnique {
    package static let technique = Technique(
        "delete events, pods and workloads",
        gain: .influence,
        needs: .init(
            .init(["delete", "deletecollection"], "", "events", "pods", "namespaces", "persistentvolumeclaims"),
            .init(["delete", "deletecollection"], "events.k8s.io", "events"),
            .init(["delete", "deletecollection"], "apps", "deployments", "daemonsets", "statefulsets")))

    package static let description = CheckDescription(
        id: "remove-traces", title: "Removing workloads and traces", severity: .low, layer: .identity,
        rationale: "Deleting events hides what happened, deleting workloads stops services.",
        attack: "The attacker covers traces or takes the service down.",
        rule: """
            `delete` or `deletecollection` on events, pods, workloads, claims or namespaces without `resourceNames`.
            """,
        fix: "Drop the delete verbs.",
        mappings: Mappings(
            nsa: ["Authentication and authorization: least-privilege RBAC"], mitre: ["T1070", "T1485"], owasp: ["K02"]),
        references: [],
        examples: [
            .violating(
                "held", at: ["rules[0].resources[0]"],
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: helper}
                rules:
                - {apiGroups: [""], resources: [events], verbs: [delete]}
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
                - {apiGroups: [""], resources: [events], verbs: [create]}
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
