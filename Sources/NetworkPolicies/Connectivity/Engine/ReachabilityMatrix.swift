// SPDX-License-Identifier: Apache-2.0

/// All pairs of classes at once, one port atom after the other: the rows of ingress are transposed and met with those
/// of egress.
package struct ReachabilityMatrix {
    private let reachability: Reachability
    /// Words of a row of classes.
    private let width: Int
    private let rows: Int

    package init(_ reachability: Reachability) {
        self.reachability = reachability
        width = reachability.firstAddress >> 6
        rows = reachability.firstAddress
    }

    /// For each port atom the number of pairs of different pods that may connect.
    package func allowedPairs() -> [Int] {
        let weights = WeightPlanes(reachability.classes.classes.map(\.weight), words: width)
        return reachability.ports.sets.indices.map { atom in
            var pairs = 0
            forEachRow(atom) { row, source in
                let weight = reachability.classes.classes[source].weight
                pairs += weight * weights.sum(row)
                if row[source >> 6] >> UInt64(source & 63) & 1 != 0 { pairs -= weight }
            }
            return pairs
        }
    }

    /// Hands over, for each source class, the destinations that it reaches through the ports of an atom.
    package func forEachRow(_ atom: Int, _ body: (UnsafeBufferPointer<UInt64>, Int) -> Void) {
        let ingress = groupRows(.ingress, atom)
        let egress = groupRows(.egress, atom)
        let groupOfDestination = reachability.ingress.groupOfClass
        let groupOfSource = reachability.egress.groupOfClass
        let classes = reachability.classCount
        var block = Array(repeating: UInt64(0), count: 64 * width)
        // 64 sources at a time: one column of words of the ingress rows becomes 64 rows.
        for band in 0..<width {
            block.withUnsafeMutableBufferPointer { block in
                ingress.withUnsafeBufferPointer { ingress in
                    Self.transpose(band, ingress, groupOfDestination, block, width)
                }
                egress.withUnsafeBufferPointer { egress in
                    for line in 0..<64 {
                        let source = band << 6 + line
                        if source >= classes { return }
                        let from = Int(groupOfSource[source]) * width
                        for word in 0..<width { block[line * width + word] &= egress[from + word] }
                        body(UnsafeBufferPointer(rebasing: block[line * width..<(line + 1) * width]), source)
                    }
                }
            }
        }
    }

    /// The class columns of the row of each group, one after the other.
    private func groupRows(_ direction: Direction, _ atom: Int) -> [UInt64] {
        var words: [UInt64] = []
        let groups = reachability.groups(direction).groups
        words.reserveCapacity(groups.count * width)
        for group in groups { words += reachability.row(group, atom: atom).words.prefix(width) }
        return words
    }

    /// Writes, for the 64 sources of a band, which destinations' rows have them.
    private static func transpose(
        _ band: Int, _ rows: UnsafeBufferPointer<UInt64>, _ groupOfClass: [Int32],
        _ block: UnsafeMutableBufferPointer<UInt64>, _ width: Int
    ) {
        withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 64) { square in
            groupOfClass.withUnsafeBufferPointer { groupOfClass in
                for column in 0..<width {
                    let first = column << 6
                    for line in 0..<64 {
                        let destination = first + line
                        square[line] =
                            destination < groupOfClass.count ? rows[Int(groupOfClass[destination]) * width + band] : 0
                    }
                    transpose(square)
                    for line in 0..<64 { block[line * width + column] = square[line] }
                }
            }
        }
    }

    /// Transposes 64 by 64 bits in place, halves, quarters and so on.
    static func transpose(_ square: UnsafeMutableBufferPointer<UInt64>) {
        var step = 32
        var mask: UInt64 = 0x0000_0000_FFFF_FFFF
        while step != 0 {
            var row = 0
            while row < 64 {
                let swap = (square[row] >> UInt64(step) ^ square[row + step]) & mask
                square[row] ^= swap << UInt64(step)
                square[row + step] ^= swap
                row = (row + step + 1) & ~step
            }
            step >>= 1
            mask ^= mask << UInt64(step)
        }
    }
}

/// The weights of columns, bit by bit, so that a weighted count is a few plain ones.
private struct WeightPlanes {
    private let planes: [[UInt64]]

    init(_ weights: [Int], words: Int) {
        let bits = Int.bitWidth - (weights.max() ?? 0).leadingZeroBitCount
        planes = (0..<bits).map { bit in
            var plane = Array(repeating: UInt64(0), count: words)
            for (column, weight) in weights.enumerated() where weight >> bit & 1 != 0 {
                plane[column >> 6] |= 1 << UInt64(column & 63)
            }
            return plane
        }
    }

    func sum(_ row: UnsafeBufferPointer<UInt64>) -> Int {
        var sum = 0
        for (bit, plane) in planes.enumerated() {
            plane.withUnsafeBufferPointer { plane in
                var count = 0
                for index in 0..<row.count { count &+= (row[index] & plane[index]).nonzeroBitCount }
                sum += count << bit
            }
        }
        return sum
    }
}
