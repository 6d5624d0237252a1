// SPDX-License-Identifier: Apache-2.0

internal import Documents

/// Reads exceptions from comments: ours (`# bulwark:ignore CHECK reason`), checkov's (`#checkov:skip=ID:reason`) and
/// Trivy's (`#trivy:ignore:ID:exp:2027-01-31`).
///
/// A comment behind something covers what begins on its line; a comment on a line of its own covers what begins on the
/// next one: a pair with its block, a list element, or the whole object when it stands above its first line.
struct CommentExceptions {
    private let reader: ExceptionReader
    private(set) var exceptions: [Exception] = []

    init(_ reader: ExceptionReader) { self.reader = reader }

    private static let markers = [
        "bulwark:ignore", "checkov:skip=", "bridgecrew:skip=", "trivy:ignore:", "tfsec:ignore:",
    ]
    .map { Array($0.utf8) }

    mutating func read(_ document: Document, problems: inout [Problem]) {
        guard Self.hasMarker(document) else { return }
        var lines = CoveredLines(document)
        for comment in document.comments {
            read(PlacedComment(comment, in: document, covering: lines.line(coveredBy: comment)), problems: &problems)
        }
    }

    /// Cheap: most documents have no such comment, and need no look at all of theirs.
    private static func hasMarker(_ document: Document) -> Bool {
        document.bytes.withUnsafeBufferPointer { bytes in
            var position = 0
            while let offset = bytes.first(0x23, from: position) {
                var start = offset + 1
                while start < bytes.count, bytes[start] == 0x20 || bytes[start] == 0x23 { start += 1 }
                let rest = bytes[start..<min(start + 16, bytes.count)]
                // How one of them begins is told by its first byte.
                if let first = rest.first, first == 0x62 || first == 0x63 || first == 0x74,
                    markers.contains(where: { rest.starts(with: $0) })
                {
                    return true
                }
                // What follows a row of them follows each of them.
                position = start
            }
            return false
        }
    }

    private mutating func read(_ comment: PlacedComment, problems: inout [Problem]) {
        if let text = comment.text(after: "bulwark:ignore") {
            guard let block = comment.block else {
                problems.append(comment.problem("the exception covers nothing: no field follows the comment"))
                return
            }
            exceptions += reader.own(text, .block(block), .comment, comment.place, problems: &problems)
            return
        }
        for marker in ["checkov:skip=", "bridgecrew:skip="] {
            guard let text = comment.text(after: marker), let object = comment.object else { continue }
            let parts = text.split(separator: ":", maxSplits: 1)
            let reason = parts.count > 1 ? ExceptionReader.trimmed(parts[1]) : ""
            for id in (parts.first ?? "").split(separator: ",") {
                let id = ExceptionReader.trimmed(id)
                add(
                    .checkov, id, .block(object), Suppression(.foreign, source: "#" + marker + id, reason: reason),
                    comment)
            }
        }
        readTrivy(comment)
    }

    /// Several may stand in one comment; parameters in brackets and sections other than `exp` select nothing here.
    private mutating func readTrivy(_ comment: PlacedComment) {
        for word in comment.text.split(whereSeparator: { $0 == " " || $0 == "#" }) {
            let sections = word.split(separator: ":", omittingEmptySubsequences: false)
            guard sections.count >= 3, sections[0] == "trivy" || sections[0] == "tfsec", sections[1] == "ignore",
                let block = comment.block
            else { continue }
            let id = String(sections[2].prefix { $0 != "[" })
            var expires: String?
            if let position = sections.firstIndex(of: "exp"), position + 1 < sections.count {
                expires = String(sections[position + 1])
            }
            let source = "#\(sections[0]):ignore:\(id)"
            add(
                .trivy, id, .block(block), Suppression(.foreign, source: source, reason: "", expires: expires), comment)
        }
    }

    private mutating func add(
        _ peer: Peer, _ id: String, _ scope: Exception.Scope, _ suppression: Suppression, _ comment: PlacedComment
    ) {
        guard let meaning = reader.meaning(of: id, by: peer) else { return }
        exceptions.append(Exception(id, checks: meaning.ids, scope: scope, suppression: suppression, at: comment.place))
    }
}

/// A comment and what it covers.
private struct PlacedComment {
    let document: Document
    let place: Location
    /// Without its `#` and the space around it.
    let text: String
    private let covered: Int?

    init(_ comment: Comment, in document: Document, covering covered: Int?) {
        self.document = document
        self.covered = covered
        place = document.location(at: comment.range.lowerBound)
        text = ExceptionReader.trimmed(comment.text.drop { $0 == "#" || $0 == " " })
    }

    func text(after marker: String) -> String? {
        text.hasPrefix(marker) ? ExceptionReader.trimmed(text.dropFirst(marker.count)) : nil
    }

    func problem(_ message: String) -> Problem { Problem("exception", at: place, gravity: .warning, message) }

    var object: CoveredBlock? { CoveredBlock(objectAround: place.line, of: document) }

    var block: CoveredBlock? { covered.flatMap { CoveredBlock(beginningOn: $0, of: document) } }
}

/// Finds the lines that comments cover. What one comment skipped, those below it need not look at again.
private struct CoveredLines {
    private let document: Document
    private let firstContentLine: Int
    /// The last comment's line and the line it covers; nothing but comments and blanks lies between.
    private var last: (comment: Int, covered: Int?)?

    init(_ document: Document) {
        self.document = document
        firstContentLine = document.root(at: 0)?.location.line ?? .max
    }

    /// The comment's own line behind something, else the next one with content; nil when there is none.
    mutating func line(coveredBy comment: Comment) -> Int? {
        guard comment.ownLine else { return comment.line }
        if let last, comment.line >= last.comment, last.covered.map({ comment.line < $0 }) ?? true {
            return last.covered
        }
        let covered = nextContent(below: comment.line)
        last = (comment.line, covered)
        return covered
    }

    private func nextContent(below line: Int) -> Int? {
        guard line < document.lineStarts.count else { return nil }
        for next in line + 1...document.lineStarts.count {
            let text = document.line(next).drop { $0 == " " || $0 == "\t" }
            let isMarker = text.hasPrefix("---") && firstContentLine > line
            if !text.isEmpty, !text.hasPrefix("#"), !isMarker { return next }
        }
        return nil
    }
}
