// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents
internal import Findings

/// The techniques that work in a version, with the bits of their requirements.
struct TechniqueTable: Sendable {
    /// A class, since every subject is held against all of them.
    final class Entry: Sendable {
        let id: String
        /// The position of its id among the table's.
        let idPosition: Int
        let technique: Technique
        /// All of its requirements.
        let mask: PowerBits
        /// The bit of its first requirement's unlimited form.
        let unlimitedBit: Int
        /// Of a finding of its own.
        let severity: Severity

        init(
            _ id: String, _ severity: Severity, idPosition: Int, technique: Technique, mask: PowerBits,
            unlimitedBit: Int
        ) {
            self.id = id
            self.severity = severity
            self.idPosition = idPosition
            self.technique = technique
            self.mask = mask
            self.unlimitedBit = unlimitedBit
        }
    }

    /// Entries of one id stand together.
    let entries: [Entry]
    private(set) var ids: [String] = []
    /// Every verb on every resource.
    let everything: PowerBits
    /// The verbs that let their holders hand out roles whose rights they lack.
    private(set) var lifting = PowerBits()
    /// Requirements for which it matters whether a RoleBinding grants them.
    let clusterScoped: PowerBits
    private let requirements: RequirementIndex
    /// Those for which the scope matters, by position.
    private let scoped: [(position: Int, requirement: Requirement)]

    init(_ types: [any EscalationTechnique.Type], version: KubernetesVersion) {
        var requirements: [Requirement] = []
        var entries: [Entry] = []
        var clusterScoped = PowerBits()
        var everything = PowerBits()
        let ways = types.flatMap { type in
            type.technique.ways(in: version.minor).map { (description: type.description, technique: $0) }
        }
        for (description, technique) in ways {
            let id = description.id
            var mask = PowerBits()
            let first = requirements.count
            for requirement in technique.requirements {
                mask.insert(requirements.count * 2)
                if requirement.dependsOnScope || technique.place == .cluster {
                    clusterScoped.insert(requirements.count * 2)
                    clusterScoped.insert(requirements.count * 2 + 1)
                }
                requirements.append(requirement)
            }
            // Techniques without requirements are judged otherwise.
            if mask.isEmpty { continue }
            if id == EverythingTechnique.description.id { everything = mask }
            if case .rights = technique.gain { lifting.insert(first * 2) }
            if ids.last != id { ids.append(id) }
            entries.append(
                Entry(
                    id, description.severity, idPosition: ids.count - 1, technique: technique, mask: mask,
                    unlimitedBit: first * 2 + 1))
        }
        self.entries = entries
        self.requirements = RequirementIndex(requirements)
        scoped = requirements.enumerated().filter { $0.element.dependsOnScope }.map { ($0.offset, $0.element) }
        self.clusterScoped = clusterScoped
        self.everything = everything
    }

    /// Whether somebody who holds these bits, wherever, may be able to use a technique or to hand out rights.
    func mayUse(_ bits: PowerBits) -> Bool {
        bits.intersects(lifting) || entries.contains { bits.isSuperset(of: $0.mask) }
    }

    /// The requirements that a role meets.
    func bits(of rules: [PolicyRule]) -> PowerBits {
        var bits = PowerBits()
        for rule in rules { bits.formUnion(requirements.bits(of: rule)) }
        return bits
    }

    /// Those of the same requirements that are left when the role is bound in a namespace.
    func namespaceBits(of rules: [PolicyRule], among bits: PowerBits) -> PowerBits {
        var left = bits.subtracting(clusterScoped)
        for (position, requirement) in scoped where bits.contains(position * 2) {
            for rule in rules where requirement.isMet(by: rule, inNamespace: true) {
                left.insert(position * 2)
                if rule.resourceNames.isEmpty { left.insert(position * 2 + 1) }
            }
        }
        return left
    }

    /// Whether some other technique than a mere passing on of rights can be used with these bits.
    func holdsMore(_ bits: PowerBits, than entry: Entry) -> Bool {
        entries.contains { other in
            if case .rights = other.technique.gain { return false }
            return other.id != entry.id && bits.isSuperset(of: other.mask) && other.technique.gain != .influence
        }
    }
}

/// What every subject holds, compiled once per role and combined per binding.
struct HoldingTable: Sendable {
    /// What a subject holds in all, without its groups, and what it would hold anyway.
    struct Held: Sendable {
        var total = Holding()
        /// From bindings that name the subject itself and are not the control plane's.
        var own: [Int] = []
        /// From its groups and the control plane's bindings.
        var baseline = Holding()
    }

    /// Whoever of those whom bindings name may be able to use a technique, sorted.
    let subjects: [PowerMatrix.Subject]
    /// Also those whom no binding names may be able to: through everybody's groups, or under another name.
    let reachesUnnamed: Bool
    private let authorizer: Authorizer
    private let bits: RoleBits
    private let groups: [String: Holding]
    /// What everybody who is authenticated holds, and what every service account does besides.
    private let everybody: Holding
    private let everyAccount: Holding
    /// Some binding names the service accounts of one namespace.
    private let namesNamespaces: Bool

    /// What each role gives.
    private struct RoleBits {
        let inCluster: [PowerBits]
        let inNamespace: [PowerBits]
        /// Those of a role with every right.
        let all: PowerBits
        let allInNamespace: PowerBits
    }

    /// The rule of a role with every right.
    private static let everything = Document.parse("{apiGroups: ['*'], resources: ['*'], verbs: ['*']}", name: "")
        .roots.map { PolicyRule($0) }

    init(authorizer: Authorizer, techniques: TechniqueTable) {
        self.authorizer = authorizer
        let inCluster = authorizer.rulesOfRoles.map { techniques.bits(of: $0) }
        let all = techniques.bits(of: Self.everything)
        let bits = RoleBits(
            inCluster: inCluster,
            inNamespace: zip(authorizer.rulesOfRoles, inCluster).map { techniques.namespaceBits(of: $0, among: $1) },
            all: all, allInNamespace: techniques.namespaceBits(of: Self.everything, among: all))
        self.bits = bits
        var groups: [String: Holding] = [:]
        for (position, binding) in authorizer.bindings.enumerated() {
            for subject in binding.subjects where subject.kind == .group {
                Self.add(position, to: &groups[subject.name, default: Holding()], authorizer, bits)
            }
        }
        self.groups = groups
        everybody = groups["system:authenticated"] ?? Holding()
        var everyAccount = everybody
        if let more = groups["system:serviceaccounts"] { everyAccount.formUnion(more) }
        self.everyAccount = everyAccount
        namesNamespaces = groups.keys.contains { $0.hasPrefix("system:serviceaccounts:") }
        var throughGroups = PowerBits()
        for (name, held) in groups where Identity.isImplied(group: name) { throughGroups.formUnion(held.everywhere) }
        reachesUnnamed = authorizer.hasAliases || techniques.mayUse(throughGroups)
        subjects =
            reachesUnnamed
            ? PowerMatrix.subjects(of: authorizer)
            : Self.reaches(authorizer, bits).filter { techniques.mayUse($0.value.union(throughGroups)) }.keys.sorted()
    }

    /// What bindings give to those whom they name, wherever; those to whom they give nothing are left out.
    private static func reaches(_ authorizer: Authorizer, _ bits: RoleBits) -> [PowerMatrix.Subject: PowerBits] {
        var reaches: [PowerMatrix.Subject: PowerBits] = [:]
        for (position, binding) in authorizer.bindings.enumerated() {
            let role = authorizer.roleOfBindings[position]
            let reach = role < 0 ? PowerBits() : bits.inCluster[role]
            if reach.isEmpty { continue }
            for subject in binding.subjects {
                if let subject = PowerMatrix.Subject(subject) {
                    reaches[subject, default: PowerBits()].formUnion(reach)
                }
            }
        }
        return reaches
    }

    /// What a subject holds through its groups.
    private func throughGroups(_ subject: PowerMatrix.Subject) -> Holding {
        if subject.kind == .serviceAccount, ObjectNames.isLabel(subject.namespace),
            ObjectNames.isSubdomain(subject.name)
        {
            guard namesNamespaces, let more = groups["system:serviceaccounts:" + subject.namespace] else {
                return everyAccount
            }
            var held = everyAccount
            held.formUnion(more)
            return held
        }
        var held = Holding()
        for group in subject.identity.groups { if let more = groups[group] { held.formUnion(more) } }
        return held
    }

    private static func add(
        _ position: Int, to holding: inout Holding, _ authorizer: Authorizer, _ bits: RoleBits
    ) {
        let role = authorizer.roleOfBindings[position]
        guard role >= 0, !bits.inCluster[role].isEmpty else { return }
        let binding = authorizer.bindings[position]
        if binding.isClusterBinding {
            holding.cluster.formUnion(bits.inCluster[role])
        } else {
            holding.namespaces[binding.namespace, default: PowerBits()].formUnion(bits.inNamespace[role])
        }
    }

    /// Adds a role to what is held.
    func add(_ held: HeldRole, to holding: inout Holding) {
        let isAll = held.role == HeldRole.everything
        let inNamespace = isAll ? bits.allInNamespace : bits.inNamespace[held.role]
        switch held.scope {
        case .cluster: holding.cluster.formUnion(isAll ? bits.all : bits.inCluster[held.role])
        case .everyNamespace: holding.cluster.formUnion(inNamespace)
        case .namespace(let name): holding.namespaces[name, default: PowerBits()].formUnion(inNamespace)
        }
    }

    /// The roles that a subject holds, itself and through its groups.
    func roles(of subject: PowerMatrix.Subject) -> [HeldRole] {
        roles(authorizer.bindingPositions(of: subject.identity))
    }

    /// The roles that a subject holds through its groups and the control plane's bindings.
    func baselineRoles(of subject: PowerMatrix.Subject) -> [HeldRole] {
        let direct = Set(authorizer.directPositions(of: subject).filter { !authorizer.bindings[$0].isSystem })
        return roles(authorizer.bindingPositions(of: subject.identity).filter { !direct.contains($0) })
    }

    private func roles(_ positions: [Int]) -> [HeldRole] {
        positions.compactMap { position in
            let binding = authorizer.bindings[position]
            let role = authorizer.roleOfBindings[position]
            guard role >= 0 else { return nil }
            return HeldRole(role: role, scope: binding.isClusterBinding ? .cluster : .namespace(binding.namespace))
        }
    }

    func rules(of held: HeldRole) -> [PolicyRule] {
        held.role == HeldRole.everything ? Self.everything : authorizer.rulesOfRoles[held.role]
    }

    func holding(of subject: PowerMatrix.Subject) -> Held {
        var held = Held()
        if subject.kind != .group { held.baseline = throughGroups(subject) }
        held.total = held.baseline
        for position in authorizer.directPositions(of: subject) {
            Self.add(position, to: &held.total, authorizer, bits)
            if authorizer.bindings[position].isSystem {
                Self.add(position, to: &held.baseline, authorizer, bits)
            } else {
                held.own.append(position)
            }
        }
        return held
    }
}

extension Authorizer {
    /// The bindings that name a subject itself.
    func directPositions(of subject: PowerMatrix.Subject) -> [Int] {
        switch subject.kind {
        case .group: positions(ofGroup: subject.name)
        case .user: positions(ofUser: subject.name)
        case .serviceAccount:
            positions(ofAccount: ServiceAccounts.Name(subject.namespace, subject.name))
        }
    }
}
