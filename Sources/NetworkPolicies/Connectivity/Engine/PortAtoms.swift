// SPDX-License-Identifier: Apache-2.0

/// Ports cut wherever some of a few port sets tell them apart; pieces in exactly the same sets are one atom.
struct PortAtoms: Sendable {
    struct Atom: Sendable {
        let ports: PortSet
        /// The positions of the sets that contain the atom, ascending.
        let sets: [Int]
    }

    /// Together all ports.
    let atoms: [Atom]

    init(_ sets: [PortSet]) {
        if sets.allSatisfy({ $0 == sets[0] }) {
            atoms = Self.halves(sets)
            return
        }
        var ranges: [[Int]: [Range<Int>]] = [:]
        let cuts = Set((sets + [.all]).flatMap(\.ranges).flatMap { [$0.lowerBound, $0.upperBound] }).sorted()
        for (start, end) in zip(cuts, cuts.dropFirst()) where start % PortSet.stride != 0 {
            ranges[sets.indices.filter { sets[$0].contains(start) }, default: []].append(start..<end)
        }
        atoms = ranges.map { Atom(ports: PortSet(joining: $0.value), sets: $0.key) }
            .sorted { $0.ports.ranges[0].lowerBound < $1.ports.ranges[0].lowerBound }
    }

    /// The atoms of sets that are all the same: what is in them, and the rest.
    private static func halves(_ sets: [PortSet]) -> [Atom] {
        guard let ports = sets.first, !ports.isEmpty else { return [Atom(ports: .all, sets: [])] }
        let inside = Atom(ports: ports, sets: Array(sets.indices))
        let rest = PortSet.all.subtracting(ports)
        guard let start = rest.ranges.first?.lowerBound, let own = ports.ranges.first?.lowerBound else {
            return [inside]
        }
        let outside = Atom(ports: rest, sets: [])
        return own < start ? [inside, outside] : [outside, inside]
    }
}
