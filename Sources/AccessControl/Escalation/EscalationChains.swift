// SPDX-License-Identifier: Apache-2.0

internal import Cluster

/// The shortest ways from service accounts to the administration of the cluster.
struct EscalationChains: Sendable {
    /// What to do, one step after the other; the last gives the whole cluster.
    struct Chain: Sendable {
        let steps: [String]
    }

    private let surroundings: Surroundings
    private var best: [ServiceAccounts.Name: Chain] = [:]
    private var bestOfNamespaces: [String: Target] = [:]
    private var bestMounted: [String: Target] = [:]
    private var bestStored: [String: Target] = [:]
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

    init(
        surroundings: Surroundings, accounts: ServiceAccounts, techniques: TechniqueTable, holdings: HoldingTable
    ) {
        self.surroundings = surroundings
        let walkers = Self.walkers(accounts, techniques, holdings, surroundings)
        // Each round finds the ways that are one step longer than those known before.
        for _ in 0..<8 {
            var found: [(ServiceAccounts.Name, Chain)] = []
            for walker in walkers where best[walker.account] == nil {
                if let chain = shortest(walker) { found.append((walker.account, chain)) }
            }
            if found.isEmpty { break }
            for (account, chain) in found { best[account] = chain }
            index()
        }
        for subject in holdings.subjects where subject.kind != .serviceAccount {
            let walker = Self.walker(subject, ServiceAccounts.Name("", ""), techniques, holdings, surroundings)
            guard let chain = shortest(walker) else { continue }
            if subject.kind == .user { users[subject.name] = chain } else { groups[subject.name] = chain }
        }
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
            guard let names = start.names else { return continued(technique, target(bestOfNamespaces, start)) }
            return continued(technique, named(names, start))
        case .runningPods:
            guard let names = start.names else { return continued(technique, target(bestMounted, start)) }
            return continued(technique, runningAs(names, start))
        case .storedTokens: return continued(technique, target(bestStored, start))
        case .users:
            return Self.acting(as: "user", start.names, users)
        case .groups: return Self.acting(as: "a member of group", start.names, groups)
        case .influence: return nil
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
        let accounts = best.keys.filter { account in
            names.contains(account.name) && account != start.account
                && (start.namespace == nil || start.namespace == account.namespace)
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

    private func target(_ targets: [String: Target], _ start: Start) -> ServiceAccounts.Name? {
        if let namespace = start.namespace { return targets[namespace]?.nearest(to: start.account)?.account }
        return targets.values.compactMap { $0.nearest(to: start.account) }.min { $0 < $1 }?.account
    }

    private mutating func index() {
        bestOfNamespaces = [:]
        for (account, chain) in best { Self.offer(account, chain, to: &bestOfNamespaces[account.namespace]) }
        bestMounted = targets(surroundings.mounted)
        bestStored = targets(surroundings.stored)
    }

    private func targets(_ accounts: [String: [ServiceAccounts.Name]]) -> [String: Target] {
        accounts.compactMapValues { names in
            var target: Target?
            for name in names { if let chain = best[name] { Self.offer(name, chain, to: &target) } }
            return target
        }
    }

    private static func offer(_ account: ServiceAccounts.Name, _ chain: Chain, to target: inout Target?) {
        let offered = (length: chain.steps.count, account: account)
        if target == nil { target = Target(first: offered) } else { target?.offer(offered) }
    }

    // MARK: - Accounts

    /// An account with the techniques that it can use, and where (nil: in the whole cluster).
    private struct Walker {
        let account: ServiceAccounts.Name
        let moves: [(technique: Technique, namespace: String?, isLimited: Bool)]
    }

    private func shortest(_ walker: Walker) -> Chain? {
        var shortest: Chain?
        for move in walker.moves {
            guard !move.isLimited || move.technique.gain == .clusterAdmin || !move.technique.namesLimitGain,
                let chain = chain(
                    move.technique, from: Start(account: walker.account, namespace: move.namespace))
            else { continue }
            if chain.steps.count < shortest?.steps.count ?? 99 { shortest = chain }
        }
        return shortest
    }

    private static func walkers(
        _ accounts: ServiceAccounts, _ techniques: TechniqueTable, _ holdings: HoldingTable,
        _ surroundings: Surroundings
    ) -> [Walker] {
        var names = Set(accounts.users.map(\.name)).union(accounts.names)
        for subject in holdings.subjects where subject.kind == .serviceAccount {
            names.insert(ServiceAccounts.Name(subject.namespace, subject.name))
        }
        return names.sorted().compactMap { name in
            let subject = PowerMatrix.Subject(kind: .serviceAccount, namespace: name.namespace, name: name.name)
            let walker = walker(subject, name, techniques, holdings, surroundings)
            return walker.moves.isEmpty ? nil : walker
        }
    }

    private static func walker(
        _ subject: PowerMatrix.Subject, _ name: ServiceAccounts.Name, _ techniques: TechniqueTable,
        _ holdings: HoldingTable, _ surroundings: Surroundings
    ) -> Walker {
        let held = holdings.holding(of: subject).total
        var moves: [(technique: Technique, namespace: String?, isLimited: Bool)] = []
        if held.isEmpty { return Walker(account: name, moves: moves) }
        let namespaces = held.namespaces.keys.sorted()
        for entry in techniques.entries where entry.technique.gain != .influence {
            func works(_ bits: PowerBits, _ namespace: String?) -> Bool {
                guard bits.isSuperset(of: entry.mask) else { return false }
                guard let condition = entry.technique.condition else { return true }
                return condition(Situation(surroundings: surroundings, namespace: namespace) { true })
            }
            if works(held.cluster, nil) {
                moves.append((entry.technique, nil, !held.cluster.contains(entry.unlimitedBit)))
                continue
            }
            for namespace in namespaces {
                if case .namespace(let wanted) = entry.technique.place, wanted != namespace { continue }
                let bits = held.bits(in: namespace)
                if works(bits, namespace) {
                    moves.append((entry.technique, namespace, !bits.contains(entry.unlimitedBit)))
                }
            }
        }
        return Walker(account: name, moves: moves)
    }
}
