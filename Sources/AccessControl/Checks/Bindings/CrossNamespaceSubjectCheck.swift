// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

package enum CrossNamespaceSubjectCheck: ResourceCheck {
    package static let kinds = ["RoleBinding"]

    package static let description = CheckDescription(
        id: "cross-namespace-subject", title: "Rights for an account of another namespace", severity: .medium,
        layer: .identity,
        rationale: """
            A RoleBinding may name service accounts of other namespaces. Whoever controls that other namespace then \
            has rights here.
            """,
        attack: """
            The attacker takes over a pod in the less guarded namespace and reaches into this one.
            """,
        rule: """
            Fires for a RoleBinding with a ServiceAccount subject whose namespace differs from the binding's. \
            Accounts of `kube-system` are not reported.
            """,
        fix: """
            Run the program in the namespace it works on, or check that the other namespace is guarded as well.
            """,
        mappings: Mappings(
            nsa: ["Authentication and authorization: least-privilege RBAC"], mitre: ["T1528"], owasp: ["K02"],
            peers: [.kubesplaining: ["KUBE-SECRETS-CROSSNS-001"]]),
        references: [],
        examples: [
            .violating(
                "account from the build namespace", at: ["subjects[0].namespace"],
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: RoleBinding
                metadata: {name: helper, namespace: shop}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
                subjects:
                - {kind: ServiceAccount, name: ci, namespace: build}
                """),
            .compliant(
                "same namespace",
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
        for subject in binding.subjects
        where
            subject.kind == .serviceAccount && !binding.isClusterBinding && subject.namespace != binding.namespace
        {
            if subject.namespace == "kube-system" { continue }
            findings.add(
                "\(binding.title) gives role \"\(binding.roleName)\" to \(subject.title) of another namespace",
                Subject(resource), Evidence(below: subject.node, "namespace"),
                remediation: Remediation(description.fix.asSummary, .review))
        }
    }
}
