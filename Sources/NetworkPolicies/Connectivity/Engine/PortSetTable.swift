// SPDX-License-Identifier: Apache-2.0

/// Numbers for port sets: equal sets share one, and what two sets have in common is worked out once.
package final class PortSetTable {
    package static let none: Int32 = 0
    package static let all: Int32 = 1

    /// The sets by number.
    package private(set) var sets: [PortSet] = []
    private var numbers: [PortSet: Int32] = [:]
    private var intersections: [UInt64: Int32] = [:]
    /// What was asked last, by the lowest bits of a question.
    private var recent = Array(repeating: (question: UInt64(0), answer: PortSetTable.none), count: 1 << 12)

    package init() {
        _ = number(of: .none)
        _ = number(of: .all)
    }

    package func number(of set: PortSet) -> Int32 {
        if let known = numbers[set] { return known }
        let number = Int32(sets.count)
        numbers[set] = number
        sets.append(set)
        return number
    }

    /// The number of what two sets have in common.
    @inline(__always)
    func intersection(_ left: Int32, _ right: Int32) -> Int32 {
        if left == Self.none || right == Self.none { return Self.none }
        if left == right || right == Self.all { return left }
        return left == Self.all ? right : lookup(min(left, right), max(left, right))
    }

    private func lookup(_ left: Int32, _ right: Int32) -> Int32 {
        let question = UInt64(UInt32(bitPattern: left)) << 32 | UInt64(UInt32(bitPattern: right))
        let slot = Int(truncatingIfNeeded: (question &* 0x9E37_79B9_7F4A_7C15) >> 52)
        if recent[slot].question == question { return recent[slot].answer }
        let answer = intersections[question] ?? compute(question, left, right)
        recent[slot] = (question, answer)
        return answer
    }

    private func compute(_ question: UInt64, _ left: Int32, _ right: Int32) -> Int32 {
        let answer = number(of: sets[Int(left)].intersection(sets[Int(right)]))
        intersections[question] = answer
        return answer
    }
}
