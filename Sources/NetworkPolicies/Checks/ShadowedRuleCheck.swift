// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents
package import Findings

package enum ShadowedRuleCheck: InventoryCheck {
    package static let description = CheckDescription(
        id: "shadowed-rule", title: "Rule that never decides", severity: .low, layer: .network,
        rationale: """
            In a tier the first matching rule decides, and a higher tier decides before a lower one. A rule whose \
            traffic is always decided before its turn has no effect, whatever its author meant it to allow or forbid.
            """,
        attack: """
            A deny that is shadowed by an earlier allow is believed to protect while the connection stays open.
            """,
        rule: """
            Fires for a rule of an AdminNetworkPolicy, BaselineAdminNetworkPolicy, ClusterNetworkPolicy or \
            NetworkPolicy that selects pods and peers of the input, when rules of a higher tier, of a lower priority \
            number or earlier in the same policy decide all of its traffic: computed exactly. Medium where the \
            deciding rule does the opposite. Baseline rules for pods that have NetworkPolicies are no case.
            """,
        fix: """
            Change the priority or the order, narrow the rule that comes first, or remove the one without effect.
            """,
        mappings: Mappings(nsa: ["Network separation and hardening: network policies"], owasp: ["K05"]),
        references: ["https://network-policy-api.sigs.k8s.io/api-overview/"],
        examples: [
            .violating(
                "a deny behind an allow", at: ["spec.ingress[0]"],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: web, namespace: shop, labels: {app: web}}
                spec: {containers: [{name: web, image: web}]}
                ---
                apiVersion: policy.networking.k8s.io/v1alpha1
                kind: AdminNetworkPolicy
                metadata: {name: allow-all}
                spec:
                  priority: 10
                  subject: {namespaces: {}}
                  ingress:
                  - {action: Allow, from: [{namespaces: {}}]}
                ---
                apiVersion: policy.networking.k8s.io/v1alpha1
                kind: AdminNetworkPolicy
                metadata: {name: protect-shop}
                spec:
                  priority: 20
                  subject: {namespaces: {matchLabels: {kubernetes.io/metadata.name: shop}}}
                  ingress:
                  - {action: Deny, from: [{namespaces: {}}]}
                """),
            .violating(
                "an allow behind the admin tier's deny", at: ["spec.ingress[0]"],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: web, namespace: shop, labels: {app: web}}
                spec: {containers: [{name: web, image: web}]}
                ---
                apiVersion: policy.networking.k8s.io/v1alpha1
                kind: AdminNetworkPolicy
                metadata: {name: isolate}
                spec:
                  priority: 10
                  subject: {namespaces: {}}
                  ingress:
                  - {action: Deny, from: [{namespaces: {}}]}
                ---
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: web, namespace: shop}
                spec:
                  podSelector: {}
                  policyTypes: [Ingress]
                  ingress: [{from: [{podSelector: {}}]}]
                """),
            .compliant(
                "the narrow rule comes first",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: web, namespace: shop, labels: {app: web}}
                spec: {containers: [{name: web, image: web}]}
                ---
                apiVersion: v1
                kind: Pod
                metadata: {name: probe, namespace: monitoring}
                spec: {containers: [{name: probe, image: probe}]}
                ---
                apiVersion: policy.networking.k8s.io/v1alpha1
                kind: AdminNetworkPolicy
                metadata: {name: protect-shop}
                spec:
                  priority: 10
                  subject: {namespaces: {matchLabels: {kubernetes.io/metadata.name: shop}}}
                  ingress:
                  - action: Pass
                    from: [{namespaces: {matchLabels: {kubernetes.io/metadata.name: shop}}}]
                  - {action: Deny, from: [{namespaces: {}}]}
                """),
        ])

    package static func evaluate(_ context: Context, _ findings: inout FindingCollector) {
        let model = NetworkFacts.of(context.inventory).model
        let shadowed = RuleEffects.of(context.inventory).shadowed
        for (number, policy) in model.policies.enumerated() {
            guard let resource = policy.resource else { continue }
            for (key, rule) in policy.numberedRules(number) {
                guard let node = rule.node, let deciders = shadowed[key], !deciders.isEmpty else { continue }
                let sorted = deciders.sorted { ($0.policy, $0.position) < ($1.policy, $1.position) }
                let isOpposed = sorted.contains { action($0, model) != rule.action && action($0, model) != .pass }
                findings.add(
                    "rule never decides: \(names(sorted, model)) first", Subject(resource), [Evidence(node)],
                    severity: isOpposed ? .medium : nil,
                    remediation: Remediation(
                        "change the order or the priority, or remove the rule", .review))
            }
        }
    }

    private static func action(_ key: RuleEffects.Key, _ model: NetworkModel) -> RuleAction? {
        let rules = model.policies[key.policy].rules[key.direction] ?? []
        return key.position < rules.count ? rules[key.position].action : nil
    }

    private static func names(_ keys: [RuleEffects.Key], _ model: NetworkModel) -> String {
        let texts = keys.prefix(2).map { key -> String in
            let verb =
                switch action(key, model) {
                case .deny: "denies"
                case .pass: "passes"
                case .allow, nil: "allows"
                }
            return "\(model.text(key.reference, key.direction)) \(verb)"
        }
        return texts.joined(separator: "; ") + (keys.count > 2 ? " and others" : "")
    }
}
