// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Findings

/// The shortest ways from accounts, users and groups to the administration of the cluster.
struct EscalationChains: Sendable {
    /// What to do, one step after the other; the last gives the whole cluster.
    struct Chain: Sendable {
        let steps: [String]
    }

    private let surroundings: Surroundings
    private let accounts: ServiceAccounts
    private var best: [ServiceAccounts.Name: Chain] = [:]
    private var bestOfNamespaces: [String: Target] = [:]
    private var bestMounted: [String: Target] = [:]
    private var bestStored: [String: Target] = [:]
    private var bestOfNames: [String: Target] = [:]
    /// Of all, of those that pods mount, of those whose tokens lie in secrets.
    private var nearest: (any: Target?, mounted: Target?, stored: Target?) = (nil, nil, nil)
    private var users: [String: Chain] = [:]
    private var groups: [String: Chain] = [:]

    /// The two accounts of a group from which the way is shortest; the second for when the first is oneself.
    private struct Target: Sendable {
        var first: (length: Int, account: ServiceAccounts.Name)
        var second: (length: Int, account: ServiceAccounts.Name)?

        mutating func offer(_ candidate: (length: Int, account: ServiceAccounts.Name)) {
            if candidate.account == first.account { return }
            if candidate < first {
                second = first
                first = candidate
            } else if second.map({ candidate < $0 }) ?? true {
                second = candidate
            }
        }

        func nearest(to account: ServiceAccounts.Name?) -> (length: Int, account: ServiceAccounts.Name)? {
            first.account == account ? second : first
        }
    }

    init(surroundings: Surroundings, accounts: ServiceAccounts, moves: EscalationMoves) {
        self.surroundings = surroundings
        self.accounts = accounts
        var pending = Self.walkers(accounts, moves)
        // A way of some length leads on from shorter ones only, so each round finds all ways of its length.
        for length in 1...Self.longest {
            var found: [(PowerMatrix.Subject, Chain)] = []
            var isLonger = false
            pending = pending.filter { walker in
                guard let chain = shortest(walker) else { return true }
                guard chain.steps.count <= length else {
                    isLonger = true
                    return true
                }
                found.append((walker.subject, chain))
                return false
            }
            if found.isEmpty, !isLonger { break }
            for (subject, chain) in found { add(chain, of: subject) }
            if !found.isEmpty { index() }
        }
    }

    private static let longest = 24

    private mutating func add(_ chain: Chain, of subject: PowerMatrix.Subject) {
        switch subject.kind {
        case .serviceAccount:
            let account = ServiceAccounts.Name(subject.namespace, subject.name)
            best[account] = chain
            users[Identity.user(of: account)] = chain
        case .user: users[subject.name] = chain
        case .group: groups[subject.name] = chain
        }
    }

    /// The way that somebody's move opens; nil when it leads to no administrator.
    func chain(_ move: EscalationMove, of account: ServiceAccounts.Name?) -> Chain? {
        let path = move.path.map(\.step)
        if !path.isEmpty, move.entry.id == EverythingTechnique.description.id { return Chain(steps: path) }
        let start = Start(account: account, namespace: move.namespace, names: move.names)
        return chain(move.entry.technique, from: start).map { Chain(steps: path + $0.steps) }
    }

    /// Who takes the way, and where: nil for the whole cluster.
    struct Start: Sendable {
        let account: ServiceAccounts.Name?
        let namespace: String?
        /// The names to which the rule is limited; nil when it is not.
        var names: [String]?
    }

    /// The way that a technique opens; nil when it leads to no administrator.
    func chain(_ technique: Technique, from start: Start) -> Chain? {
        switch technique.gain {
        case .clusterAdmin: return Chain(steps: [technique.action])
        case .node: return Chain(steps: [technique.action, "take the keys of a control-plane node"])
        case .serviceAccounts:
            guard let names = start.names else {
                return continued(technique, target(bestOfNamespaces, nearest.any, start))
            }
            return continued(technique, named(names, start))
        case .runningPods:
            guard let names = start.names else {
                return continued(technique, target(bestMounted, nearest.mounted, start))
            }
            return continued(technique, runningAs(names, start))
        case .storedTokens: return continued(technique, target(bestStored, nearest.stored, start))
        case .users:
            return Self.acting(as: "user", start.names, users)
        case .groups: return Self.acting(as: "a member of group", start.names, groups)
        case .rights, .influence: return nil
        }
    }

    private static func acting(as kind: String, _ names: [String]?, _ chains: [String: Chain]) -> Chain? {
        let known = (names ?? []).compactMap { name in chains[name].map { (name: name, chain: $0) } }
        guard let best = known.min(by: { $0.chain.steps.count < $1.chain.steps.count }) else { return nil }
        return Chain(steps: ["act as \(kind) \"\(best.name)\""] + best.chain.steps)
    }

    /// The way from an account itself.
    func chain(of account: ServiceAccounts.Name) -> Chain? { best[account] }

    private func named(_ names: [String], _ start: Start) -> ServiceAccounts.Name? {
        guard let namespace = start.namespace else {
            let targets = Set(names).compactMap { bestOfNames[$0]?.nearest(to: start.account) }
            return targets.min { $0 < $1 }?.account
        }
        let accounts = names.map { ServiceAccounts.Name(namespace, $0) }.filter {
            best[$0] != nil && $0 != start.account
        }
        return accounts.min { (best[$0]?.steps.count ?? 99, $0) < (best[$1]?.steps.count ?? 99, $1) }
    }

    /// The nearest to the goal of the accounts of named pods.
    private func runningAs(_ pods: [String], _ start: Start) -> ServiceAccounts.Name? {
        let accounts = pods.flatMap { surroundings.accountsOfPods[$0] ?? [] }.filter { account in
            best[account] != nil && account != start.account
                && (start.namespace == nil || start.namespace == account.namespace)
        }
        return accounts.min { (best[$0]?.steps.count ?? 99, $0) < (best[$1]?.steps.count ?? 99, $1) }
    }

    private func continued(_ technique: Technique, _ account: ServiceAccounts.Name?) -> Chain? {
        guard let account, let next = best[account] else { return nil }
        let step = "\(technique.action) to act as service account \"\(account.namespace)/\(account.name)\""
        return Chain(steps: [step] + next.steps)
    }

    private func target(_ targets: [String: Target], _ nearest: Target?, _ start: Start) -> ServiceAccounts.Name? {
        let target = start.namespace.map { targets[$0] } ?? nearest
        return target?.nearest(to: start.account)?.account
    }

    private mutating func index() {
        bestOfNamespaces = [:]
        bestOfNames = [:]
        for (account, chain) in best {
            Self.offer(account, chain, to: &bestOfNamespaces[account.namespace])
            Self.offer(account, chain, to: &bestOfNames[account.name])
        }
        bestMounted = [:]
        for (account, chain) in best where accounts.isMounted(account) {
            Self.offer(account, chain, to: &bestMounted[account.namespace])
        }
        bestStored = targets(surroundings.stored)
        nearest = (Self.nearest(bestOfNamespaces), Self.nearest(bestMounted), Self.nearest(bestStored))
    }

    private func targets(_ accounts: [String: [ServiceAccounts.Name]]) -> [String: Target] {
        accounts.compactMapValues { names in
            var target: Target?
            for name in names { if let chain = best[name] { Self.offer(name, chain, to: &target) } }
            return target
        }
    }

    private static func nearest(_ targets: [String: Target]) -> Target? {
        var nearest: Target?
        for target in targets.values {
            for found in [target.first, target.second].compactMap({ $0 }) {
                if nearest == nil { nearest = Target(first: found) } else { nearest?.offer(found) }
            }
        }
        return nearest
    }

    private static func offer(_ account: ServiceAccounts.Name, _ chain: Chain, to target: inout Target?) {
        let offered = (length: chain.steps.count, account: account)
        if target == nil { target = Target(first: offered) } else { target?.offer(offered) }
    }

    // MARK: - Walkers

    /// Somebody with what they can do.
    private struct Walker {
        let subject: PowerMatrix.Subject
        let moves: [EscalationMove]

        var account: ServiceAccounts.Name? {
            subject.kind == .serviceAccount ? ServiceAccounts.Name(subject.namespace, subject.name) : nil
        }
    }

    private func shortest(_ walker: Walker) -> Chain? {
        var shortest: Chain?
        for move in walker.moves {
            guard let chain = chain(move, of: walker.account) else { continue }
            if chain.steps.count < shortest?.steps.count ?? .max { shortest = chain }
        }
        return shortest
    }

    private static func walkers(_ accounts: ServiceAccounts, _ moves: EscalationMoves) -> [Walker] {
        let holdings = moves.holdings
        let others = holdings.reachesUnnamed ? unnamed(accounts, Set(holdings.subjects)) : []
        return (holdings.subjects + others).compactMap { subject in
            let walker = Walker(subject: subject, moves: moves.moves(of: subject) + moves.delegated(of: subject))
            return walker.moves.isEmpty ? nil : walker
        }
    }

    /// The accounts that are not among the known.
    private static func unnamed(
        _ accounts: ServiceAccounts, _ known: Set<PowerMatrix.Subject>
    ) -> [PowerMatrix.Subject] {
        accounts.names.map { PowerMatrix.Subject(kind: .serviceAccount, namespace: $0.namespace, name: $0.name) }
            .filter { !known.contains($0) }
    }
}
