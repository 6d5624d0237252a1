// SPDX-License-Identifier: Apache-2.0

/// Two lists of lines, compared line by line.
struct LineComparison {
    enum Step { case keep, remove, add }

    typealias Lines = [ArraySlice<UInt8>]

    /// How far both texts have been gone through.
    private struct Place {
        var old = 0
        var new = 0

        mutating func pass(_ kind: Step) {
            if kind != .add { old += 1 }
            if kind != .remove { new += 1 }
        }
    }

    /// The shortest sequence of steps (Myers 1986, greedy), or nearly so where very much differs.
    static func steps(_ old: Lines, _ new: Lines) -> [Step] {
        var start = 0
        while start < old.count, start < new.count, old[start] == new[start] { start += 1 }
        var end = 0
        while end < old.count - start, end < new.count - start, old[old.count - 1 - end] == new[new.count - 1 - end] {
            end += 1
        }
        let left = Array(old[start..<old.count - end])
        let right = Array(new[start..<new.count - end])
        let middle = shortest(left, right)
        return Array(repeating: Step.keep, count: start) + middle + Array(repeating: Step.keep, count: end)
    }

    /// Goes on from the farthest point reached each time that so many steps were taken: time and memory stay linear
    /// in the texts when there are more differences than that.
    private static let window = 200

    private static func shortest(_ old: Lines, _ new: Lines) -> [Step] {
        if old.isEmpty { return Array(repeating: .add, count: new.count) }
        if new.isEmpty { return Array(repeating: .remove, count: old.count) }
        var steps: [Step] = []
        var place = Place()
        while place.old < old.count || place.new < new.count {
            for step in stretch(old[place.old...], new[place.new...]) {
                steps.append(step)
                place.pass(step)
            }
        }
        return steps
    }

    /// The shortest way to the end of both texts, or to the farthest point within the window.
    private static func stretch(_ old: ArraySlice<ArraySlice<UInt8>>, _ new: ArraySlice<ArraySlice<UInt8>>) -> [Step] {
        var furthest: [Int: Int] = [1: 0]
        var trace: [[Int: Int]] = []
        for distance in 0...min(old.count + new.count, window) {
            trace.append(furthest)
            for diagonal in stride(from: -distance, through: distance, by: 2) {
                let below = furthest[diagonal + 1] ?? -1
                let above = furthest[diagonal - 1] ?? -1
                var left = diagonal == -distance || diagonal != distance && above < below ? below : above + 1
                var right = left - diagonal
                while left < old.count, right >= 0, right < new.count,
                    old[old.startIndex + left] == new[new.startIndex + right]
                {
                    left += 1
                    right += 1
                }
                furthest[diagonal] = left
                if left >= old.count, right >= new.count { return path(trace, old.count, new.count) }
            }
        }
        let ends = stride(from: -(trace.count - 1), through: trace.count - 1, by: 2).compactMap { diagonal in
            furthest[diagonal].map { (left: $0, right: $0 - diagonal) }
        }
        let inside = ends.filter { $0.left <= old.count && (0...new.count).contains($0.right) }
        guard let end = inside.max(by: { $0.left + $0.right < $1.left + $1.right }) else {
            return Array(repeating: .remove, count: old.count) + Array(repeating: .add, count: new.count)
        }
        return path(trace, end.left, end.right)
    }

    /// Walks the trace back from the end.
    private static func path(_ trace: [[Int: Int]], _ oldCount: Int, _ newCount: Int) -> [Step] {
        var steps: [Step] = []
        var left = oldCount
        var right = newCount
        for distance in stride(from: trace.count - 1, through: 1, by: -1) {
            let furthest = trace[distance]
            let diagonal = left - right
            let below = furthest[diagonal + 1] ?? -1
            let above = furthest[diagonal - 1] ?? -1
            let isAddition = diagonal == -distance || diagonal != distance && above < below
            let previous = isAddition ? below : above
            let start = isAddition ? previous : previous + 1
            while left > start {
                steps.append(.keep)
                left -= 1
                right -= 1
            }
            steps.append(isAddition ? .add : .remove)
            if isAddition { right -= 1 } else { left -= 1 }
        }
        steps += Array(repeating: .keep, count: left)
        return steps.reversed()
    }
}
