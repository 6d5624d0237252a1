// SPDX-License-Identifier: Apache-2.0

/// Different sets of columns as rows of one piece of memory, so that a row, and one word of all rows, are read without a
/// detour.
struct BitRows: Sendable {
    /// Words of a row.
    let width: Int
    private(set) var words: [UInt64] = []
    private(set) var count = 0
    /// The latest row of each hash, and the one before it; negative for none.
    private var latest: [UInt64: Int32] = [:]
    private var earlier: [Int32] = []

    /// - Parameter expected: the number of rows for which room is made.
    init(width: Int, expected: Int = 0) {
        self.width = width
        words.reserveCapacity(width * expected)
    }

    /// The row of a set, which is added when it is new.
    mutating func number(of set: Bitset) -> Int {
        let hash = set.quickHash
        let first = latest[hash] ?? -1
        var row = first
        while row >= 0 {
            if holds(Int(row), set) { return Int(row) }
            row = earlier[Int(row)]
        }
        latest[hash] = Int32(count)
        earlier.append(first)
        words += set.words
        count += 1
        return count - 1
    }

    private func holds(_ row: Int, _ set: Bitset) -> Bool {
        let start = row * width
        return set.words.indices.allSatisfy { words[start + $0] == set.words[$0] }
    }

    func isEmpty(_ row: Int) -> Bool { words[row * width..<(row + 1) * width].allSatisfy { $0 == 0 } }

    func intersects(_ row: Int, _ set: Bitset) -> Bool {
        let start = row * width
        return set.words.indices.contains { words[start + $0] & set.words[$0] != 0 }
    }

    /// Ascending.
    func positions(_ row: Int) -> [Int] {
        let start = row * width
        var result: [Int] = []
        for word in 0..<width {
            Bitset.forEachBit(words[start + word]) { result.append(word << 6 + $0) }
        }
        return result
    }

    subscript(row: Int) -> Bitset { Bitset(words[row * width..<(row + 1) * width]) }

    subscript(row: Int, column: Int) -> Bool {
        words[row * width + column >> 6] >> UInt64(column & 63) & 1 != 0
    }
}

/// 64 rows of 64 bits.
enum BitSquare {
    /// Transposes in place: halves, quarters and so on change sides.
    static func transpose(_ square: UnsafeMutablePointer<UInt64>) {
        var step = 32
        var mask: UInt64 = 0x0000_0000_FFFF_FFFF
        while step != 0 {
            let shift = UInt64(truncatingIfNeeded: step)
            var row = 0
            while row < 64 {
                let swap = (square[row] &>> shift ^ square[row &+ step]) & mask
                square[row] ^= swap &<< shift
                square[row &+ step] ^= swap
                row = (row &+ step &+ 1) & ~step
            }
            step &>>= 1
            mask ^= mask &<< UInt64(truncatingIfNeeded: step)
        }
    }
}
