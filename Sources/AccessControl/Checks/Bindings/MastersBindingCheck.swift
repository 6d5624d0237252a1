// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

package enum MastersBindingCheck: ResourceCheck {
    package static let kinds = ["ClusterRoleBinding", "RoleBinding"]

    package static let description = CheckDescription(
        id: "masters-binding", title: "Use of system:masters", severity: .critical, layer: .identity,
        rationale: """
            Members of `system:masters` are above all authorization: no role limits them, and no removal of a \
            binding takes the power away.
            """,
        attack: """
            A certificate with that group works until it expires, even after every binding has been removed.
            """,
        rule: """
            Fires for a binding whose subjects contain group `system:masters`, except the bootstrap binding.
            """,
        fix: "Bind a group of your own to the role and remove system:masters.",
        mappings: Mappings(
            cis: ["5.1.7"], nsa: ["Authentication and authorization: least-privilege RBAC"], owasp: ["K02"],
            peers: [.trivy: ["KSV-0123"], .kubescape: ["C-0246"]]),
        references: ["https://kubernetes.io/docs/concepts/security/rbac-good-practices/"],
        examples: [
            .violating(
                "masters bound", at: ["subjects[0].name"],
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: helper}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
                subjects:
                - {apiGroup: rbac.authorization.k8s.io, kind: Group, name: "system:masters"}
                """),
            .compliant(
                "own group",
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: helper}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
                subjects:
                - {apiGroup: rbac.authorization.k8s.io, kind: Group, name: "platform-team"}
                """),
        ])

    package static func evaluate(_ resource: Resource, _ context: Context, _ findings: inout FindingCollector) {
        let binding = Binding.of(resource, in: context.inventory)
        guard !binding.isSystem, binding.name != "cluster-admin" else { return }
        for subject in binding.subjects where subject.kind == .group && subject.name == "system:masters" {
            findings.add(
                "\(binding.title) names group \"system:masters\", whose members bypass authorization",
                Subject(resource), Evidence(subject.node["name"] ?? subject.node),
                remediation: Remediation(description.fix.asSummary, .review))
        }
    }
}
