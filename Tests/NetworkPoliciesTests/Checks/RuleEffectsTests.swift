// SPDX-License-Identifier: Apache-2.0

import Cluster
import Testing

@testable import NetworkPolicies

/// What is said to change nothing, taken away from clusters that chance made.
struct RuleEffectsTests {
    private static let outside = ["0.0.0.1", "10.0.0.1", "10.1.2.200", "192.0.2.1", "2001:db8::5", "fe80::1"]
        .compactMap { IPRange(address: $0) }

    @Test func `nothing changes without the rules that are redundant or never decide`() {
        var redundant = 0
        var shadowed = 0
        for seed in 0..<1500 {
            var generator = RandomCluster(seed: UInt64(seed))
            let model = generator.model()
            let effects = RuleEffects(Reachability(model))
            redundant += effects.redundant.count
            shadowed += effects.shadowed.count
            let gone = Set(effects.redundant.keys).union(effects.shadowed.keys)
            if gone.isEmpty { continue }
            #expect(Self.connections(model) == Self.connections(model.without(gone)), "seed \(seed)")
        }
        #expect(redundant > 100 && shadowed > 80, "\(redundant) and \(shadowed) rules were tried")
    }

    @Test func `a rule that includes another one allows all of it`() {
        var tried = 0
        for seed in 0..<400 {
            var generator = RandomCluster(seed: UInt64(seed))
            let model = generator.model()
            let selections =
                model.policies.map(\.subject)
                + model.policies.flatMap { $0.rules.all }.flatMap { $0.peers ?? [] }.compactMap { peer in
                    if case .pods(let selection) = peer { selection } else { nil }
                }
            for wide in selections {
                for narrow in selections where wide.includes(narrow, model) {
                    tried += 1
                    for endpoint in model.endpoints where narrow.matches(endpoint, model) {
                        #expect(wide.matches(endpoint, model), "seed \(seed): \(wide) and \(narrow)")
                    }
                }
            }
        }
        #expect(tried > 1000)
    }

    /// Everything that is possible, between endpoints and with a few addresses.
    private static func connections(_ model: NetworkModel) -> [PortSet] {
        let reachability = Reachability(model)
        let columns =
            model.endpoints.indices.map { reachability.column(ofEndpoint: $0) }
            + outside.compactMap { reachability.column(ofAddress: $0) }
        return columns.flatMap { source in columns.map { reachability.connection(from: source, to: $0) } }
    }
}

extension NetworkModel {
    /// The same policies without some of their rules.
    fileprivate func without(_ gone: Set<RuleEffects.Key>) -> NetworkModel {
        var model = self
        model.policies = policies.enumerated().map { number, policy in
            var rules = policy.rules
            for direction in Direction.allCases {
                guard let list = policy.rules[direction] else { continue }
                rules[direction] = list.indices.filter {
                    !gone.contains(RuleEffects.Key(policy: number, direction: direction, position: $0))
                }
                .map { list[$0] }
            }
            return Policy(
                tier: policy.tier, priority: policy.priority, kind: policy.kind, namespace: policy.namespace,
                name: policy.name, subject: policy.subject, rules: rules)
        }
        return model
    }
}
