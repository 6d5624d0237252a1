// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

package enum DashboardSubjectCheck: ResourceCheck {
    package static let kinds = ["ClusterRoleBinding", "RoleBinding"]

    package static let description = CheckDescription(
        id: "dashboard-subject", title: "Dashboard with rights", severity: .high, layer: .identity,
        rationale: """
            The Kubernetes dashboard acts with the rights of its account for whoever reaches it.
            """,
        attack: """
            The attacker finds the dashboard without login and has the rights of its service account.
            """,
        rule: """
            Fires for a binding whose subject is a service account named `kubernetes-dashboard` (or with that \
            suffix) and whose role is `cluster-admin`, `admin`, `edit` or `view`, or whose ClusterRoleBinding gives \
            any other role than the dashboard's own metrics role.
            """,
        fix: "Let users of the dashboard log in with their own tokens and remove the binding.",
        mappings: Mappings(
            nsa: ["Authentication and authorization: least-privilege RBAC"], mitre: ["T1133"], owasp: ["K02"],
            peers: [.kubescape: ["C-0014"]]),
        references: [],
        examples: [
            .violating(
                "dashboard as administrator", at: ["subjects[0].name"],
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: helper}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: edit}
                subjects:
                - {kind: ServiceAccount, name: kubernetes-dashboard, namespace: kubernetes-dashboard}
                """),
            .compliant(
                "the role the dashboard ships with",
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: helper}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: kubernetes-dashboard}
                subjects:
                - {kind: ServiceAccount, name: kubernetes-dashboard, namespace: kubernetes-dashboard}
                """),
        ])

    package static func evaluate(_ resource: Resource, _ context: Context, _ findings: inout FindingCollector) {
        let binding = Binding.of(resource, in: context.inventory)
        guard !binding.isSystem else { return }
        for subject in binding.subjects
        where
            subject.kind == .serviceAccount && subject.name.hasSuffix("kubernetes-dashboard")
        {
            if binding.roleName.contains("dashboard") { continue }
            findings.add(
                "\(binding.title) gives role \"\(binding.roleName)\" to the dashboard's \(subject.title)",
                Subject(resource), Evidence(subject.node["name"] ?? subject.node), Evidence(binding.roleEvidence),
                severity: binding.roleName == "cluster-admin" ? .critical : nil,
                remediation: Remediation(description.fix.asSummary, .review))
        }
    }
}
