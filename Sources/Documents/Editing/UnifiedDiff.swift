// SPDX-License-Identifier: Apache-2.0

/// The difference of two texts in the unified format that `diff -u`, `patch` and `git apply` read.
package struct UnifiedDiff: Sendable {
    /// One line of the output.
    package struct Line: Sendable, Hashable {
        package enum Kind: Sendable, Hashable { case header, hunk, context, removed, added }

        package let kind: Kind
        package let text: String
    }

    /// Empty when the texts are equal.
    package let lines: [Line]

    private enum Step { case keep, remove, add }

    /// How far both texts have been gone through.
    private struct Place {
        var step = 0
        var old = 0
        var new = 0

        mutating func pass(_ kind: Step) {
            step += 1
            if kind != .add { old += 1 }
            if kind != .remove { new += 1 }
        }
    }

    /// - Parameters:
    ///   - name: the file's name, for the two header lines.
    ///   - context: lines around each change.
    package init(name: String, before: [UInt8], after: [UInt8], context: Int = 3) {
        guard before != after else {
            lines = []
            return
        }
        let old = Self.split(before)
        let new = Self.split(after)
        let steps = Self.steps(old, new)
        var output = [
            Line(kind: .header, text: "--- a/\(name)"), Line(kind: .header, text: "+++ b/\(name)"),
        ]
        var place = Place()
        for range in Self.hunks(steps, context) {
            for step in steps[place.step..<range.lowerBound] { place.pass(step) }
            output += Self.hunk(range, steps, &place, (old, new))
        }
        lines = output
    }

    /// Lines without their newline; a last line that has none is marked by a missing trailing newline byte.
    private static func split(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        var lines: [ArraySlice<UInt8>] = []
        var start = 0
        for (index, byte) in bytes.enumerated() where byte == 0x0A {
            lines.append(bytes[start...index])
            start = index + 1
        }
        if start < bytes.count { lines.append(bytes[start...]) }
        return lines
    }

    /// The shortest sequence of steps (Myers 1986, greedy), or nearly so where very much differs.
    private static func steps(_ old: [ArraySlice<UInt8>], _ new: [ArraySlice<UInt8>]) -> [Step] {
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

    private static func shortest(_ old: [ArraySlice<UInt8>], _ new: [ArraySlice<UInt8>]) -> [Step] {
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

    /// Ranges of steps that belong together: changes with their context, joined where they touch.
    private static func hunks(_ steps: [Step], _ context: Int) -> [Range<Int>] {
        var hunks: [Range<Int>] = []
        for (index, step) in steps.enumerated() where step != .keep {
            let start = max(index - context, 0)
            let end = min(index + context + 1, steps.count)
            if let last = hunks.last, start <= last.upperBound {
                hunks[hunks.count - 1] = last.lowerBound..<end
            } else {
                hunks.append(start..<end)
            }
        }
        return hunks
    }

    private static func hunk(
        _ range: Range<Int>, _ steps: [Step], _ place: inout Place,
        _ texts: (old: [ArraySlice<UInt8>], new: [ArraySlice<UInt8>])
    ) -> [Line] {
        let counts = (steps[range].count { $0 != .add }, steps[range].count { $0 != .remove })
        let places = (place.old + (counts.0 == 0 ? 0 : 1), place.new + (counts.1 == 0 ? 0 : 1))
        var lines = [Line(kind: .hunk, text: "@@ -\(places.0),\(counts.0) +\(places.1),\(counts.1) @@")]
        for step in steps[range] {
            switch step {
            case .keep: lines += line(.context, " ", texts.old[place.old])
            case .remove: lines += line(.removed, "-", texts.old[place.old])
            case .add: lines += line(.added, "+", texts.new[place.new])
            }
            place.pass(step)
        }
        return lines
    }

    private static func line(_ kind: Line.Kind, _ sign: String, _ text: ArraySlice<UInt8>) -> [Line] {
        guard text.last == 0x0A else {
            return [
                Line(kind: kind, text: sign + String(decoding: text, as: UTF8.self)),
                Line(kind: .context, text: "\\ No newline at end of file"),
            ]
        }
        return [Line(kind: kind, text: sign + String(decoding: text.dropLast(), as: UTF8.self))]
    }
}
