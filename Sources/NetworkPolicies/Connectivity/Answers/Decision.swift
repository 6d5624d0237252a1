// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents

/// What decides about a range of ports in one direction.
package struct Decision: Sendable {
    package enum Reason: Sendable, Hashable {
        /// Nothing restricts this side: it lies outside, or is on the node's network.
        case outOfReach
        /// No policy selects the pod in this direction.
        case noPolicy
        /// Rules of network policies, any of which is enough.
        case allowedBy([RuleReference])
        /// The first matching rule of the admin or the baseline tier.
        case decidedBy(RuleReference)
        /// Network policies that isolate the pod, and none of which has a rule that matches.
        case isolatedBy([Int])
    }

    package let direction: Direction
    package let isAllowed: Bool
    package let ports: PortSet
    package let reason: Reason
}

/// A rule by the position of its policy in the model and its own position in the policy's direction.
package struct RuleReference: Sendable, Hashable {
    package let policy: Int
    package let position: Int
}

extension Reachability {
    /// The decisions about some ports.
    func decisions(_ direction: Direction, of column: Int, peer: Int, _ asked: PortSet) -> [Decision] {
        decisions(direction, of: column, peer: peer).compactMap { decision in
            let ports = decision.ports.intersection(asked)
            if ports.isEmpty { return nil }
            return Decision(
                direction: direction, isAllowed: decision.isAllowed, ports: ports, reason: decision.reason)
        }
    }

    /// Why the policies of one side let the other, or do not: one entry per reason, those that allow first.
    package func decisions(_ direction: Direction, of column: Int, peer: Int) -> [Decision] {
        guard column < classCount, !classes.classes[column].isHostNetwork else {
            return [Decision(direction: direction, isAllowed: true, ports: .all, reason: .outOfReach)]
        }
        let groups = groups(direction)
        let group = groups.groups[Int(groups.groupOfClass[column])]
        let matching = group.rules.filter { sets[$0.peers, peer] }
        let cut = PortAtoms(matching.map { portSets[$0.ports] })
        var order: [Decision.Reason] = []
        var byReason: [Decision.Reason: (isAllowed: Bool, ranges: [Range<Int>])] = [:]
        for atom in cut.atoms {
            let (isAllowed, reason) = decision(group, atom.sets.map { matching[$0] })
            if byReason[reason] == nil { order.append(reason) }
            byReason[reason, default: (isAllowed, [])].ranges += atom.ports.ranges
        }
        let decisions = order.compactMap { reason -> Decision? in
            guard let entry = byReason[reason] else { return nil }
            return Decision(
                direction: direction, isAllowed: entry.isAllowed, ports: PortSet(joining: entry.ranges), reason: reason)
        }
        return decisions.filter(\.isAllowed) + decisions.filter { !$0.isAllowed }
    }

    /// - Parameter rules: those of the group that match the peer and the ports, in the order of evaluation.
    private func decision(
        _ group: DirectionGroups.Group, _ rules: [DirectionGroups.Rule]
    ) -> (isAllowed: Bool, reason: Decision.Reason) {
        let isolates = !group.isolating.isEmpty
        for tier in [PolicyTier.admin, .baseline] where tier == .admin || !isolates {
            if let first = rules.first(where: { $0.tier == tier }), first.action != .pass {
                return (first.action == .allow, .decidedBy(reference(first)))
            }
        }
        guard isolates else { return (true, .noPolicy) }
        var references: [RuleReference] = []
        for rule in rules where rule.tier == .network && references.last != reference(rule) {
            references.append(reference(rule))
        }
        if references.isEmpty { return (false, .isolatedBy(group.isolating.map { Int($0) })) }
        return (true, .allowedBy(references))
    }

    private func reference(_ rule: DirectionGroups.Rule) -> RuleReference {
        RuleReference(policy: rule.policy, position: rule.position)
    }
}

extension NetworkModel {
    /// `NetworkPolicy shop/web, egress[0] (web.yaml:12:5)`.
    package func text(_ reference: RuleReference, _ direction: Direction) -> String {
        let policy = policies[reference.policy]
        let field = direction == .ingress ? "ingress" : "egress"
        var text = "\(policy.title), \(field)[\(reference.position)]"
        let rule = policy.rules[direction].flatMap { rules in
            reference.position < rules.count ? rules[reference.position] : nil
        }
        if let rule, !rule.name.isEmpty { text += " \"\(rule.name)\"" }
        if let node = rule?.node { text += " (\(node.location))" }
        return text
    }

    /// `NetworkPolicy shop/web (web.yaml:1:1)`.
    package func text(ofPolicy position: Int) -> String {
        let policy = policies[position]
        return policy.title + (policy.resource.map { " (\($0.location))" } ?? "")
    }

    /// The reason in words, after `allowed` or `denied`.
    package func text(_ decision: Decision) -> String {
        switch decision.reason {
        case .outOfReach: "no policy applies to this side"
        case .noPolicy: "no policy selects the pod for \(decision.direction.rawValue.lowercased())"
        case .allowedBy(let rules): "by " + rules.map { text($0, decision.direction) }.joined(separator: "; ")
        case .decidedBy(let rule): "by " + text(rule, decision.direction)
        case .isolatedBy(let policies):
            "no rule matches in " + policies.map { text(ofPolicy: $0) }.joined(separator: "; ")
        }
    }
}
