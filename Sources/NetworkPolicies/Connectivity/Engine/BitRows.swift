// SPDX-License-Identifier: Apache-2.0

/// Sets of columns as rows of one piece of memory, so that a row, and one word of all rows, are read without a detour.
struct BitRows: Sendable {
    /// Words of a row.
    let width: Int
    private(set) var words: [UInt64] = []
    private(set) var count = 0

    init(width: Int) { self.width = width }

    mutating func append(_ set: Bitset) {
        words += set.words
        count += 1
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
