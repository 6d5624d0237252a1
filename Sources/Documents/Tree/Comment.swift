// SPDX-License-Identifier: Apache-2.0

/// A comment of a YAML text.
package struct Comment: Sendable, Hashable {
    /// From the `#` to the end of the line.
    package let range: Range<Int>
    /// 1-based.
    package let line: Int
    /// What stands behind the `#`, as written.
    package let text: String
    /// Whether nothing but blanks stands before it on its line.
    package let ownLine: Bool
}

extension Document {
    /// The comments in source order, found between the scalars; one pass over the text, and none without a `#`.
    package var comments: [Comment] {
        guard numberSign(from: 0) != nil else { return [] }
        var scan = CommentScan(self)
        for record in records where record.kind == .scalar && !record.isShared { scan.pass(record) }
        scan.gap(to: bytes.count)
        return scan.comments
    }
}

extension Document {
    /// The offset of the first `#` from an offset on.
    package func numberSign(from offset: Int) -> Int? {
        bytes.withUnsafeBufferPointer { $0.first(0x23, from: offset) }
    }
}

/// Looks for comments in what lies between the scalars of a document.
private struct CommentScan {
    private let document: Document
    private var position = 0
    private var line = 0
    private(set) var comments: [Comment] = []

    init(_ document: Document) { self.document = document }

    /// Looks at the gap before a scalar, and at the header of a block scalar.
    mutating func pass(_ record: NodeRecord) {
        gap(to: Int(record.start))
        if record.style == .literal || record.style == .folded { gap(to: min(lineEnd(position), Int(record.end))) }
        position = max(position, Int(record.end))
    }

    mutating func gap(to end: Int) {
        while position < end {
            if document.bytes[position] == 0x23, startsComment { append() } else { position += 1 }
        }
    }

    /// Between scalars any `#` starts a comment, except in text that could not be read.
    private var startsComment: Bool {
        guard position > 0 else { return true }
        switch document.bytes[position - 1] {
        case 0x20, 0x09, 0x0A, 0x0D, 0x22, 0x27, 0x5D, 0x7D, 0x2C: return true
        default: return false
        }
    }

    private func lineEnd(_ start: Int) -> Int {
        var end = start
        while end < document.bytes.count, document.bytes[end] != 0x0A, document.bytes[end] != 0x0D { end += 1 }
        return end
    }

    private mutating func append() {
        let end = lineEnd(position)
        let starts = document.lineStarts
        while line + 1 < starts.count, Int(starts[line + 1]) <= position { line += 1 }
        let lineStart = starts.isEmpty ? 0 : Int(starts[line])
        let before = document.bytes[min(lineStart, position)..<position]
        comments.append(
            Comment(
                range: position..<end, line: line + 1,
                text: String(decoding: document.bytes[position + 1..<end], as: UTF8.self),
                ownLine: before.allSatisfy { $0 == 0x20 || $0 == 0x09 }))
        position = end
    }
}
