// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

package enum AggregationInjectionCheck: ResourceCheck {
    package static let kinds = ["ClusterRole"]

    package static let description = CheckDescription(
        id: "aggregation-injection", title: "Dangerous rules aggregated into a built-in role", severity: .high,
        layer: .identity,
        rationale: """
            A label puts the rules of a ClusterRole into `view`, `edit` or `admin`, for everybody who holds those \
            roles anywhere. Charts of operators often carry such labels.
            """,
        attack: "Holders of the harmless `view` suddenly read secrets or run commands in pods.",
        rule: """
            Fires for a ClusterRole with a label `rbac.authorization.k8s.io/aggregate-to-view`, `-edit` or `-admin` \
            set to `"true"` whose rules contain wildcards, secrets (into `view`), or rights beyond the built-in \
            role: `bind`, `escalate`, `impersonate`, nodes, webhooks, roles (into `view` or `edit`).
            """,
        fix: """
            Remove the label, or narrow the rules to the resources of the operator's own API group.
            """,
        mappings: Mappings(nsa: ["Authentication and authorization: least-privilege RBAC"], owasp: ["K02"]),
        references: ["https://kubernetes.io/docs/reference/access-authn-authz/rbac/#aggregated-clusterroles"],
        examples: [
            .violating(
                "secrets for viewers", at: ["metadata.labels[rbac.authorization.k8s.io/aggregate-to-view]"],
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: extra, labels: {rbac.authorization.k8s.io/aggregate-to-view: "true"}}
                rules:
                - {apiGroups: [""], resources: [secrets], verbs: [get, list]}
                """),
            .compliant(
                "own resources",
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: extra, labels: {rbac.authorization.k8s.io/aggregate-to-view: "true"}}
                rules:
                - {apiGroups: [example.com], resources: [widgets], verbs: [get, list]}
                """),
        ])

    package static func evaluate(_ resource: Resource, _ context: Context, _ findings: inout FindingCollector) {
        let role = Role.of(resource, in: context.inventory)
        guard !role.isSystem, let labels = resource.labels else { return }
        for (label, target) in Aggregation.builtIn where labels[key: label]?.equals("true") == true {
            guard let danger = danger(in: role.rules, for: target) else { continue }
            findings.add(
                "ClusterRole \"\(resource.name)\" puts \(danger.what) into the built-in role \"\(target)\"",
                Subject(resource), Evidence(below: resource.node, "metadata", "labels", label),
                Evidence(danger.element),
                remediation: Remediation(description.fix.asSummary, .review))
            return
        }
    }

    private static func danger(in rules: [PolicyRule], for target: String) -> (what: String, element: Node)? {
        // An operator's own API group holds none of what the built-in roles leave out.
        for rule in rules where rule.apiGroups.contains(where: { $0 == "*" || KnownResources.hasGroup($0) }) {
            if rule.hasWildcardResource { return ("every resource", rule.element("resources", ["*"])) }
            if let verb = lifting(in: rule, for: target) {
                return ("the verb \(verb)", rule.element("verbs", [verb, "*"]))
            }
            let forbidden = target == "view" ? viewers + editors : target == "edit" ? editors : []
            if let resource = rule.resources.first(where: { forbidden.contains($0) }) {
                if readOnly(rule), !viewers.contains(resource) { continue }
                return (resource, rule.element("resources", [resource]))
            }
        }
        return nil
    }

    /// A verb that lets its holders become somebody else or hand out rights that they lack.
    private static func lifting(in rule: PolicyRule, for target: String) -> String? {
        let rbac = "rbac.authorization.k8s.io"
        for verb in ["bind", "escalate"] where rule.allows(verb: verb) && rule.allows(group: rbac) {
            if rule.resources.contains("roles") || rule.resources.contains("clusterroles") { return verb }
        }
        guard rule.allows(verb: "impersonate") else { return nil }
        let accounts = target == "view" ? ["serviceaccounts"] : []
        let identities = ["users", "groups", "uids"] + accounts
        return rule.resources.contains { identities.contains($0) || $0.hasPrefix("userextras") } ? "impersonate" : nil
    }

    private static func readOnly(_ rule: PolicyRule) -> Bool {
        rule.verbs.allSatisfy { $0 == "get" || $0 == "list" || $0 == "watch" }
    }

    /// What `view` leaves out on purpose.
    private static let viewers = ["secrets", "pods/exec", "pods/attach", "pods/portforward", "serviceaccounts/token"]

    /// What `edit` leaves out on purpose.
    private static let editors = [
        "roles", "rolebindings", "clusterroles", "clusterrolebindings", "nodes", "nodes/proxy", "namespaces",
        "validatingwebhookconfigurations", "mutatingwebhookconfigurations", "customresourcedefinitions", "apiservices",
        "certificatesigningrequests/approval", "persistentvolumes",
    ]
}
