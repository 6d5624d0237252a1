// SPDX-License-Identifier: Apache-2.0

/// Finds the name that somebody probably meant.
package enum EditDistance {
    /// The nearest of some names, when it is near enough to be meant: at most a third of the letters differ. The first
    /// of several equally near ones.
    package static func nearest(to name: String, among names: [String]) -> (name: String, distance: Int)? {
        let limit = max(1, min(name.utf8.count / 3, 4))
        guard name.utf8.count <= 100 else { return nil }
        var best: (name: String, distance: Int)?
        for candidate in names where abs(candidate.utf8.count - name.utf8.count) <= limit {
            let distance = distance(name.lowercased(), candidate.lowercased())
            if distance <= limit, distance < best?.distance ?? Int.max { best = (candidate, distance) }
        }
        return best
    }

    /// Insertions, deletions, replacements and swaps of neighbours that turn one word into the other.
    package static func distance(_ left: String, _ right: String) -> Int {
        let left = Array(left.utf8)
        let right = Array(right.utf8)
        var older = [Int](repeating: 0, count: right.count + 1)
        var last = Array(0...right.count)
        for row in left.indices {
            var current = [row + 1]
            for column in right.indices {
                let isEqual = left[row] == right[column]
                var cost = min(current[column] + 1, last[column + 1] + 1, last[column] + (isEqual ? 0 : 1))
                if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
                    cost = min(cost, older[column - 1] + 1)
                }
                current.append(cost)
            }
            older = last
            last = current
        }
        return last[right.count]
    }
}
