// SPDX-License-Identifier: Apache-2.0

/// The lines of a small text and of what became of it, side by side.
struct LineDifference {
    enum Line: Equatable { case same(String), removed(String), added(String) }

    let lines: [Line]

    init(_ before: String, _ after: String) {
        let old = before.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let new = after.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        var removed: Set<Int> = []
        var added: Set<Int> = []
        for change in new.difference(from: old) {
            switch change {
            case .remove(let offset, _, _): removed.insert(offset)
            case .insert(let offset, _, _): added.insert(offset)
            }
        }
        var lines: [Line] = []
        var (left, right) = (0, 0)
        while left < old.count || right < new.count {
            if left < old.count, removed.contains(left) {
                lines.append(.removed(old[left]))
                left += 1
            } else if right < new.count, added.contains(right) {
                lines.append(.added(new[right]))
                right += 1
            } else {
                if left < old.count { lines.append(.same(old[left])) }
                left += 1
                right += 1
            }
        }
        while lines.last == .same("") { lines.removeLast() }
        self.lines = lines
    }

    /// As a diff shows it.
    var text: String {
        lines.map { line in
            switch line {
            case .same(let text): "  " + text
            case .removed(let text): "- " + text
            case .added(let text): "+ " + text
            }
        }.joined(separator: "\n")
    }
}
