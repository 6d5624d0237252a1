// SPDX-License-Identifier: Apache-2.0

/// The difference of two texts in the unified format that `diff -u`, `patch` and `git apply` read.
package struct UnifiedDiff: Sendable {
    /// One line of the output.
    package struct Line: Sendable, Hashable {
        package enum Kind: Sendable, Hashable { case header, hunk, context, removed, added, note }

        package let kind: Kind
        /// Without the sign before it and the newline behind it; for a line of a file, of that file's bytes.
        package let content: ArraySlice<UInt8>

        /// What stands before the content.
        package var sign: UInt8? {
            switch kind {
            case .header, .hunk, .note: nil
            case .context: 0x20
            case .removed: 0x2D
            case .added: 0x2B
            }
        }

        package var text: String {
            (sign.map { String(UnicodeScalar($0)) } ?? "") + String(decoding: content, as: UTF8.self)
        }

        init(_ kind: Kind, _ content: ArraySlice<UInt8>) {
            self.kind = kind
            self.content = content
        }

        init(_ kind: Kind, _ content: String) { self.init(kind, Array(content.utf8)[...]) }
    }

    /// Empty when the texts are equal.
    package let lines: [Line]

    /// Lines that go, and those that come in their place.
    private struct Block {
        var old: Range<Int>
        var new: Range<Int>
    }

    /// - Parameters:
    ///   - name: the file's name, for the two header lines.
    ///   - changes: where the texts differ, when that is known: nothing else is compared.
    ///   - context: lines around each change.
    package init(
        name: String, before: [UInt8], after: [UInt8], changes: TextChanges? = nil, context: Int = 3
    ) {
        guard before != after else {
            lines = []
            return
        }
        let old = TextLines(before)
        let new = TextLines(after)
        let blocks = Self.blocks(old, new, changes)
        var output = [Line(.header, "--- a/\(name)"), Line(.header, "+++ b/\(name)")]
        var first = 0
        while first < blocks.count {
            var last = first
            while last + 1 < blocks.count, blocks[last + 1].old.lowerBound - blocks[last].old.upperBound <= 2 * context
            {
                last += 1
            }
            Self.add(blocks[first...last], context, old, new, to: &output)
            first = last + 1
        }
        lines = output
    }

    private static func blocks(_ old: TextLines, _ new: TextLines, _ changes: TextChanges?) -> [Block] {
        guard let changes else {
            return blocks(old, new, Block(old: 0..<old.count, new: 0..<new.count))
        }
        var hulls: [Block] = []
        for change in changes.changes {
            let hull = Block(old: old.hull(change.old), new: new.hull(change.new))
            if let last = hulls.last, hull.old.lowerBound <= last.old.upperBound {
                hulls[hulls.count - 1].old = last.old.lowerBound..<max(last.old.upperBound, hull.old.upperBound)
                hulls[hulls.count - 1].new = last.new.lowerBound..<max(last.new.upperBound, hull.new.upperBound)
            } else {
                hulls.append(hull)
            }
        }
        return hulls.flatMap { blocks(old, new, $0) }
    }

    /// The differences within a pair of ranges of lines.
    private static func blocks(_ old: TextLines, _ new: TextLines, _ hull: Block) -> [Block] {
        let steps = LineComparison.steps(hull.old.map { old[$0] }, hull.new.map { new[$0] })
        var blocks: [Block] = []
        var place = (old: hull.old.lowerBound, new: hull.new.lowerBound)
        var isOpen = false
        for step in steps {
            if step == .keep {
                isOpen = false
                place = (place.old + 1, place.new + 1)
                continue
            }
            if !isOpen { blocks.append(Block(old: place.old..<place.old, new: place.new..<place.new)) }
            isOpen = true
            if step == .remove { place.old += 1 } else { place.new += 1 }
            let last = blocks[blocks.count - 1]
            blocks[blocks.count - 1] = Block(
                old: last.old.lowerBound..<place.old, new: last.new.lowerBound..<place.new)
        }
        return blocks
    }

    /// Adds a hunk.
    private static func add(
        _ blocks: ArraySlice<Block>, _ context: Int, _ old: TextLines, _ new: TextLines, to lines: inout [Line]
    ) {
        guard let first = blocks.first, let last = blocks.last else { return }
        let lead = min(context, first.old.lowerBound)
        let tail = min(context, old.count - last.old.upperBound)
        let olds = first.old.lowerBound - lead..<last.old.upperBound + tail
        let news = first.new.lowerBound - lead..<last.new.upperBound + tail
        let places = (olds.lowerBound + (olds.isEmpty ? 0 : 1), news.lowerBound + (news.isEmpty ? 0 : 1))
        lines.append(Line(.hunk, "@@ -\(places.0),\(olds.count) +\(places.1),\(news.count) @@"))
        var position = olds.lowerBound
        for block in blocks {
            for number in position..<block.old.lowerBound { add(old[number], .context, to: &lines) }
            for number in block.old { add(old[number], .removed, to: &lines) }
            for number in block.new { add(new[number], .added, to: &lines) }
            position = block.old.upperBound
        }
        for number in position..<olds.upperBound { add(old[number], .context, to: &lines) }
    }

    private static func add(_ text: ArraySlice<UInt8>, _ kind: Line.Kind, to lines: inout [Line]) {
        if text.last == 0x0A { return lines.append(Line(kind, text.dropLast())) }
        lines.append(Line(kind, text))
        lines.append(Line(.note, "\\ No newline at end of file"))
    }
}

/// A text and where its lines start.
private struct TextLines {
    private let bytes: [UInt8]
    /// With the end of the text behind the last line.
    private let starts: [Int]

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        var starts = [0]
        starts.reserveCapacity(bytes.count / 28 + 16)
        bytes.withUnsafeBufferPointer { bytes in
            var position = 0
            while let feed = bytes.first(0x0A, from: position) {
                position = feed + 1
                starts.append(position)
            }
        }
        if bytes.last != 0x0A, !bytes.isEmpty { starts.append(bytes.count) }
        self.starts = starts
    }

    var count: Int { starts.count - 1 }

    /// A line with its newline; a last line that has none is marked by its absence.
    subscript(number: Int) -> ArraySlice<UInt8> { bytes[starts[number]..<starts[number + 1]] }

    /// The lines in which a range of bytes lies, and the one that it ends in or right before.
    func hull(_ range: Range<Int>) -> Range<Int> {
        let first = line(at: range.lowerBound)
        return first..<min(max(line(at: range.upperBound), first) + 1, count)
    }

    /// The line in which an offset lies; behind the last newline the number of lines.
    private func line(at offset: Int) -> Int {
        if offset >= bytes.count, bytes.last != 0x0A { return max(count - 1, 0) }
        var low = 0
        var high = starts.count
        while low + 1 < high {
            let middle = (low + high) / 2
            if starts[middle] <= offset { low = middle } else { high = middle }
        }
        return low
    }
}
