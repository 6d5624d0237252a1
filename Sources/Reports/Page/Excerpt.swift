// SPDX-License-Identifier: Apache-2.0

internal import Documents
internal import Findings

/// The source lines of an entry with a caret under the field, and the lines that its change writes.
struct Excerpt {
    private let entry: Entry

    init(_ entry: Entry) { self.entry = entry }

    func write(to writer: PageWriter) {
        var shown: Set<Int> = []
        for evidence in entry.findings.compactMap({ $0.mainEvidence }) where shown.count < 3 {
            guard shown.insert(evidence.location.line).inserted else { continue }
            write(evidence, to: writer)
        }
        defer { writer.blank() }
        for line in proposedLines() { writer.verbatim([.init("       + | ", .added), .init(line, .added)]) }
    }

    private func write(_ evidence: Evidence, to writer: PageWriter) {
        if evidence.isRedacted { return writeRedacted(evidence, to: writer) }
        let document = evidence.node.document
        let location = evidence.location
        for number in max(1, location.line - 1)...min(location.line + 1, max(document.lineStarts.count, location.line))
        {
            writer.verbatim([
                .init("\(number)".leftPadded(to: 8) + " | ", .dim), .init(Self.shown(document.line(number))),
            ])
            guard number == location.line else { continue }
            let end = evidence.node.range.upperBound
            let last = document.location(at: end)
            let isWhole = evidence.missing.isEmpty && evidence.node.isScalar && last.line == location.line
            let count = isWhole ? max(last.column - location.column, 1) : 1
            let caret = String(repeating: " ", count: location.column - 1) + String(repeating: "^", count: count)
            let text = evidence.missing.isEmpty ? "" : " \(evidence.missing.joined(separator: ".")) is missing"
            writer.verbatim([.init("         | ", .dim), .init(caret + text, .severity(.high))])
        }
    }

    /// The line as far as it holds no credential.
    private func writeRedacted(_ evidence: Evidence, to writer: PageWriter) {
        let location = evidence.location
        let line = evidence.node.document.line(location.line).unicodeScalars.prefix(location.column - 1)
        writer.verbatim([
            .init("\(location.line)".leftPadded(to: 8) + " | ", .dim), .init(Self.shown(String(line)) + "[redacted]"),
        ])
    }

    /// The new fields as they stand in the file, or the changed line.
    private func proposedLines() -> [String] {
        let edits = entry.change.edits
        if edits.count == 1, let edit = edits.first, let replacement = TextReplacement.replacements(for: edits)?.first,
            replacement.start.line == replacement.end.line, !replacement.text.utf8.contains(0x0A)
        {
            let line = edit.place.node.document.line(replacement.start.line)
            let scalars = line.unicodeScalars
            return [
                String(scalars.prefix(replacement.start.column - 1)) + replacement.text
                    + String(scalars.dropFirst(replacement.end.column - 1))
            ]
        }
        guard let tree = entry.change.tree, let base = entry.change.base else { return [] }
        let indentation = String(repeating: " ", count: max(base.location.column - 1, 0))
        return tree.blockYAML.map { indentation + $0 }
    }

    /// Tabs as one space, so that carets stay below what they point at.
    private static func shown(_ line: String) -> String {
        String(line.unicodeScalars.prefix(400).map { $0 == "\t" ? " " : Character($0) })
    }
}
