// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

package enum WildcardResourceCheck: ResourceCheck {
    package static let kinds = ["ClusterRole", "Role"]

    package static let description = CheckDescription(
        id: "wildcard-resource", title: "Some verbs on every resource", severity: .high, layer: .identity,
        rationale: """
            The resource `*` covers secrets, subresources such as `pods/exec`, and every resource that is added \
            later.
            """,
        attack: """
            An account that "only reads" reads every secret, and with `create` it opens shells in pods.
            """,
        rule: """
            Fires for a rule whose `resources` contain `*` while its `verbs` do not, and for `*/subresource`. Groups \
            other than the core group are one step less severe, a subresource of everything is low. `pods/*` is no \
            pattern for the API server: it grants nothing and is reported as such.
            """,
        fix: "List the resources that are used.",
        mappings: Mappings(
            cis: ["5.1.3"], nsa: ["Authentication and authorization: least-privilege RBAC"], owasp: ["K02"],
            peers: [.trivy: ["KSV-0046", "KSV-0112"], .checkov: ["CKV_K8S_49"]]),
        references: ["https://kubernetes.io/docs/concepts/security/rbac-good-practices/"],
        examples: [
            .violating(
                "read everything", at: ["rules[0].resources[0]"],
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: helper}
                rules:
                - {apiGroups: ["*"], resources: ["*"], verbs: [get, list]}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: helper}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: helper}
                subjects:
                - {kind: ServiceAccount, name: helper, namespace: shop}
                """),
            .violating(
                "no pattern", at: ["rules[0].resources[1]"],
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: helper}
                rules:
                - {apiGroups: [""], resources: [pods, "pods/*"], verbs: [get, list]}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: helper}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: helper}
                subjects:
                - {kind: ServiceAccount, name: helper, namespace: shop}
                """),
            .compliant(
                "resources listed",
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: helper}
                rules:
                - {apiGroups: [""], resources: [pods, pods/log], verbs: [get, list]}
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
        guard !role.isSystem else { return }
        let wildcards = role.rules.compactMap { wildcard(in: $0) }
        guard let worst = wildcards.max(by: { $0.severity < $1.severity }) else { return }
        let holders = RoleHolders(of: role, in: AccessModel.of(context.inventory))
        findings.add(
            "\(resource.kind) \"\(resource.name)\" \(worst.message), \(holders.sentence)", Subject(resource),
            Evidence(worst.element), severity: holders.severity(worst.severity),
            remediation: Remediation(description.fix.asSummary, .review))
    }

    private static func wildcard(in rule: PolicyRule) -> (element: Node, severity: Severity, message: String)? {
        if rule.hasWildcardResource {
            if rule.hasWildcardVerb { return nil }
            let isBroad = rule.hasWildcardGroup || rule.apiGroups.contains("")
            let severity: Severity = isBroad && rule.resourceNames.isEmpty ? .high : .medium
            return (rule.element("resources", ["*"]), severity, "allows \(verbs(of: rule)) on every resource")
        }
        if let pattern = rule.resources.first(where: { $0.hasPrefix("*/") }) {
            return (rule.element("resources", [pattern]), .low, "allows \(verbs(of: rule)) on \(pattern)")
        }
        if let pattern = rule.resources.first(where: { $0.hasSuffix("/*") }) {
            let message = "names \"\(pattern)\", which is no pattern and grants nothing"
            return (rule.element("resources", [pattern]), .low, message)
        }
        return nil
    }

    private static func verbs(of rule: PolicyRule) -> String { rule.verbs.joined(separator: ", ") }
}
