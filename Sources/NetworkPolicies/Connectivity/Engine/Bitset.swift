// SPDX-License-Identifier: Apache-2.0

/// A set of columns as bits. All sets of one engine have the same number of words.
package struct Bitset: Sendable, Hashable {
    package private(set) var words: [UInt64]

    package init(words count: Int) { words = Array(repeating: 0, count: count) }

    init(_ words: ArraySlice<UInt64>) { self.words = Array(words) }

    package subscript(position: Int) -> Bool {
        get { words[position >> 6] >> UInt64(position & 63) & 1 != 0 }
        set {
            let bit = UInt64(1) << UInt64(position & 63)
            if newValue { words[position >> 6] |= bit } else { words[position >> 6] &= ~bit }
        }
    }

    package mutating func insert(_ positions: Range<Int>) {
        Self.forEachWord(positions) { words[$0] |= $1 }
    }

    package mutating func remove(_ positions: Range<Int>) {
        Self.forEachWord(positions) { words[$0] &= ~$1 }
    }

    /// Takes out what lies outside of a range.
    mutating func keep(_ positions: Range<Int>) {
        remove(0..<positions.lowerBound)
        remove(positions.upperBound..<words.count << 6)
    }

    /// Tells most sets apart.
    var quickHash: UInt64 {
        var hash: UInt64 = 0
        for (position, word) in words.enumerated() where word != 0 {
            let product = (word ^ UInt64(position) &* 0x9E37_79B9_7F4A_7C15)
                .multipliedFullWidth(by: 0xBF58_476D_1CE4_E5B9)
            hash = (hash ^ product.low ^ product.high) &* 0x9E37_79B9_7F4A_7C15
        }
        return hash
    }

    /// Visits the words that a range touches, with its bits in them.
    private static func forEachWord(_ positions: Range<Int>, _ visit: (Int, UInt64) -> Void) {
        var position = positions.lowerBound
        while position < positions.upperBound {
            let end = min(positions.upperBound, (position | 63) + 1)
            visit(position >> 6, (UInt64.max >> UInt64(64 - (end - position))) << UInt64(position & 63))
            position = end
        }
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
        for (index, word) in words.enumerated() { Self.forEachBit(word) { result.append(index << 6 + $0) } }
        return result
    }

    /// Visits the places of a word's bits, ascending.
    @inline(__always)
    static func forEachBit(_ word: UInt64, _ visit: (Int) -> Void) {
        var rest = word
        while rest != 0 {
            visit(rest.trailingZeroBitCount)
            rest &= rest &- 1
        }
    }
}
