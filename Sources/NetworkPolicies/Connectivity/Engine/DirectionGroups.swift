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
        let policy: Int
        let position: Int
    }

    /// Classes with the same policies.
    struct Group: Sendable {
        /// All policies that select the group, in the order of evaluation.
        let policies: [Int32]
        /// The network policies among them: with one, nothing is allowed that none of them allows.
        let isolating: [Int32]
        /// In the order of evaluation.
        let rules: [Rule]
    }

    let groups: [Group]
    /// The group of each class.
    let groupOfClass: [Int32]
}

/// Evaluates the tiers for all columns at once.
struct RowEvaluation {
    private(set) var allowed: Bitset
    private var undecided: Bitset
    private var passed: Bitset

    init(words: Int, columns: Int) {
        allowed = Bitset(words: words)
        passed = Bitset(words: words)
        undecided = Bitset.filled(columns, words: words)
    }

    /// - Parameter active: whether a port set contains the ports in question.
    mutating func run(_ group: DirectionGroups.Group, active: (Int) -> Bool, sets: [Bitset]) {
        var isBaseline = false
        for rule in group.rules {
            if rule.tier != .admin, !isBaseline, !enter(rule.tier, group, &isBaseline) { return }
            guard active(rule.ports) else { continue }
            apply(rule, sets[rule.peers])
        }
        undecided.formUnion(passed)
        if group.isolating.isEmpty { allowed.formUnion(undecided) }
    }

    /// The admin tier is over: what it passed is open again. False when nothing behind can matter.
    private mutating func enter(
        _ tier: PolicyTier, _ group: DirectionGroups.Group, _ isBaseline: inout Bool
    ) -> Bool {
        if passedAdmin == false {
            undecided.formUnion(passed)
            passed = Bitset(words: passed.words.count)
            passedAdmin = true
        }
        guard tier == .baseline else { return true }
        isBaseline = true
        return group.isolating.isEmpty
    }

    private var passedAdmin = false

    private mutating func apply(_ rule: DirectionGroups.Rule, _ peers: Bitset) {
        var hit = peers
        hit.formIntersection(undecided)
        switch rule.action {
        case .allow: allowed.formUnion(hit)
        case .deny: break
        case .pass: passed.formUnion(hit)
        }
        // Network policies add up: what one of them allows, another may allow too.
        if rule.tier != .network { undecided.subtract(hit) }
    }
}

extension Bitset {
    /// The columns below a number.
    static func filled(_ columns: Int, words: Int) -> Bitset {
        var set = Bitset(words: words)
        set.fill(columns)
        return set
    }
}
