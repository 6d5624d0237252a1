// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents

/// What each rule contributes, worked out on the engine's rows: exact for the pods of the input and all addresses.
struct RuleEffects: Sendable {
    struct Key: Hashable, Sendable {
        let policy: Int
        let direction: Direction
        let position: Int

        init(policy: Int, direction: Direction, position: Int) {
            self.policy = policy
            self.direction = direction
            self.position = position
        }

        init(_ rule: DirectionGroups.Rule, _ direction: Direction) {
            self.init(policy: rule.policy, direction: direction, position: rule.position)
        }

        var reference: RuleReference { RuleReference(policy: policy, position: position) }
    }

    /// Rules of which everything is decided before their turn, with those that decide.
    private(set) var shadowed: [Key: Set<Key>] = [:]
    /// Network rules without which nothing would change, with those that allow the same. All of them may go at once.
    private(set) var redundant: [Key: Set<Key>] = [:]

    /// One group under ports that all of its rules treat alike.
    private struct Situation {
        let rules: [DirectionGroups.Rule]
        /// What earlier tiers leave open.
        let open: Bitset
    }

    private let sets: BitRows
    private var live: Set<Key> = []

    static func of(_ inventory: Inventory) -> RuleEffects {
        inventory.derived.value(of: RuleEffects.self) { RuleEffects(NetworkFacts.of(inventory).reachability) }
    }

    init(_ reachability: Reachability) {
        sets = reachability.sets
        var everything = Bitset(words: reachability.words)
        everything.insert(0..<reachability.columnCount)
        for direction in Direction.allCases {
            var situations: [Situation] = []
            for group in reachability.groups(direction).groups where !group.rules.isEmpty {
                for active in Self.activities(group, reachability) {
                    situations.append(open(group, active, everything, direction))
                }
            }
            findRedundant(situations, direction)
        }
        for key in live { shadowed[key] = nil }
    }

    /// The distinct sets of rules that some port activates, in the group's order.
    private static func activities(
        _ group: DirectionGroups.Group, _ reachability: Reachability
    ) -> [[DirectionGroups.Rule]] {
        PortAtoms(group.rules.map { reachability.portSets[$0.ports] }).atoms.filter { !$0.sets.isEmpty }
            .map { atom in atom.sets.map { group.rules[$0] } }
    }

    /// Runs through the tiers in which the first match decides.
    private mutating func open(
        _ group: DirectionGroups.Group, _ rules: [DirectionGroups.Rule], _ everything: Bitset, _ direction: Direction
    ) -> Situation {
        let open = runTier(.admin, rules, everything, direction)
        if group.isolating.isEmpty {
            _ = runTier(.baseline, rules, open, direction)
            return Situation(rules: [], open: open)
        }
        // A baseline for pods that have policies of their own is what a baseline is for.
        for rule in rules where rule.tier == .baseline { live.insert(Key(rule, direction)) }
        let network = rules.filter { $0.tier == .network }
        for rule in network { judge(rule, open, rules.filter { $0.tier == .admin }, direction) }
        return Situation(rules: network, open: open)
    }

    /// What a tier leaves open of what was open before it.
    private mutating func runTier(
        _ tier: PolicyTier, _ rules: [DirectionGroups.Rule], _ open: Bitset, _ direction: Direction
    ) -> Bitset {
        var undecided = open
        var left = open
        var earlier: [DirectionGroups.Rule] = []
        for rule in rules where rule.tier == tier {
            judge(rule, undecided, earlier, direction)
            var hit = sets[rule.peers]
            hit.formIntersection(undecided)
            undecided.subtract(hit)
            if rule.action != .pass { left.subtract(hit) }
            earlier.append(rule)
        }
        return left
    }

    /// Notes whether a rule has anything left to decide.
    private mutating func judge(
        _ rule: DirectionGroups.Rule, _ open: Bitset, _ earlier: [DirectionGroups.Rule], _ direction: Direction
    ) {
        let key = Key(rule, direction)
        if sets.isEmpty(rule.peers) { return }
        if sets.intersects(rule.peers, open) {
            live.insert(key)
            return
        }
        let peers = sets[rule.peers]
        let deciders = earlier.filter { sets.intersects($0.peers, peers) && Key($0, direction) != key }
        shadowed[key, default: []].formUnion(deciders.map { Key($0, direction) })
    }

    /// From the last rule to the first, drops each one that the rest makes up for.
    private mutating func findRedundant(_ situations: [Situation], _ direction: Direction) {
        var places: [Key: [Int]] = [:]
        for (number, situation) in situations.enumerated() {
            for key in Set(situation.rules.map { Key($0, direction) }) { places[key, default: []].append(number) }
        }
        let order = places.keys.sorted { ($0.policy, $0.position) > ($1.policy, $1.position) }
        for key in order where live.contains(key) {
            var others: Set<Key> = []
            let isRedundant = (places[key] ?? []).allSatisfy { number in
                covers(situations[number], key, direction, &others)
            }
            if isRedundant { redundant[key] = others }
        }
    }

    /// Whether the other rules allow what one allows, and which of them do.
    private func covers(
        _ situation: Situation, _ key: Key, _ direction: Direction, _ others: inout Set<Key>
    ) -> Bool {
        // A group of one rule has nothing that could make up for it.
        if situation.rules.count == 1 { return !sets.intersects(situation.rules[0].peers, situation.open) }
        var own = Bitset(words: situation.open.words.count)
        for rule in situation.rules where Key(rule, direction) == key { own.formUnion(sets[rule.peers]) }
        own.formIntersection(situation.open)
        var rest = own
        for rule in situation.rules {
            let other = Key(rule, direction)
            if other == key || redundant[other] != nil || !sets.intersects(rule.peers, rest) { continue }
            rest.subtract(sets[rule.peers])
            others.insert(other)
        }
        return rest.isEmpty
    }
}

extension Policy {
    /// Each rule with what identifies it, in the policy's order.
    func numberedRules(_ policy: Int) -> [(key: RuleEffects.Key, rule: PolicyRule)] {
        Direction.allCases.flatMap { direction in
            (rules[direction] ?? []).enumerated().map { position, rule in
                (RuleEffects.Key(policy: policy, direction: direction, position: position), rule)
            }
        }
    }
}
