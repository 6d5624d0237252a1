// SPDX-License-Identifier: Apache-2.0

internal import Findings

/// A technique that somebody can use, and where.
struct EscalationMove: Sendable {
    let entry: TechniqueTable.Entry
    /// Nil: in the whole cluster.
    let namespace: String?
    /// The names to which what is gained is limited; nil when it is not.
    let names: [String]?
    /// The roles to give to oneself before.
    private(set) var path: [RoleGift] = []

    init(entry: TechniqueTable.Entry, namespace: String?, names: [String]?) {
        self.entry = entry
        self.namespace = namespace
        self.names = names
    }

    /// The same after giving roles to oneself.
    func after(_ path: [RoleGift]) -> EscalationMove {
        var move = self
        move.path = path
        return move
    }

    /// Whether it is the same technique in the same place.
    func isSame(as other: EscalationMove) -> Bool { entry === other.entry && namespace == other.namespace }
}

/// What everybody can do, with what they hold and with what they can give to themselves.
struct EscalationMoves: Sendable {
    let techniques: TechniqueTable
    let holdings: HoldingTable
    let surroundings: Surroundings
    let delegation: RoleDelegation

    init(_ techniques: TechniqueTable, _ holdings: HoldingTable, _ surroundings: Surroundings, _ authorizer: Authorizer)
    {
        self.techniques = techniques
        self.holdings = holdings
        self.surroundings = surroundings
        delegation = RoleDelegation(authorizer)
    }

    /// The techniques that gain an identity or a right, from what is held.
    func moves(of subject: PowerMatrix.Subject) -> [EscalationMove] {
        let held = holdings.holding(of: subject).total
        if held.isEmpty { return [] }
        return usable(held, beyond: Holding(), HeldNames(subject, [], holdings)).filter {
            $0.entry.technique.gain != .influence
        }
    }

    /// The techniques that roles open which a subject can give to themselves, and that it cannot use without.
    func delegated(of subject: PowerMatrix.Subject) -> [EscalationMove] {
        let held = holdings.holding(of: subject).total
        guard mayDelegate(held) else { return [] }
        let paths = RolePaths(holdings.roles(of: subject), delegation).paths
        var moves: [EscalationMove] = []
        for path in paths {
            let before = adding(path.dropLast(), to: held)
            let after = adding(path.suffix(1), to: before)
            moves += usable(after, beyond: before, HeldNames(subject, path, holdings)).map { $0.after(path) }
        }
        return moves + jointly(held, moves, paths, subject)
    }

    /// The same without those that groups and the control plane's bindings open anyway.
    func delegatedBeyondGroups(of subject: PowerMatrix.Subject) -> [EscalationMove] {
        let moves = delegated(of: subject)
        if moves.isEmpty { return [] }
        let baseline = holdings.baselineRoles(of: subject)
        guard baseline.contains(where: delegation.lifts) else { return moves }
        let known = Set(delegation.gifts(of: baseline).map(\.held))
        return moves.filter { move in !move.path.allSatisfy { known.contains($0.held) } }
    }

    private func adding(_ gifts: ArraySlice<RoleGift>, to held: Holding) -> Holding {
        var held = held
        for gift in gifts { holdings.add(gift.held, to: &held) }
        return held
    }

    /// The techniques that take several of the roles at once.
    private func jointly(
        _ held: Holding, _ known: [EscalationMove], _ paths: [[RoleGift]], _ subject: PowerMatrix.Subject
    ) -> [EscalationMove] {
        var taken: Set<HeldRole> = []
        let gifts = paths.joined().filter { taken.insert($0.held).inserted }
        guard gifts.count > 1 else { return [] }
        func moves(_ gifts: [RoleGift]) -> [EscalationMove] {
            usable(adding(gifts[...], to: held), beyond: held, HeldNames(subject, gifts, holdings))
        }
        let news = moves(gifts).filter { move in !known.contains { $0.isSame(as: move) } }
        return news.prefix(Self.shownJointly).map { move in
            // Leaves out one after the other what the technique does not take.
            let needed = gifts.reversed().reduce(gifts) { left, gift in
                let fewer = left.filter { $0 != gift }
                return moves(fewer).contains { $0.isSame(as: move) } ? fewer : left
            }
            return move.after(needed)
        }
    }

    private static let shownJointly = 8

    private func mayDelegate(_ held: Holding) -> Bool {
        if held.cluster.isSuperset(of: techniques.everything) { return false }
        return held.cluster.intersects(techniques.lifting)
            || held.namespaces.values.contains { $0.intersects(techniques.lifting) }
    }

    private func usable(_ held: Holding, beyond base: Holding, _ names: HeldNames) -> [EscalationMove] {
        var moves: [EscalationMove] = []
        let namespaces = held.namespaces.keys.sorted()
        for entry in techniques.entries {
            if case .rights = entry.technique.gain { continue }
            if works(entry, held.cluster, nil) {
                guard !base.cluster.isSuperset(of: entry.mask) else { continue }
                moves.append(move(entry, nil, held.cluster, names))
                continue
            }
            for namespace in namespaces {
                if case .namespace(let wanted) = entry.technique.place, wanted != namespace { continue }
                let bits = held.bits(in: namespace)
                guard works(entry, bits, namespace), !base.bits(in: namespace).isSuperset(of: entry.mask) else {
                    continue
                }
                moves.append(move(entry, namespace, bits, names))
            }
        }
        return moves
    }

    private func move(
        _ entry: TechniqueTable.Entry, _ namespace: String?, _ bits: PowerBits, _ names: HeldNames
    ) -> EscalationMove {
        let technique = entry.technique
        let isLimited =
            technique.gain != .clusterAdmin && technique.namesLimitGain && !bits.contains(entry.unlimitedBit)
        return EscalationMove(
            entry: entry, namespace: namespace, names: isLimited ? names.names(technique, in: namespace) : nil)
    }

    private func works(_ entry: TechniqueTable.Entry, _ bits: PowerBits, _ namespace: String?) -> Bool {
        guard bits.isSuperset(of: entry.mask) else { return false }
        guard let condition = entry.technique.condition else { return true }
        return condition(Situation(surroundings: surroundings, namespace: namespace) { true })
    }
}

/// The names in the rules of what somebody holds.
private struct HeldNames {
    let subject: PowerMatrix.Subject
    let path: [RoleGift]
    let holdings: HoldingTable

    init(_ subject: PowerMatrix.Subject, _ path: [RoleGift], _ holdings: HoldingTable) {
        self.subject = subject
        self.path = path
        self.holdings = holdings
    }

    /// Those to which a technique is limited in a place.
    func names(_ technique: Technique, in namespace: String?) -> [String] {
        guard let requirement = technique.requirements.first else { return [] }
        let held = holdings.roles(of: subject) + path.map(\.held)
        let rules = held.filter { $0.scope.covers(namespace) }.flatMap { holdings.rules(of: $0) }
        return rules.filter { requirement.isMet(by: $0) }.flatMap(\.resourceNames)
    }
}
