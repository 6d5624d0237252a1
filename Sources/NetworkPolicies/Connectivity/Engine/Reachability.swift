// SPDX-License-Identifier: Apache-2.0

internal import Cluster

/// Whether a policy for addresses also matches pods, the one point on which network plug-ins differ.
package enum AddressMatching: Sendable, Hashable {
    /// Only what lies outside of the cluster.
    case outsideOnly
    /// Pods by their address, as far as it is known; a pod of unknown address is in every block that covers all
    /// addresses of a family.
    case pods
    /// Like `pods`, but a pod of unknown address may be in every block that has private addresses.
    case possiblePods
}

/// Exact answers on who can talk to whom.
///
/// Endpoints that no policy tells apart are one class; addresses outside are cut into atoms. Both are columns of bit
/// sets. Classes with the same policies in a direction are one group, and ports in the same rules are one atom, so
/// that a group and an atom have one row: the columns that may be on the other side.
package final class Reachability: Sendable {
    package let model: NetworkModel
    package let matching: AddressMatching
    let classes: EndpointClasses
    let addresses: AddressAtoms
    let ports: PortAtoms
    /// The distinct sets of columns that rules name.
    let sets: [Bitset]
    let ingress: DirectionGroups
    let egress: DirectionGroups
    /// Column of the first address atom; the classes lie before it, from 0 on.
    let firstAddress: Int
    let words: Int

    package init(_ model: NetworkModel, matching: AddressMatching = .outsideOnly) {
        self.model = model
        self.matching = matching
        var compiler = RuleCompiler(model, matching: matching)
        let programs = compiler.compile()
        classes = compiler.classes
        addresses = compiler.addresses
        firstAddress = compiler.firstAddress
        words = compiler.words
        ingress = programs.ingress
        egress = programs.egress
        sets = compiler.sets
        ports = PortAtoms(compiler.portSets)
    }

    func groups(_ direction: Direction) -> DirectionGroups { direction == .ingress ? ingress : egress }

    /// Number of classes.
    package var classCount: Int { classes.classes.count }

    /// Number of distinct port atoms.
    package var atomCount: Int { ports.sets.count }

    /// The ports of an atom, which every rule treats alike.
    package func ports(ofAtom atom: Int) -> PortSet { ports.sets[atom] }

    /// The column of an endpoint of the model.
    package func column(ofEndpoint position: Int) -> Int { Int(classes.classOfEndpoint[position]) }

    /// The column of an address outside of the cluster.
    package func column(ofAddress address: IPRange) -> Int? {
        addresses.position(of: address).map { firstAddress + $0 }
    }

    /// The columns that a range outside of the cluster touches.
    package func columns(touching range: IPRange) -> [Int] {
        addresses.ranges.indices.filter { addresses.ranges[$0].overlaps(range) }.map { firstAddress + $0 }
    }

    /// The row of a group for a port atom: the columns that may be on the other side.
    func row(_ group: DirectionGroups.Group, atom: Int) -> Bitset {
        var evaluation = RowEvaluation(words: words, columns: firstAddress + addresses.ranges.count)
        evaluation.run(group, active: { self.ports.atomsOfSet[$0][atom] }, sets: sets)
        return evaluation.allowed
    }

    /// The ports through which one side lets the other: what the policies of `column` allow towards or from `peer`.
    package func ports(_ direction: Direction, of column: Int, peer: Int) -> PortSet {
        guard column < classCount else { return .all }
        let groups = groups(direction)
        let group = groups.groups[Int(groups.groupOfClass[column])]
        var allowed: [Range<Int>] = []
        for (atom, set) in ports.sets.enumerated() where decides(group, atom: atom, peer: peer) {
            allowed += set.ranges
        }
        return PortSet(joining: allowed)
    }

    /// The ports through which a connection is possible.
    package func connection(from source: Int, to destination: Int) -> PortSet {
        ports(.egress, of: source, peer: destination).intersection(ports(.ingress, of: destination, peer: source))
    }

    /// The decision of a group for one peer and one atom.
    private func decides(_ group: DirectionGroups.Group, atom: Int, peer: Int) -> Bool {
        var passedTier: PolicyTier?
        for rule in group.rules {
            if rule.tier == .network || rule.tier == passedTier { continue }
            if rule.tier == .baseline, !group.isolating.isEmpty { break }
            guard ports.atomsOfSet[rule.ports][atom], sets[rule.peers][peer] else { continue }
            if rule.action != .pass { return rule.action == .allow }
            passedTier = rule.tier
        }
        return group.isolating.isEmpty ? true : networkRuleMatches(group, atom, peer)
    }

    private func networkRuleMatches(_ group: DirectionGroups.Group, _ atom: Int, _ peer: Int) -> Bool {
        group.rules.contains { rule in
            rule.tier == .network && ports.atomsOfSet[rule.ports][atom] && sets[rule.peers][peer]
        }
    }
}
