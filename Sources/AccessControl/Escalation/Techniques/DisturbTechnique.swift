// SPDX-License-Identifier: Apache-2.0

internal import Cluster
package import Findings

package enum DisturbTechnique: EscalationTechnique {
    package static let technique = Technique(
        "disturb scheduling, leadership or quotas",
        gain: .influence,
        needs: .init(
            .init(["update", "patch", "delete", "deletecollection"], "coordination.k8s.io", "leases"),
            .init(["create", "update", "patch"], "scheduling.k8s.io", "priorityclasses"),
            .init(["update", "patch", "delete", "deletecollection"], "", "resourcequotas", "limitranges"),
            .init(["create"], "", "pods/eviction")))

    package static let description = CheckDescription(
        id: "disturb", title: "Disturbing the cluster", severity: .low, layer: .identity,
        rationale: "Leases decide who leads, priorities who is evicted, quotas how much may run.",
        attack: "The attacker takes the lead from a controller or evicts its pods.",
        rule: """
            Write verbs on `leases` (all names), `priorityclasses`, `resourcequotas`, `limitranges`, or `create` on \
            `pods/eviction`.
            """,
        fix: "Name the lease in resourceNames; leave quotas and priorities to the platform.",
        mappings: Mappings(
            nsa: ["Authentication and authorization: least-privilege RBAC"], mitre: ["T1499"], owasp: ["K02"]),
        references: [],
        examples: [
            .violating(
                "held", at: ["rules[0].resources[0]"],
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: helper}
                rules:
                - {apiGroups: ["coordination.k8s.io"], resources: [leases], verbs: [update]}
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
                - {apiGroups: ["coordination.k8s.io"], resources: [leases], verbs: [update], resourceNames: [own-lease]}
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
