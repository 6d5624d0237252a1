// SPDX-License-Identifier: Apache-2.0

/// Where the parts of a document's text lie, for edits: lines, colons, dashes, the end of a node's content.
struct TextLayout {
    let document: Document
    private let bytes: [UInt8]

    init(_ document: Document) {
        self.document = document
        bytes = document.bytes
    }

    /// The line end that the document uses.
    var newline: [UInt8] {
        guard let feed = bytes.firstIndex(of: 0x0A) else { return [0x0A] }
        return feed > 0 && bytes[feed - 1] == 0x0D ? [0x0D, 0x0A] : [0x0A]
    }

    func lineStart(_ offset: Int) -> Int {
        var start = min(offset, bytes.count)
        while start > 0, bytes[start - 1] != 0x0A { start -= 1 }
        return start
    }

    /// The offset of the line's end, before the line break.
    func lineEnd(_ offset: Int) -> Int {
        var end = offset
        while end < bytes.count, bytes[end] != 0x0A { end += 1 }
        return end > offset && bytes[end - 1] == 0x0D ? end - 1 : end
    }

    /// The offset of the next line's start, or the end of the text.
    func nextLine(_ offset: Int) -> Int {
        var end = offset
        while end < bytes.count, bytes[end] != 0x0A { end += 1 }
        return min(end + 1, bytes.count)
    }

    /// Columns are 0-based here: the number of bytes before the offset on its line.
    func column(_ offset: Int) -> Int { offset - lineStart(offset) }

    /// Only spaces stand before the offset on its line.
    func startsLine(_ offset: Int) -> Bool { bytes[lineStart(offset)..<offset].allSatisfy { $0 == 0x20 } }

    /// The end of the last byte that belongs to a node, without the line break after a block scalar. An alias counts
    /// with its own text.
    func contentEnd(_ node: Node) -> Int {
        var end = Int(node.record.start)
        let records = document.records
        var index = Int(node.index)
        let last = Int(node.record.next)
        var isKept = false
        while index < last {
            let record = records[index]
            if record.isShared, !node.isShared {
                index = Int(record.next)
                continue
            }
            if record.kind == .scalar || record.style == .flow, Int(record.end) >= end {
                end = Int(record.end)
                isKept = keepsNewlines(record)
            }
            index = record.style == .flow ? Int(record.next) : index + 1
        }
        let alias = aliasEnd(in: node)
        if alias <= end, isKept {
            // The last of the line breaks is the one before which text can be added.
            if bytes[end - 1] == 0x0A { end -= 1 }
            return bytes[end - 1] == 0x0D ? end - 1 : end
        }
        end = max(end, alias)
        while end > Int(node.record.start), end <= bytes.count, isBreak(bytes[end - 1]) { end -= 1 }
        return end
    }

    /// A block scalar to whose text all empty lines behind it belong.
    private func keepsNewlines(_ record: NodeRecord) -> Bool {
        guard record.style == .literal || record.style == .folded else { return false }
        return bytes[Int(record.start)..<Int(record.end)].prefix(3).contains(0x2B)
    }

    /// The end of the last alias token among a block collection's children, if its last child is one.
    private func aliasEnd(in node: Node) -> Int {
        guard !node.isShared, node.record.style == .block else { return 0 }
        var end = 0
        var lastKey: Node?
        var index = node.index + 1
        while index < node.record.next {
            let child = Node(document: document, index: index)
            if child.isShared, let key = lastKey, let token = aliasToken(after: Int(key.record.end)) {
                end = token.upperBound
            }
            if !child.isShared { lastKey = child }
            index = child.record.next
        }
        return end
    }

    /// The `*name` that follows an offset, behind a colon, spaces and line breaks.
    func aliasToken(after offset: Int) -> Range<Int>? {
        var start = offset
        while start < bytes.count,
            bytes[start] == 0x3A || bytes[start] == 0x20 || isBreak(bytes[start]) || bytes[start] == 0x2D
        {
            start += 1
        }
        guard start < bytes.count, bytes[start] == 0x2A else { return nil }
        var end = start
        while end < bytes.count, bytes[end] > 0x20, ![0x2C, 0x5D, 0x7D].contains(bytes[end]) { end += 1 }
        return start..<end
    }

    /// The offset just past the colon behind a key.
    func colonEnd(_ key: Node) -> Int? {
        var offset = Int(key.record.end)
        while offset < bytes.count, bytes[offset] == 0x20 || bytes[offset] == 0x09 { offset += 1 }
        return offset < bytes.count && bytes[offset] == 0x3A ? offset + 1 : nil
    }

    /// The offset of the dash before an element of a block sequence.
    func dash(_ element: Node) -> Int? {
        var offset = Int(element.record.start)
        while offset > 0, bytes[offset - 1] == 0x20 || isBreak(bytes[offset - 1]) { offset -= 1 }
        return offset > 0 && bytes[offset - 1] == 0x2D ? offset - 1 : nil
    }

    private func isBreak(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D }

    /// The style of the document: spaces per level and where dashes stand.
    func style() -> YAMLText {
        var text = YAMLText()
        var foundStep = false
        var foundDash = false
        for (index, record) in document.records.enumerated() where record.style == .block && !record.isShared {
            if foundStep, foundDash { break }
            let node = Node(document: document, index: UInt32(index))
            guard let parent = node.parent, parent.isMapping, parent.record.style == .block else { continue }
            let outer = column(Int(parent.record.start))
            let inner = column(Int(record.start))
            if record.kind == .mapping, !foundStep, inner > outer {
                text.step = inner - outer
                foundStep = true
            } else if record.kind == .sequence, !foundDash, inner >= outer {
                text.indentsSequences = inner > outer
                foundDash = true
            }
        }
        return text
    }
}
