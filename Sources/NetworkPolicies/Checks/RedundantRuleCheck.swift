// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents
package import Findings

package enum RedundantRuleCheck: InventoryCheck {
    package static let description = CheckDescription(
        id: "redundant-rule", title: "Rule that adds no connection", severity: .info, layer: .network,
        rationale: """
            A rule that other rules make up for changes nothing, but everybody who reviews the policies has to find \
            that out, and who tightens the other rule wonders why the access stays.
            """,
        attack: """
            None by itself: the access that one rule was meant to end stays open through its double.
            """,
        rule: """
            Fires for a rule of a NetworkPolicy that selects pods and allows something, when the other rules allow the \
            same pods the same peers on the same ports: computed exactly on all pods of the input and all addresses. \
            The fix is safe where one other rule includes it whatever pods there may be; where it only does so for \
            the pods of the input, a person decides. Of two equal rules the later one is told. Rules whose peers \
            match nothing are left to dangling-peer.
            """,
        fix: """
            Remove the rule.
            """,
        mappings: Mappings(nsa: ["Network separation and hardening: network policies"], owasp: ["K05"]),
        references: ["https://kubernetes.io/docs/concepts/services-networking/network-policies/"],
        examples: [
            .violating(
                "included in another policy's rule", at: ["spec.ingress[1]"],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: web, namespace: shop, labels: {app: web}}
                spec: {containers: [{name: web, image: web}]}
                ---
                apiVersion: v1
                kind: Pod
                metadata: {name: db, namespace: shop, labels: {app: db}}
                spec: {containers: [{name: db, image: db}]}
                ---
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: same-namespace, namespace: shop}
                spec:
                  podSelector: {}
                  policyTypes: [Ingress]
                  ingress:
                  - from: [{podSelector: {}}]
                    ports: [{port: 5432}]
                ---
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: web-to-db, namespace: shop}
                spec:
                  podSelector: {matchLabels: {app: db}}
                  policyTypes: [Ingress]
                  ingress:
                  - from: [{ipBlock: {cidr: 192.0.2.0/24}}]
                  - from: [{podSelector: {matchLabels: {app: web}}}]
                    ports: [{port: 5432}]
                """),
            .compliant(
                "another port",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: web, labels: {app: web}}
                spec: {containers: [{name: web, image: web}]}
                ---
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: web}
                spec:
                  podSelector: {}
                  policyTypes: [Ingress]
                  ingress:
                  - from: [{podSelector: {}}]
                    ports: [{port: 5432}]
                  - from: [{podSelector: {matchLabels: {app: web}}}]
                    ports: [{port: 5433}]
                """),
        ])

    package static func evaluate(_ context: Context, _ findings: inout FindingCollector) {
        let facts = NetworkFacts.of(context.inventory)
        let redundant = RuleEffects.of(context.inventory).redundant
        for (number, policy) in facts.model.policies.enumerated() {
            guard let resource = policy.resource else { continue }
            for (key, rule) in policy.numberedRules(number) {
                guard let node = rule.node, let others = redundant[key], hasPeers(rule, facts) else { continue }
                let keys = others.sorted { ($0.policy, $0.position) < ($1.policy, $1.position) }
                findings.add(
                    "rule adds no connection: \(names(keys, facts.model)) already allow\(keys.count == 1 ? "s" : "") it",
                    Subject(resource), [Evidence(node)],
                    remediation: remediation(
                        rule, policy, key.direction, includer(of: rule, policy, keys, facts.model)))
            }
        }
    }

    /// Every peer is there, so that the rule is not one that waits for its pods.
    private static func hasPeers(_ rule: PolicyRule, _ facts: NetworkFacts) -> Bool {
        (rule.peers ?? []).allSatisfy { peer in
            if case .pods(let selection) = peer { facts.selectsAny(selection) } else { true }
        }
    }

    private static func names(_ keys: [RuleEffects.Key], _ model: NetworkModel) -> String {
        let texts = keys.map { model.text($0.reference, $0.direction) }
        return texts.count > 2 ? texts.prefix(2).joined(separator: "; ") + " and others" : texts.joined(separator: "; ")
    }

    /// A rule that allows the same whatever pods there are.
    private static func includer(
        of rule: PolicyRule, _ policy: Policy, _ keys: [RuleEffects.Key], _ model: NetworkModel
    ) -> RuleEffects.Key? {
        keys.first { key in
            let other = model.policies[key.policy]
            guard let rules = other.rules[key.direction], key.position < rules.count else { return false }
            return other.subject.includes(policy.subject, model) && rules[key.position].includes(rule, model)
        }
    }

    private static func remediation(
        _ rule: PolicyRule, _ policy: Policy, _ direction: Direction, _ includer: RuleEffects.Key?
    ) -> Remediation {
        guard let node = rule.node else { return Remediation("remove the rule", .review) }
        // Without policyTypes, the rule may be what makes the policy isolate egress.
        let hasTypes = policy.resource?.spec?["policyTypes"]?.elements.contains { _ in true } ?? false
        if direction == .egress, !hasTypes { return Remediation("write policyTypes down and remove the rule", .review) }
        return Remediation("remove the rule", includer == nil ? .review : .safe, [.remove(node)])
    }
}
