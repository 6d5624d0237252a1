// SPDX-License-Identifier: Apache-2.0

package import Cluster
package import Findings

/// Who can escalate how: every subject's permissions against every technique, joined with accounts, pods and levels.
package final class EscalationAnalysis: Sendable {
    /// Somebody who can use a technique, and where.
    package struct Case: Sendable {
        let subject: PowerMatrix.Subject
        /// With the set of permissions that the subject has.
        let technique: Technique
        /// Empty: in the whole cluster. Else the namespaces, sorted.
        let namespaces: [String]
        /// The roles that the subject can give to itself and what each opens, for a technique that gains rights.
        var gifts: [RoleGift] = []
        var onward: [EscalationMove] = []
    }

    let authorizer: Authorizer
    let surroundings: Surroundings
    let accounts: ServiceAccounts
    let version: KubernetesVersion
    let chains: EscalationChains
    private let cases: [String: [Case]]

    /// The analysis for an inventory and a version, made once.
    package static func of(_ context: Context) -> EscalationAnalysis {
        let version = context.settings.kubernetesVersion
        let known = context.inventory.derived.value(of: EscalationAnalysis.self) {
            EscalationAnalysis(context.inventory, version: version)
        }
        return known.version == version ? known : EscalationAnalysis(context.inventory, version: version)
    }

    package init(_ inventory: Inventory, version: KubernetesVersion) {
        authorizer = Authorizer.of(inventory)
        surroundings = Surroundings(inventory)
        accounts = ServiceAccounts.of(inventory)
        self.version = version
        let table = TechniqueTable(EscalationRegistry.all, version: version)
        let holdings = HoldingTable(authorizer: authorizer, techniques: table)
        let moves = EscalationMoves(table, holdings, surroundings, authorizer)
        chains = EscalationChains(surroundings: surroundings, accounts: accounts, moves: moves)
        cases = Self.cases(moves)
    }

    private static func cases(_ moves: EscalationMoves) -> [String: [Case]] {
        let (table, holdings) = (moves.techniques, moves.holdings)
        var found = [[Case]](repeating: [], count: table.ids.count)
        for subject in holdings.subjects {
            let held = holdings.holding(of: subject)
            if held.own.isEmpty { continue }
            let delegated = moves.delegatedBeyondGroups(of: subject)
            var last = -1
            for entry in table.entries where entry.idPosition != last {
                if case .rights(let means) = entry.technique.gain {
                    guard let opened = opened(means, entry, subject, delegated) else { continue }
                    found[entry.idPosition].append(opened)
                    continue
                }
                guard let places = places(entry, held, table, moves.surroundings) else { continue }
                // One way is enough.
                last = entry.idPosition
                found[last].append(Case(subject: subject, technique: entry.technique, namespaces: places))
            }
        }
        return Dictionary(zip(table.ids, found)) { $0 + $1 }
    }

    /// The case of a technique that gives roles to oneself: only roles that open something worth having count.
    private static func opened(
        _ means: RoleGift.Means, _ entry: TechniqueTable.Entry, _ subject: PowerMatrix.Subject,
        _ delegated: [EscalationMove]
    ) -> Case? {
        let onward = delegated.filter { $0.entry.severity >= .medium && $0.path.first?.means == means }
        var seen: Set<RoleGift> = []
        let gifts = onward.compactMap(\.path.first).filter { seen.insert($0).inserted }
        if gifts.isEmpty { return nil }
        var namespaces: Set<String> = []
        for gift in gifts {
            guard case .namespace(let name) = gift.held.scope else {
                namespaces = []
                break
            }
            namespaces.insert(name)
        }
        return Case(
            subject: subject, technique: entry.technique, namespaces: namespaces.sorted(), gifts: gifts, onward: onward)
    }

    /// A technique that works in other versions only.
    package struct OtherVersion: Sendable {
        package let id: String
        /// The last version in which it works.
        package let version: KubernetesVersion
        /// How many could use it there.
        package let subjects: Int
    }

    /// Who could use which techniques if the cluster were of an older version than the one judged.
    package func inOlderVersions() -> [OtherVersion] {
        let types = EscalationRegistry.all.filter { !$0.technique.lastVersions(before: version.minor).isEmpty }
        let minors = Set(types.flatMap { $0.technique.lastVersions(before: version.minor) })
        let known = cases.mapValues { Set($0.map(\.subject)) }
        let admins = known[EverythingTechnique.description.id] ?? []
        return minors.sorted(by: >).flatMap { minor in
            let wanted = types.filter { $0.technique.lastVersions(before: version.minor).contains(minor) }
            let table = TechniqueTable(
                wanted + [EverythingTechnique.self], version: KubernetesVersion(minor: minor))
            let holdings = HoldingTable(authorizer: authorizer, techniques: table)
            var subjects: [String: Int] = [:]
            for subject in holdings.subjects {
                let held = holdings.holding(of: subject)
                if held.own.isEmpty || admins.contains(subject) { continue }
                let usable = table.entries.filter { entry in
                    entry.id != EverythingTechnique.description.id && known[entry.id]?.contains(subject) != true
                        && Self.places(entry, held, table, surroundings) != nil
                }
                for id in Set(usable.map(\.id)) { subjects[id, default: 0] += 1 }
            }
            return subjects.sorted { $0.key < $1.key }.map {
                OtherVersion(id: $0.key, version: KubernetesVersion(minor: minor), subjects: $0.value)
            }
        }
    }

    package func cases(of id: String) -> [Case] { cases[id] ?? [] }

    /// Where a subject can use a technique that it could not use with what its groups and the control plane's own
    /// bindings give it; empty for the whole cluster, nil for nowhere.
    private static func places(
        _ entry: TechniqueTable.Entry, _ held: HoldingTable.Held, _ table: TechniqueTable, _ surroundings: Surroundings
    ) -> [String]? {
        // Who may do everything needs no technique: told once.
        if held.total.cluster.isSuperset(of: table.everything), entry.mask != table.everything { return nil }
        func works(_ bits: PowerBits, _ baseline: PowerBits, _ namespace: String?) -> Bool {
            guard bits.isSuperset(of: entry.mask), !baseline.isSuperset(of: entry.mask) else { return false }
            guard let condition = entry.technique.condition else { return true }
            return condition(
                Situation(surroundings: surroundings, namespace: namespace) { table.holdsMore(bits, than: entry) })
        }
        if works(held.total.cluster, held.baseline.cluster, nil) { return [] }
        switch entry.technique.place {
        case .cluster: return nil
        case .namespace(let name):
            return works(held.total.bits(in: name), held.baseline.bits(in: name), name) ? [name] : nil
        case .anywhere:
            let names = held.total.namespaces.keys.filter { name in
                works(held.total.bits(in: name), held.baseline.bits(in: name), name)
            }
            return names.isEmpty ? nil : names.sorted()
        }
    }
}
