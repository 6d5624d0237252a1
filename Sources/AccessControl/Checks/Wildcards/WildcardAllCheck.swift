// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

package enum WildcardAllCheck: ResourceCheck {
    package static let kinds = ["ClusterRole", "Role"]

    package static let description = CheckDescription(
        id: "wildcard-all", title: "Every verb on every resource", severity: .critical, layer: .identity,
        rationale: """
            A rule with `*` for both verbs and resources allows everything in its API groups, today and for every \
            resource that a later version adds.
            """,
        attack: """
            Whoever gets hold of the account reads all secrets, runs pods of any kind and hands out rights to \
            others.
            """,
        rule: """
            Fires for a rule whose `verbs` and `resources` both contain `*`, without `resourceNames`. Rules limited \
            to API groups other than the core group are one step less severe; a role bound in one namespace \
            likewise, one that nobody holds is low.
            """,
        fix: """
            Write the verbs and resources that are really used; `bulwark access generate` reads them from an audit \
            log.
            """,
        mappings: Mappings(
            cis: ["5.1.3"], nsa: ["Authentication and authorization: least-privilege RBAC"], owasp: ["K02"],
            peers: [
                .kubescape: ["C-0187"], .trivy: ["KSV-0044", "KSV-0046"], .checkov: ["CKV_K8S_49"],
                .kubeLinter: ["wildcard-in-rules"], .kics: ["RBAC Wildcard In Rule"],
                .kubesplaining: ["KUBE-PRIVESC-017"],
            ]),
        references: ["https://kubernetes.io/docs/concepts/security/rbac-good-practices/"],
        examples: [
            .violating(
                "everything", at: ["rules[0].resources[0]"],
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: helper}
                rules:
                - {apiGroups: ["*"], resources: ["*"], verbs: ["*"]}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: helper}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: helper}
                subjects:
                - {kind: ServiceAccount, name: helper, namespace: shop}
                """),
            .compliant(
                "read pods",
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: helper}
                rules:
                - {apiGroups: [""], resources: [pods], verbs: [get, list]}
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
        guard !role.isSystem, let rule = role.rules.first(where: { $0.isWildcardAll }) else { return }
        let holders = RoleHolders(of: role, in: AccessModel.of(context.inventory))
        let isBroad = rule.hasWildcardGroup || rule.apiGroups.contains("")
        findings.add(
            "\(resource.kind) \"\(resource.name)\" allows every verb on every resource of API groups \(rule.apiGroups.map { "\"\($0)\"" }.joined(separator: ", ")), \(holders.sentence)",
            Subject(resource),
            Evidence(rule.element("resources", ["*"])), Evidence(rule.element("verbs", ["*"])),
            severity: holders.severity(isBroad ? .critical : .high),
            remediation: Remediation(description.fix.asSummary, .review))
    }
}
