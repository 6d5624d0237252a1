// SPDX-License-Identifier: Apache-2.0

/// Numbers repair keys in the order in which they come. Of a hundred thousand findings most have a key of their own: a
/// table of numbers stays in the cache where a dictionary, which holds the keys in its slots, does not.
struct RepairKeyTable {
    private var keys: [RepairKey] = []
    /// The number of a key, or -1; at most half of them are taken.
    private var slots: [Int32]
    private let bits: Int

    /// - Parameter capacity: no more keys than this come.
    init(capacity: Int) {
        var bits = 4
        while 1 << bits < 2 * capacity { bits += 1 }
        self.bits = bits
        slots = [Int32](repeating: -1, count: 1 << bits)
    }

    /// The key's number: one more than the last for a new key.
    mutating func number(of key: RepairKey) -> Int {
        var slot = Int(truncatingIfNeeded: key.scattered >> UInt64(64 - bits))
        while slots[slot] >= 0 {
            let number = Int(slots[slot])
            if keys[number] == key { return number }
            slot = (slot + 1) & (slots.count - 1)
        }
        slots[slot] = Int32(truncatingIfNeeded: keys.count)
        keys.append(key)
        return keys.count - 1
    }
}
