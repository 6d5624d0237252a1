// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents
package import Findings

package enum RoleSprawlCheck: InventoryCheck {
    package static let description = CheckDescription(
        id: "role-sprawl", title: "Many roles for one subject", severity: .info, layer: .identity,
        rationale: "Rights that come from many roles are rights that nobody overlooks any more.",
        attack: "Somewhere among the many roles is the one permission that the attacker needs.",
        rule: """
            Fires for a subject, control plane excepted, that more than ten bindings of the input name.
            """,
        fix: "Merge the roles into one that says what the subject does.",
        mappings: Mappings(nsa: ["Authentication and authorization: least-privilege RBAC"], owasp: ["K02"]),
        references: [],
        examples: [
            .violating(
                "eleven bindings", at: ["subjects[0].name"],
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: b0}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: role-0}
                subjects:
                - {kind: ServiceAccount, name: helper, namespace: shop}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: b1}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: role-1}
                subjects:
                - {kind: ServiceAccount, name: helper, namespace: shop}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: b2}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: role-2}
                subjects:
                - {kind: ServiceAccount, name: helper, namespace: shop}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: b3}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: role-3}
                subjects:
                - {kind: ServiceAccount, name: helper, namespace: shop}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: b4}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: role-4}
                subjects:
                - {kind: ServiceAccount, name: helper, namespace: shop}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: b5}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: role-5}
                subjects:
                - {kind: ServiceAccount, name: helper, namespace: shop}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: b6}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: role-6}
                subjects:
                - {kind: ServiceAccount, name: helper, namespace: shop}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: b7}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: role-7}
                subjects:
                - {kind: ServiceAccount, name: helper, namespace: shop}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: b8}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: role-8}
                subjects:
                - {kind: ServiceAccount, name: helper, namespace: shop}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: b9}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: role-9}
                subjects:
                - {kind: ServiceAccount, name: helper, namespace: shop}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: b10}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: role-10}
                subjects:
                - {kind: ServiceAccount, name: helper, namespace: shop}
                """),
            .compliant(
                "one",
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: helper}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
                subjects:
                - {kind: ServiceAccount, name: helper, namespace: shop}
                """),
        ])

    private static let limit = 10

    package static func evaluate(_ context: Context, _ findings: inout FindingCollector) {
        var seen: [String: (first: Binding, subject: RoleSubject, count: Int)] = [:]
        var order: [String] = []
        for binding in AccessModel.of(context.inventory).bindings where !binding.isSystem {
            for subject in binding.subjects where !subject.isSystem {
                let title = subject.title
                let count = seen[title, default: (binding, subject, 0)].count
                if count == 0 { order.append(title) }
                seen[title, default: (binding, subject, 0)].count = count + 1
            }
        }
        for title in order {
            guard let entry = seen[title], entry.count > limit else { continue }
            findings.add(
                "\(title) has its rights from \(entry.count) bindings", Subject(entry.first.resource),
                Evidence(entry.subject.node["name"] ?? entry.subject.node),
                remediation: Remediation(description.fix.asSummary, .review))
        }
    }
}
