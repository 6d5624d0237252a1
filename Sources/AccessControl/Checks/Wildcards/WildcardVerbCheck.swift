// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

package enum WildcardVerbCheck: ResourceCheck {
    package static let kinds = ["ClusterRole", "Role"]

    package static let description = CheckDescription(
        id: "wildcard-verb", title: "Every verb on some resources", severity: .high, layer: .identity,
        rationale: """
            The verb `*` includes deletion and verbs that most people do not think of, such as `bind`, `escalate`, \
            `impersonate` and `deletecollection`.
            """,
        attack: "A verb that the role never needed is the one that the attacker uses.",
        rule: """
            Fires for a rule whose `verbs` contain `*` while its `resources` do not. Verbs of `nonResourceURLs` do \
            not count.
            """,
        fix: "List the verbs that are used; get, list and watch for readers.",
        mappings: Mappings(
            cis: ["5.1.3"], nsa: ["Authentication and authorization: least-privilege RBAC"], owasp: ["K02"],
            peers: [
                .trivy: ["KSV-0045"], .checkov: ["CKV_K8S_49"], .kubesplaining: ["KUBE-RBAC-WILDCARD-USED-PARTIAL-001"],
            ]),
        references: ["https://kubernetes.io/docs/concepts/security/rbac-good-practices/"],
        examples: [
            .violating(
                "any verb on deployments", at: ["rules[0].verbs[0]"],
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: helper}
                rules:
                - {apiGroups: [apps], resources: [deployments], verbs: ["*"]}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: helper}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: helper}
                subjects:
                - {kind: ServiceAccount, name: helper, namespace: shop}
                """),
            .compliant(
                "verbs listed",
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: helper}
                rules:
                - {apiGroups: [apps], resources: [deployments], verbs: [get, patch]}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: helper}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: helper}
                subjects:
                - {kind: ServiceAccount, name: helper, namespace: shop}
                """),
        ])

    package static func evaluate(_ resource: Resource, _ context: Context, _ findings: inout FindingCollector) {
        let role = Role.of(resource, in: context.inventory)
        guard !role.isSystem,
            let rule = role.rules.first(where: {
                $0.hasWildcardVerb && !$0.hasWildcardResource && !$0.resources.isEmpty
            })
        else { return }
        let holders = RoleHolders(of: role, in: AccessModel.of(context.inventory))
        findings.add(
            "\(resource.kind) \"\(resource.name)\" allows every verb on \(rule.resources.joined(separator: ", ")), \(holders.sentence)",
            Subject(resource),
            Evidence(rule.element("verbs", ["*"])),
            severity: holders.severity(rule.resourceNames.isEmpty ? .high : .medium),
            remediation: Remediation(description.fix.asSummary, .review))
    }
}
