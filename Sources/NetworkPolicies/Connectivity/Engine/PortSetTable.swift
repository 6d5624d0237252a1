// SPDX-License-Identifier: Apache-2.0

/// Numbers for port sets: equal sets share one, and what two sets have in common is worked out once.
package final class PortSetTable {
    package static let none: Int32 = 0
    package static let all: Int32 = 1

    private enum Operation: UInt64 {
        case intersection, difference
    }

    private struct Question: Hashable {
        let sets: UInt64
        let operation: Operation
    }

    /// The sets by number.
    package private(set) var sets: [PortSet] = []
    private var numbers: [PortSet: Int32] = [:]
    private var answers: [Question: Int32] = [:]
    private var recent = RecentAnswers()

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
        return left == Self.all ? right : answer(.intersection, left, right)
    }

    /// The number of what only one of two sets has.
    func difference(_ left: Int32, _ right: Int32) -> Int32 { answer(.difference, left, right) }

    private func answer(_ operation: Operation, _ left: Int32, _ right: Int32) -> Int32 {
        let pair = UInt64(UInt32(bitPattern: min(left, right))) << 32 | UInt64(UInt32(bitPattern: max(left, right)))
        if let known = recent.answer(pair, operation.rawValue) { return known }
        let question = Question(sets: pair, operation: operation)
        let answer = answers[question] ?? number(of: combined(operation, sets[Int(left)], sets[Int(right)]))
        answers[question] = answer
        recent.remember(answer, pair, operation.rawValue)
        return answer
    }

    private func combined(_ operation: Operation, _ left: PortSet, _ right: PortSet) -> PortSet {
        switch operation {
        case .intersection: left.intersection(right)
        case .difference: left.subtracting(right).union(right.subtracting(left))
        }
    }
}
