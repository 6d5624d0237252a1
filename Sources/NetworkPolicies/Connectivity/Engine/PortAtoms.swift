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
        var ranges: [[Int]: [Range<Int>]] = [:]
        let cuts = Set((sets + [.all]).flatMap(\.ranges).flatMap { [$0.lowerBound, $0.upperBound] }).sorted()
        for (start, end) in zip(cuts, cuts.dropFirst()) where start % PortSet.stride != 0 {
            ranges[sets.indices.filter { sets[$0].contains(start) }, default: []].append(start..<end)
        }
        atoms = ranges.map { Atom(ports: PortSet(joining: $0.value), sets: $0.key) }
            .sorted { $0.ports.ranges[0].lowerBound < $1.ports.ranges[0].lowerBound }
    }
}
