// SPDX-License-Identifier: Apache-2.0

/// The words of a rule or a grant, each list as a set of 64 bits: one bit for each word, all for a pattern. Two that do
/// not overlap have nothing to do with each other; two that do may have.
struct WordBits: Sendable, Hashable {
    private(set) var verbs: UInt64 = 0
    private(set) var groups: UInt64 = 0
    private(set) var resources: UInt64 = 0

    init() {}

    init(verbs: [String], groups: [String], resources: [String]) {
        self.verbs = Self.bits(of: verbs)
        self.groups = Self.bits(of: groups)
        self.resources = Self.bits(of: resources)
    }

    func overlaps(_ other: WordBits) -> Bool {
        verbs & other.verbs != 0 && groups & other.groups != 0 && resources & other.resources != 0
    }

    mutating func formUnion(_ other: WordBits) {
        verbs |= other.verbs
        groups |= other.groups
        resources |= other.resources
    }

    /// The same for any list of resources, even an empty one.
    func ofAnyResource() -> WordBits {
        var words = self
        words.resources = .max
        return words
    }

    private static func bits(of words: [String]) -> UInt64 {
        var bits: UInt64 = 0
        for word in words {
            var hash: UInt32 = 2_166_136_261
            for byte in word.utf8 {
                if byte == 0x2A { return .max }
                hash = (hash ^ UInt32(byte)) &* 16_777_619
            }
            bits |= 1 << UInt64((hash ^ hash >> 16) & 63)
        }
        return bits
    }
}
