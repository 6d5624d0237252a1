// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

package enum DefaultServiceAccountBoundCheck: ResourceCheck {
    package static let kinds = ["ClusterRoleBinding", "RoleBinding"]

    package static let description = CheckDescription(
        id: "default-sa-bound", title: "Rights for the default account", severity: .high, layer: .identity,
        rationale: """
            Whatever is bound to `default` belongs to every pod of the namespace that names no account, now and \
            later.
            """,
        attack: "The attacker in any such pod uses the right that was meant for one.",
        rule: "Fires for a binding whose subjects contain a ServiceAccount named `default`.",
        fix: """
            Create an account for the workload that needs the right, bind that and remove this subject.
            """,
        mappings: Mappings(
            cis: ["5.1.5"], nsa: ["Authentication and authorization: least-privilege RBAC"], owasp: ["K02"],
            peers: [
                .checkov: ["CKV_K8S_42"], .kics: ["Role Binding To Default Service Account"],
                .kubesplaining: ["KUBE-SA-DEFAULT-002"],
            ]),
        references: ["https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/"],
        examples: [
            .violating(
                "view for all pods", at: ["subjects[0].name"],
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: RoleBinding
                metadata: {name: web, namespace: shop}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
                subjects:
                - {kind: ServiceAccount, name: default, namespace: shop}
                """),
            .compliant(
                "an account of its own",
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: RoleBinding
                metadata: {name: web, namespace: shop}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
                subjects:
                - {kind: ServiceAccount, name: web, namespace: shop}
                """),
        ])

    package static func evaluate(_ resource: Resource, _ context: Context, _ findings: inout FindingCollector) {
        let binding = Binding.of(resource, in: context.inventory)
        guard !binding.isSystem else { return }
        for subject in binding.subjects where subject.kind == .serviceAccount && subject.name == "default" {
            findings.add(
                "\(binding.title) gives role \"\(binding.roleName)\" to the default account of namespace "
                    + "\"\(subject.namespace)\"", Subject(resource), Evidence(subject.node["name"] ?? subject.node),
                remediation: Remediation(description.fix.asSummary, .review))
        }
    }
}
