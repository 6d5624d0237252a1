// SPDX-License-Identifier: Apache-2.0

/// The latest answers to questions of two words, in front of a dictionary: most questions are asked again soon.
struct RecentAnswers {
    private struct Slot {
        var first: UInt64 = 0
        var second: UInt64 = 0
        /// Negative when the slot is empty.
        var answer: Int32 = -1
    }

    private static let bits: UInt64 = 14
    private var slots = Array(repeating: Slot(), count: 1 << Int(bits))

    /// The answer, which is not negative, if it is among the latest.
    @inline(__always)
    func answer(_ first: UInt64, _ second: UInt64) -> Int32? {
        let slot = slots[place(first, second)]
        return slot.answer >= 0 && slot.first == first && slot.second == second ? slot.answer : nil
    }

    mutating func remember(_ answer: Int32, _ first: UInt64, _ second: UInt64) {
        slots[place(first, second)] = Slot(first: first, second: second, answer: answer)
    }

    @inline(__always)
    private func place(_ first: UInt64, _ second: UInt64) -> Int {
        let mixed = (first &* 0x9E37_79B9_7F4A_7C15 ^ second) &* 0xBF58_476D_1CE4_E5B9
        return Int(truncatingIfNeeded: mixed >> (64 - Self.bits))
    }
}
