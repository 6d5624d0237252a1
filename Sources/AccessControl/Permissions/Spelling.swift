// SPDX-License-Identifier: Apache-2.0

/// Tells misspelt names from different ones.
enum Spelling {
    /// Whether two names differ by one letter inserted, removed, replaced or swapped with its neighbour, and are long
    /// enough for that to be a slip.
    static func isNear(_ left: String, _ right: String) -> Bool {
        let left = Array(left.utf8)
        let right = Array(right.utf8)
        guard left != right, min(left.count, right.count) >= 3, abs(left.count - right.count) <= 1 else { return false }
        var start = 0
        while start < min(left.count, right.count), left[start] == right[start] { start += 1 }
        var end = 0
        while end < min(left.count, right.count) - start, left[left.count - 1 - end] == right[right.count - 1 - end] {
            end += 1
        }
        let rests = (left.count - start - end, right.count - start - end)
        if max(rests.0, rests.1) <= 1 { return true }
        guard rests == (2, 2) else { return false }
        return left[start] == right[start + 1] && left[start + 1] == right[start]
    }
}

extension String {
    /// Whether two texts are the same byte by byte, as the API server compares them; `==` also takes other spellings
    /// of one character for equal.
    func isExactly(_ other: String) -> Bool { self == other && utf8.elementsEqual(other.utf8) }

    /// The same for texts that are the same byte by byte and different for all others, to be looked up by.
    var exactKey: String {
        if utf8.allSatisfy({ $0 < 0x80 }) { return self }
        return utf8.reduce(into: "") { key, byte in key += byte < 0x80 ? String(UnicodeScalar(byte)) : "\u{1}\(byte)." }
    }
}
