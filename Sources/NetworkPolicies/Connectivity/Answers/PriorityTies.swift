// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents

/// Policies of one tier and priority that say different things about a connection: which of them decides is undefined.
///
/// Policies that select no pod in common are not ambiguous; of those that agree a note is made. Without any pod in the
/// input every tie is told.
struct PriorityTies {
    static let code: Problem.Code = "ambiguous-priority"

    private let reachability: Reachability
    private(set) var problems: [Problem] = []
    private var told: Set<Pair> = []

    private struct Pair: Hashable {
        let first: Int
        let second: Int
    }

    init(_ reachability: Reachability) {
        self.reachability = reachability
        let policies = reachability.model.policies
        let neighbours = policies.indices.dropFirst().filter { Self.tie(policies[$0 - 1], policies[$0]) }
        if neighbours.isEmpty { return }
        guard reachability.classCount > 0 else {
            for position in neighbours { tell(Pair(first: position - 1, second: position), .warning, "") }
            return
        }
        for direction in Direction.allCases {
            let groups = reachability.groups(direction)
            for (number, group) in groups.groups.enumerated() {
                let column = groups.groupOfClass.firstIndex(of: Int32(number))
                let place = column.map { " and disagree about " + example(direction, $0) } ?? ""
                for pair in disagreements(group) { tell(pair, .warning, place) }
            }
        }
        for direction in Direction.allCases {
            for group in reachability.groups(direction).groups {
                for pair in tied(group) { tell(pair, .note, " and agree") }
            }
        }
        problems.sort { ($0.location.file, $0.location.line) < ($1.location.file, $1.location.line) }
    }

    private static func tie(_ first: Policy, _ second: Policy) -> Bool {
        first.tier == second.tier && first.priority == second.priority && first.tier != .network
    }

    private func example(_ direction: Direction, _ column: Int) -> String {
        let endpoint = reachability.model.endpoints[reachability.classes.classes[column].example]
        return "\(direction.rawValue.lowercased()) of \(endpoint.title)"
    }

    /// Policies that follow each other for a group, and tie.
    private func tied(_ group: DirectionGroups.Group) -> [Pair] {
        let policies = reachability.model.policies
        return zip(group.rules, group.rules.dropFirst()).compactMap { rule, next in
            guard rule.policy != next.policy, Self.tie(policies[rule.policy], policies[next.policy]) else { return nil }
            return Pair(first: rule.policy, second: next.policy)
        }
    }

    private func disagreements(_ group: DirectionGroups.Group) -> [Pair] {
        let policies = reachability.model.policies
        let rules = group.rules.filter { $0.tier == .admin || $0.tier == .baseline && group.isolating.isEmpty }
        var result: [Pair] = []
        for (position, rule) in rules.enumerated() {
            for (next, other) in rules.enumerated().dropFirst(position + 1) {
                let pair = Pair(first: rule.policy, second: other.policy)
                guard pair.first != pair.second, Self.tie(policies[pair.first], policies[pair.second]) else { continue }
                if rule.action == other.action || told.contains(pair) || result.contains(pair) { continue }
                let earlier = rules[..<next].enumerated().filter { index, earlier in
                    let isBefore = earlier.policy == pair.first && index < position || earlier.policy == pair.second
                    let isStronger = policies[earlier.policy].priority < policies[pair.first].priority
                    return isBefore || isStronger && earlier.tier == rule.tier
                }
                if matchesSomething(rule, other, after: earlier.map(\.element)) { result.append(pair) }
            }
        }
        return result
    }

    /// Whether two rules both match a connection that no earlier rule decides.
    private func matchesSomething(
        _ rule: DirectionGroups.Rule, _ other: DirectionGroups.Rule, after earlier: [DirectionGroups.Rule]
    ) -> Bool {
        var peers = reachability.sets[rule.peers]
        peers.formIntersection(reachability.sets[other.peers])
        var ports = reachability.portSets[rule.ports].intersection(reachability.portSets[other.ports])
        for earlier in earlier {
            if ports.subtracting(reachability.portSets[earlier.ports]).isEmpty {
                peers.subtract(reachability.sets[earlier.peers])
            } else if peers.isSubset(of: reachability.sets[earlier.peers]) {
                ports = ports.subtracting(reachability.portSets[earlier.ports])
            }
        }
        return !peers.isEmpty && !ports.isEmpty
    }

    private mutating func tell(_ pair: Pair, _ gravity: Problem.Gravity, _ place: String) {
        let policies = reachability.model.policies
        let (first, second) = (policies[pair.first], policies[pair.second])
        guard told.insert(pair).inserted, let resource = second.resource else { return }
        problems.append(
            Problem(
                Self.code, at: (resource.spec?["priority"] ?? resource.node).location, gravity: gravity,
                "\(first.title) and \(second.title) have the same priority \(second.priority) in one tier\(place): "
                    + "which one decides is undefined; evaluated here in the order of their names"))
    }
}
