// SPDX-License-Identifier: Apache-2.0

/// The ports that each group of a direction allows a peer, by the peer's signature: which of the group's rules have it
/// among their peers. Peers are many and signatures few, so each signature is evaluated once.
struct PeerSignatures {
    /// The rules of a group as rows of the sets, in parts of 64; the last part is short.
    private struct Program {
        let peers: [Int32]
        /// Number of the ports for peers that no rule names.
        let base: Int32
        var lastBits: UInt64 = 0
        var lastNumber: Int32
    }

    private struct Key: Hashable {
        let group: Int32
        /// What the parts before had, as a number; 0 for the first part.
        let path: Int32
        let bits: UInt64
    }

    private let groups: [DirectionGroups.Group]
    private let portSets: [PortSet]
    private let table: PortSetTable
    private var programs: [Program]
    private var known: [Key: Int32] = [:]
    private var recent = RecentAnswers()
    /// The signature so far, by path.
    private var paths: [[UInt64]] = [[]]

    init(_ groups: [DirectionGroups.Group], _ portSets: [PortSet], _ table: PortSetTable) {
        self.groups = groups
        self.portSets = portSets
        self.table = table
        programs = groups.map { group in
            let base = table.number(of: group.ports(matching: [], portSets))
            return Program(peers: group.rules.map { Int32($0.peers) }, base: base, lastNumber: base)
        }
    }

    /// The number of the ports for peers that no rule names.
    func base(_ group: Int) -> Int32 { programs[group].base }

    /// Visits those of 64 columns that some rule of a group names.
    ///
    /// - Parameters:
    ///   - word: the 64 columns in a row of the sets.
    ///   - visit: takes a column's place among the 64 and the number of its ports.
    @inline(__always)
    mutating func forEachNamed(
        _ group: Int, _ square: UnsafeMutablePointer<UInt64>, word: (Int) -> UInt64, _ visit: (Int, Int32) -> Void
    ) {
        let count = programs[group].peers.count
        if count > 64 { return forEachNamed(long: group, square, word: word, visit) }
        var any: UInt64 = 0
        programs[group].peers.withUnsafeBufferPointer { peers in
            for index in 0..<count {
                let bits = word(Int(peers[index]))
                square[index] = bits
                any |= bits
            }
        }
        if any == 0 { return }
        for index in count..<64 { square[index] = 0 }
        BitSquare.transpose(square)
        while any != 0 {
            let place = any.trailingZeroBitCount
            any &= any &- 1
            visit(place, number(group, square[place]))
        }
    }

    @inline(__always)
    private mutating func number(_ group: Int, _ bits: UInt64) -> Int32 {
        if programs[group].lastBits == bits { return programs[group].lastNumber }
        let number = look(group, path: 0, bits, isLast: true)
        programs[group].lastBits = bits
        programs[group].lastNumber = number
        return number
    }

    private mutating func forEachNamed(
        long group: Int, _ square: UnsafeMutablePointer<UInt64>, word: (Int) -> UInt64, _ visit: (Int, Int32) -> Void
    ) {
        let peers = programs[group].peers
        var paths = Array(repeating: Int32(0), count: 64)
        var start = 0
        while start < peers.count {
            let part = peers[start..<min(start + 64, peers.count)]
            for (index, peer) in part.enumerated() { square[index] = word(Int(peer)) }
            for index in part.count..<64 { square[index] = 0 }
            BitSquare.transpose(square)
            start += part.count
            for place in 0..<64 {
                paths[place] = look(group, path: paths[place], square[place], isLast: start == peers.count)
            }
        }
        for place in 0..<64 where paths[place] != programs[group].base { visit(place, paths[place]) }
    }

    /// The number of the ports, or of the path to the next part.
    private mutating func look(_ group: Int, path: Int32, _ bits: UInt64, isLast: Bool) -> Int32 {
        let place = UInt64(truncatingIfNeeded: group) << 32 | UInt64(UInt32(bitPattern: path))
        if let known = recent.answer(place, bits) { return known }
        let key = Key(group: Int32(group), path: path, bits: bits)
        let answer = known[key] ?? evaluate(group, paths[Int(path)] + [bits], isLast)
        known[key] = answer
        recent.remember(answer, place, bits)
        return answer
    }

    private mutating func evaluate(_ group: Int, _ signature: [UInt64], _ isLast: Bool) -> Int32 {
        if isLast { return table.number(of: ports(group, signature)) }
        paths.append(signature)
        return Int32(paths.count - 1)
    }

    private func ports(_ group: Int, _ signature: [UInt64]) -> PortSet {
        let group = groups[group]
        let matching = group.rules.indices.lazy.filter { signature[$0 >> 6] >> UInt64($0 & 63) & 1 != 0 }
        return group.ports(matching: matching.map { group.rules[$0] }, portSets)
    }
}
