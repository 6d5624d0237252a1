// SPDX-License-Identifier: Apache-2.0

/// The line of ports, cut wherever a rule tells ports apart; pieces in exactly the same rules are one atom.
struct PortAtoms: Sendable {
    /// The ports of each atom.
    let sets: [PortSet]
    /// For each port set that was asked for, the atoms inside, as bits.
    let atomsOfSet: [Bitset]

    /// - Parameter used: the distinct port sets of all rules.
    init(_ used: [PortSet]) {
        var cuts: Set<Int> = []
        for range in used.joined() {
            cuts.insert(range.lowerBound)
            cuts.insert(range.upperBound)
        }
        for range in PortSet.all.ranges {
            cuts.insert(range.lowerBound)
            cuts.insert(range.upperBound)
        }
        let ends = cuts.sorted()
        let pieces = zip(ends, ends.dropFirst()).map { $0..<$1 }.filter { $0.lowerBound % PortSet.stride != 0 }
        let members = Self.members(pieces, used)
        var numbers: [[Int32]: Int] = [:]
        var ranges: [[Range<Int>]] = []
        var setsOfAtom: [[Int32]] = []
        for (piece, sets) in zip(pieces, members) {
            let number = numbers[sets] ?? ranges.count
            if number == ranges.count {
                numbers[sets] = number
                ranges.append([])
                setsOfAtom.append(sets)
            }
            ranges[number].append(piece)
        }
        sets = ranges.map { PortSet(joining: $0) }
        var atoms = Array(repeating: Bitset(words: (ranges.count + 63) / 64), count: used.count)
        for (atom, sets) in setsOfAtom.enumerated() { for set in sets { atoms[Int(set)][atom] = true } }
        atomsOfSet = atoms
    }

    /// For each piece the sets that contain it, ascending.
    private static func members(_ pieces: [Range<Int>], _ used: [PortSet]) -> [[Int32]] {
        var members = Array(repeating: [Int32](), count: pieces.count)
        let starts = Dictionary(uniqueKeysWithValues: pieces.enumerated().map { ($1.lowerBound, $0) })
        for (number, set) in used.enumerated() {
            for range in set.ranges {
                var piece = starts[range.lowerBound] ?? pieces.count
                while piece < pieces.count, pieces[piece].lowerBound < range.upperBound {
                    members[piece].append(Int32(number))
                    piece += 1
                }
            }
        }
        return members
    }
}

extension Sequence<PortSet> {
    fileprivate func joined() -> [Range<Int>] { flatMap(\.ranges) }
}
