// SPDX-License-Identifier: Apache-2.0

/// A set of columns as bits. All sets of one engine have the same number of words.
package struct Bitset: Sendable, Hashable {
    package private(set) var words: [UInt64]

    package init(words count: Int) { words = Array(repeating: 0, count: count) }

    package subscript(position: Int) -> Bool {
        get { words[position >> 6] >> UInt64(position & 63) & 1 != 0 }
        set {
            let bit = UInt64(1) << UInt64(position & 63)
            if newValue { words[position >> 6] |= bit } else { words[position >> 6] &= ~bit }
        }
    }

    mutating func setWord(_ index: Int, _ word: UInt64) { words[index] = word }

    package mutating func insert(_ positions: Range<Int>) {
        for position in positions { self[position] = true }
    }

    package mutating func formUnion(_ other: Bitset) { combine(other) { $0 | $1 } }

    package mutating func formIntersection(_ other: Bitset) { combine(other) { $0 & $1 } }

    package mutating func subtract(_ other: Bitset) { combine(other) { $0 & ~$1 } }

    @inline(__always)
    private mutating func combine(_ other: Bitset, _ operation: (UInt64, UInt64) -> UInt64) {
        other.words.withUnsafeBufferPointer { source in
            words.withUnsafeMutableBufferPointer { target in
                for index in 0..<min(source.count, target.count) {
                    target[index] = operation(target[index], source[index])
                }
            }
        }
    }

    package var isEmpty: Bool { words.allSatisfy { $0 == 0 } }

    package var count: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }

    package func intersects(_ other: Bitset) -> Bool { zip(words, other.words).contains { $0 & $1 != 0 } }

    package func isSubset(of other: Bitset) -> Bool { zip(words, other.words).allSatisfy { $0 & ~$1 == 0 } }

    /// Ascending.
    package var positions: [Int] {
        var result: [Int] = []
        for (index, word) in words.enumerated() {
            var rest = word
            while rest != 0 {
                result.append(index << 6 + rest.trailingZeroBitCount)
                rest &= rest &- 1
            }
        }
        return result
    }
}

extension Bitset {
    /// Sets all positions below a number.
    mutating func fill(_ columns: Int) {
        for position in 0..<(columns >> 6) { setWord(position, .max) }
        if columns & 63 != 0 { setWord(columns >> 6, (UInt64(1) << UInt64(columns & 63)) - 1) }
    }
}
