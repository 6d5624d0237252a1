// SPDX-License-Identifier: Apache-2.0

/// Where one text became another: ranges of bytes in ascending order, with what took their place. All bytes between
/// them are the same in both.
package struct TextChanges: Sendable, Hashable {
    package struct Change: Sendable, Hashable {
        package let old: Range<Int>
        package let new: Range<Int>
    }

    package private(set) var changes: [Change] = []

    package init() {}

    /// - Parameter replacements: in ascending order, none overlapping another.
    init(_ replacements: some Sequence<(range: Range<Int>, length: Int)>) {
        var shift = 0
        for (range, length) in replacements {
            let start = range.lowerBound + shift
            changes.append(Change(old: range, new: start..<start + length))
            shift += length - range.count
        }
    }

    /// These changes and then those of the text that they led to, as one.
    package func followed(by later: TextChanges) -> TextChanges {
        if changes.isEmpty { return later }
        if later.changes.isEmpty { return self }
        var result = TextChanges()
        var first = 0
        var second = 0
        var before = 0
        var after = 0
        while first < changes.count || second < later.changes.count {
            // In the text between: a stretch that changes of either side cover without a gap.
            var start = Int.max
            if first < changes.count { start = changes[first].new.lowerBound }
            if second < later.changes.count { start = min(start, later.changes[second].old.lowerBound) }
            var end = start
            let origin = start - before
            let target = start + after
            while true {
                if first < changes.count, changes[first].new.lowerBound <= end {
                    end = max(end, changes[first].new.upperBound)
                    before += changes[first].new.count - changes[first].old.count
                    first += 1
                } else if second < later.changes.count, later.changes[second].old.lowerBound <= end {
                    end = max(end, later.changes[second].old.upperBound)
                    after += later.changes[second].new.count - later.changes[second].old.count
                    second += 1
                } else {
                    break
                }
            }
            result.changes.append(Change(old: origin..<end - before, new: target..<end + after))
        }
        return result
    }
}
