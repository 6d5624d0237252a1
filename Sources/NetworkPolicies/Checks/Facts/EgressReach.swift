// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents
internal import Findings

/// Which workloads reach an address outside of the pod network, and what lets them.
struct EgressReach {
    /// Positions of the endpoints whose egress no policy restricts.
    private(set) var open: [Int] = []
    /// Endpoints that a rule lets through, by the rule, in the model's order.
    private(set) var byRule: [(rule: RuleReference, endpoints: [Int])] = []

    /// What the endpoints can do that the same policies select.
    private struct Outcome {
        var isOpen = false
        var rules: Set<RuleReference> = []
    }

    /// - Parameter ports: any of them counts.
    init(_ facts: NetworkFacts, to addresses: [IPRange], _ ports: PortSet) {
        let columns = Set(addresses.compactMap { facts.reachability.column(ofAddress: $0) }).sorted()
        var outcomes: [Int32: Outcome] = [:]
        var rules: [RuleReference: [Int]] = [:]
        for endpoint in facts.endpoints where !facts.model.endpoints[endpoint].isHostNetwork {
            if facts.connectivity.isUnknown(endpoint) { continue }
            let column = facts.reachability.column(ofEndpoint: endpoint)
            let group = facts.reachability.egress.groupOfClass[column]
            let outcome = outcomes[group] ?? Self.outcome(facts, column, columns, ports)
            outcomes[group] = outcome
            if outcome.isOpen { open.append(endpoint) }
            for rule in outcome.rules { rules[rule, default: []].append(endpoint) }
        }
        byRule = rules.map { (rule: $0.key, endpoints: $0.value) }
            .sorted { ($0.rule.policy, $0.rule.position) < ($1.rule.policy, $1.rule.position) }
    }

    private static func outcome(_ facts: NetworkFacts, _ column: Int, _ addresses: [Int], _ ports: PortSet) -> Outcome {
        var outcome = Outcome()
        for address in addresses {
            for decision in facts.reachability.decisions(.egress, of: column, peer: address, ports)
            where decision.isAllowed {
                switch decision.reason {
                case .noPolicy: outcome.isOpen = true
                case .allowedBy(let references): outcome.rules.formUnion(references)
                case .decidedBy(let reference): outcome.rules.insert(reference)
                case .outOfReach, .isolatedBy: break
                }
            }
        }
        return outcome
    }
}

extension NetworkFacts {
    /// The egress rule that a reference means.
    func egressRule(_ reference: RuleReference) -> (policy: Policy, rule: PolicyRule)? {
        let policy = model.policies[reference.policy]
        guard let rules = policy.rules[.egress], reference.position < rules.count else { return nil }
        return (policy, rules[reference.position])
    }

    /// `"web" and "db"`, or `"web", "db" and 3 more`.
    func names(_ endpoints: [Int]) -> String {
        let names = endpoints.map { "\"\(model.endpoints[$0].name)\"" }
        if names.count > 3 { return names.prefix(2).joined(separator: ", ") + " and \(names.count - 2) more" }
        guard let last = names.last, names.count > 1 else { return names.joined() }
        return names.dropLast().joined(separator: ", ") + " and " + last
    }
}

extension PolicyRule {
    /// The blocks of a rule as they are written, with their meaning.
    var blocks: [(node: Node, range: IPRange, exceptions: [IPRange])] {
        (node?["to"] ?? node?["from"])?.elements.compactMap { peer in
            guard let block = peer["ipBlock"], let cidr = block["cidr"], let range = IPRange(cidr: cidr.scalarText)
            else { return nil }
            return (block, range, block.items("except").compactMap { IPRange(cidr: $0.scalarText) })
        } ?? []
    }
}
