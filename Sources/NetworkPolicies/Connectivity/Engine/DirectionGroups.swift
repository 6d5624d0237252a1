// SPDX-License-Identifier: Apache-2.0

/// The classes of one direction, grouped by the policies that select them.
struct DirectionGroups: Sendable {
    /// A rule of a policy as it applies to a group.
    struct Rule: Sendable, Hashable {
        let tier: PolicyTier
        let action: RuleAction
        /// Number of the port set.
        let ports: Int
        /// Number of the set of columns.
        let peers: Int
        /// Position of the policy in the model, and of the rule in the policy's direction.
        var policy: Int
        let position: Int
    }

    /// Classes with the same policies.
    struct Group: Sendable {
        /// All policies that select the group, in the order of evaluation.
        var policies: [Int32]
        /// The network policies among them: with one, nothing is allowed that none of them allows.
        var isolating: [Int32]
        /// In the order of evaluation.
        var rules: [Rule]
    }

    var groups: [Group]
    /// The group of each class.
    var groupOfClass: [Int32]
}

extension DirectionGroups.Group {
    /// The ports that the group allows a peer, given the rules that have it among their peers.
    ///
    /// The tiers in their order: the first rule that matches decides, or leaves it to the next tier; network policies
    /// add up and have the last word on the pods that they select.
    func ports(matching rules: some Sequence<DirectionGroups.Rule>, _ sets: [PortSet]) -> PortSet {
        var allowed = PortSet.none
        var undecided = PortSet.all
        var passed = PortSet.none
        var tier = PolicyTier.admin
        for rule in rules {
            if rule.tier != tier {
                if tier == .admin { undecided.formUnion(passed) }
                tier = rule.tier
                passed = .none
            }
            if tier == .baseline, !isolating.isEmpty { break }
            let hit = sets[rule.ports].intersection(undecided)
            switch rule.action {
            case .allow: allowed.formUnion(hit)
            case .deny: break
            case .pass: passed.formUnion(hit)
            }
            if tier != .network { undecided = undecided.subtracting(hit) }
        }
        return isolating.isEmpty ? allowed.union(undecided).union(passed) : allowed
    }
}
