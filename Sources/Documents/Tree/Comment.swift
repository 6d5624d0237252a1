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
        var scan = CommentScan(self)
        scan.run()
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

    /// From one `#` to the next, with the scalars that start before it.
    mutating func run() {
        var record = 0
        /// Where the scalars end that were passed, and their last one's header.
        var (end, header) = (0, 0)
        while let sign = document.numberSign(from: position) {
            while record < document.records.count, Int(document.records[record].start) <= sign {
                let scalar = document.records[record]
                record += 1
                guard scalar.kind == .scalar, !scalar.isShared, Int(scalar.end) > end else { continue }
                end = Int(scalar.end)
                let isBlock = scalar.style == .literal || scalar.style == .folded
                header = isBlock ? min(lineEnd(Int(scalar.start)), end) : 0
            }
            position = sign
            if sign < end, sign >= header {
                position = end
            } else if startsComment {
                append()
            } else {
                position += 1
            }
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
