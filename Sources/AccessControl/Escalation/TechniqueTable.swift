// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Findings

/// The techniques that work in a version, with the bits of their requirements.
struct TechniqueTable: Sendable {
    struct Entry: Sendable {
        let id: String
        let technique: Technique
        /// All of its requirements.
        let mask: PowerBits
        /// The bit of its first requirement's unlimited form.
        let unlimitedBit: Int
    }

    let entries: [Entry]
    /// Every verb on every resource.
    let everything: PowerBits
    /// Requirements that a RoleBinding cannot grant.
    let clusterScoped: PowerBits
    private let requirements: RequirementIndex

    init(_ types: [any EscalationTechnique.Type], version: KubernetesVersion) {
        var requirements: [Requirement] = []
        var entries: [Entry] = []
        var clusterScoped = PowerBits()
        var everything = PowerBits()
        for type in types where type.technique.versions.contains(version.minor) {
            var mask = PowerBits()
            let first = requirements.count
            for requirement in type.technique.requirements {
                mask.insert(requirements.count * 2)
                if requirement.isClusterScoped || type.technique.place == .cluster {
                    clusterScoped.insert(requirements.count * 2)
                    clusterScoped.insert(requirements.count * 2 + 1)
                }
                requirements.append(requirement)
            }
            // Techniques without requirements are judged otherwise.
            if mask.isEmpty { continue }
            let id = type.description.id
            if id == EverythingTechnique.description.id { everything = mask }
            entries.append(Entry(id: id, technique: type.technique, mask: mask, unlimitedBit: first * 2 + 1))
        }
        self.entries = entries
        self.requirements = RequirementIndex(requirements)
        self.clusterScoped = clusterScoped
        self.everything = everything
    }

    /// The requirements that a role meets.
    func bits(of rules: [PolicyRule]) -> PowerBits {
        var bits = PowerBits()
        for rule in rules { bits.formUnion(requirements.bits(of: rule)) }
        return bits
    }

    /// Whether some other technique than a mere passing on of rights can be used with these bits.
    func holdsMore(_ bits: PowerBits, than entry: Entry) -> Bool {
        entries.contains { $0.id != entry.id && bits.isSuperset(of: $0.mask) && $0.technique.gain != .influence }
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

    private let authorizer: Authorizer
    private let bitsOfRoles: [PowerBits]
    private let clusterScoped: PowerBits
    private let groups: [String: Holding]

    init(authorizer: Authorizer, techniques: TechniqueTable) {
        self.authorizer = authorizer
        clusterScoped = techniques.clusterScoped
        bitsOfRoles = authorizer.rulesOfRoles.map { techniques.bits(of: $0) }
        var groups: [String: Holding] = [:]
        for (position, binding) in authorizer.bindings.enumerated() {
            for subject in binding.subjects where subject.kind == .group {
                Self.add(
                    position, to: &groups[subject.name, default: Holding()], authorizer, bitsOfRoles, clusterScoped)
            }
        }
        self.groups = groups
    }

    private static func add(
        _ position: Int, to holding: inout Holding, _ authorizer: Authorizer, _ bitsOfRoles: [PowerBits],
        _ clusterScoped: PowerBits
    ) {
        let role = authorizer.roleOfBindings[position]
        guard role >= 0, !bitsOfRoles[role].isEmpty else { return }
        let binding = authorizer.bindings[position]
        if binding.isClusterBinding {
            holding.cluster.formUnion(bitsOfRoles[role])
        } else {
            holding.namespaces[binding.namespace, default: PowerBits()].formUnion(
                bitsOfRoles[role].subtracting(clusterScoped))
        }
    }

    func holding(of subject: PowerMatrix.Subject) -> Held {
        var held = Held()
        if subject.kind != .group {
            for group in subject.identity.groups { if let more = groups[group] { held.baseline.formUnion(more) } }
        }
        held.total = held.baseline
        for position in authorizer.directPositions(of: subject) {
            Self.add(position, to: &held.total, authorizer, bitsOfRoles, clusterScoped)
            if authorizer.bindings[position].isSystem {
                Self.add(position, to: &held.baseline, authorizer, bitsOfRoles, clusterScoped)
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
            positions(ofUser: Identity.user(of: ServiceAccounts.Name(subject.namespace, subject.name)))
        }
    }
}
