// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

package enum DanglingSubjectCheck: ResourceCheck {
    package static let kinds = ["ClusterRoleBinding", "RoleBinding"]

    package static let description = CheckDescription(
        id: "dangling-subject", title: "Binding to a service account that does not exist", severity: .medium,
        layer: .identity,
        rationale: """
            Rights of an account that does not exist wait for somebody to create it. Creating service accounts is a \
            harmless-looking permission.
            """,
        attack: """
            The attacker creates an account of the waiting name, starts a pod with it and has its rights.
            """,
        rule: """
            Fires for a subject of kind ServiceAccount that is not in the input while other accounts of its \
            namespace are; `default` exists in every namespace. In other input it is not evaluated.
            """,
        fix: "Remove the subject, or create the account.",
        mappings: Mappings(
            nsa: ["Authentication and authorization: least-privilege RBAC"], owasp: ["K02"],
            peers: [.kubesplaining: ["KUBE-RBAC-STALE-002"]]),
        references: ["https://kubernetes.io/docs/concepts/security/rbac-good-practices/"],
        examples: [
            .violating(
                "absent account", at: ["subjects[0].name"],
                """
                apiVersion: v1
                kind: ServiceAccount
                metadata: {name: web, namespace: shop}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: RoleBinding
                metadata: {name: helper, namespace: shop}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
                subjects:
                - {kind: ServiceAccount, name: helper, namespace: shop}
                """),
            .compliant(
                "present",
                """
                apiVersion: v1
                kind: ServiceAccount
                metadata: {name: helper, namespace: shop}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: RoleBinding
                metadata: {name: helper, namespace: shop}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
                subjects:
                - {kind: ServiceAccount, name: helper, namespace: shop}
                """),
            .compliant(
                "no accounts in the input",
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: RoleBinding
                metadata: {name: helper, namespace: shop}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
                subjects:
                - {kind: ServiceAccount, name: helper, namespace: shop}
                """),
        ])

    package static func evaluate(_ resource: Resource, _ context: Context, _ findings: inout FindingCollector) {
        let binding = Binding.of(resource, in: context.inventory)
        guard !binding.isSystem else { return }
        let accounts = ServiceAccounts.of(context.inventory)
        for subject in binding.subjects where subject.kind == .serviceAccount && subject.name != "default" {
            if accounts.account(subject.namespace, subject.name) != nil { continue }
            guard accounts.namespaces.contains(subject.namespace) else {
                findings.cannotEvaluate("service accounts of the namespace not in the input")
                continue
            }
            findings.add(
                "\(binding.title) names \(subject.title), which does not exist", Subject(resource),
                Evidence(subject.node["name"] ?? subject.node),
                remediation: Remediation(
                    "remove the subject \"\(subject.name)\"", .review, [.remove(subject.node)]))
        }
    }
}
