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
        var counts: [Name: Int] = [:]
        let bindings = AccessModel.of(context.inventory).bindings.filter { !$0.isSystem }
        for binding in bindings {
            for subject in binding.subjects where !subject.isSystem { counts[Name(subject), default: 0] += 1 }
        }
        counts = counts.filter { $0.value > limit }
        if counts.isEmpty { return }
        for binding in bindings {
            for subject in binding.subjects {
                guard let count = counts.removeValue(forKey: Name(subject)) else { continue }
                findings.add(
                    "\(subject.title) has its rights from \(count) bindings", Subject(binding.resource),
                    Evidence(subject.node["name"] ?? subject.node),
                    remediation: Remediation(description.fix.asSummary, .review))
            }
        }
    }

    /// What tells subjects apart.
    private struct Name: Hashable {
        let kind: RoleSubject.Kind?
        let namespace: String
        let name: String

        init(_ subject: RoleSubject) { (kind, namespace, name) = (subject.kind, subject.namespace, subject.name) }
    }
}
