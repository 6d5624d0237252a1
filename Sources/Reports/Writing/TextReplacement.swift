// SPDX-License-Identifier: Apache-2.0

internal import Documents
internal import Findings

/// A piece of a file's text and what to write in its place.
struct TextReplacement {
    let start: Location
    /// Equal to `start` for an insertion.
    let end: Location
    let text: String

    /// The replacements that carry out edits, for editors; nil when one of them is more than a plain change of one
    /// line: those are left to the program's own editing, which verifies what it writes.
    static func replacements(for edits: [Edit]) -> [TextReplacement]? {
        guard let first = edits.first, isIndependent(edits) else { return nil }
        var result: [TextReplacement] = []
        for edit in edits {
            guard edit.place.node.document === first.place.node.document, let replacement = replacement(for: edit)
            else { return nil }
            result.append(replacement)
        }
        return result
    }

    /// No two edits meet at one node.
    private static func isIndependent(_ edits: [Edit]) -> Bool {
        for (position, edit) in edits.enumerated() {
            for other in edits[..<position] where other.place.node == edit.place.node { return false }
        }
        return true
    }

    private static func replacement(for edit: Edit) -> TextReplacement? {
        let node = edit.place.node
        guard !isSharedText(node) else { return nil }
        switch edit.operation {
        case .set(let value): return set(value, edit.place)
        case .append(let value):
            guard !edit.place.missing.isEmpty else { return appended(value, to: node) }
            return set(.array([value]), edit.place)
        case .remove: return edit.place.missing.isEmpty ? removal(of: node) : nil
        case .addObject: return nil
        }
    }

    private static func set(_ value: Value, _ place: Evidence) -> TextReplacement? {
        guard let key = place.missing.first else { return replacing(place.node, with: value) }
        var value = value
        for parent in place.missing.dropFirst().reversed() { value = .object([.init(parent, value)]) }
        return insertion(of: Value.object([.init(key, value)]), into: place.node)
    }

    private static func replacing(_ node: Node, with value: Value) -> TextReplacement? {
        let start = node.location
        let end = node.document.location(at: node.range.upperBound)
        guard node.isScalar, !node.range.isEmpty, start.line == end.line, !value.isObject else { return nil }
        return TextReplacement(start: start, end: end, text: text(value, in: node.document))
    }

    /// A new member behind the first member's line, so that comments and the other members stay where they are.
    private static func insertion(of member: Value, into mapping: Node) -> TextReplacement? {
        guard mapping.isMapping, let (key, value) = mapping.entries.first(where: { _ in true }) else { return nil }
        let document = mapping.document
        if mapping.record.style == .flow {
            let text = text(member, in: document).dropFirst().dropLast()
            let place = document.location(at: mapping.range.lowerBound + 1)
            return TextReplacement(start: place, end: place, text: text + ", ")
        }
        let start = key.location
        let line = document.line(start.line)
        guard line.utf8.prefix(start.column - 1).allSatisfy({ $0 == 0x20 || $0 == 0x2D }) else { return nil }
        let indentation = "\n" + String(repeating: " ", count: start.column - 1)
        let isOneLine =
            value.isScalar && value.record.style != .literal && value.record.style != .folded
            && document.location(at: value.range.upperBound).line == start.line
        guard isOneLine else {
            let text = member.blockYAML.joined(separator: indentation) + indentation
            return TextReplacement(start: start, end: start, text: text)
        }
        let place = Location(file: start.file, line: start.line, column: line.unicodeScalars.count + 1)
        return TextReplacement(start: place, end: place, text: member.blockYAML.map { indentation + $0 }.joined())
    }

    private static func appended(_ value: Value, to sequence: Node) -> TextReplacement? {
        guard sequence.isSequence, sequence.record.style == .flow else { return nil }
        var last: Node?
        for element in sequence.elements { last = element }
        guard let last, !last.range.isEmpty else { return nil }
        let place = sequence.document.location(at: last.range.upperBound)
        return TextReplacement(start: place, end: place, text: ", " + text(value, in: sequence.document))
    }

    /// The whole line of a pair that has one to itself and is not the only one of its block mapping.
    private static func removal(of node: Node) -> TextReplacement? {
        guard node.isScalar, let mapping = node.parent, mapping.isMapping, mapping.record.style != .flow,
            let key = node.key(in: mapping), key != node, mapping.entries.contains(where: { $0.key != key })
        else { return nil }
        let document = node.document
        let start = key.location
        let end = document.location(at: node.range.upperBound)
        let line = document.line(start.line)
        guard start.line == end.line, line.utf8.prefix(start.column - 1).allSatisfy({ $0 == 0x20 }),
            end.column == line.unicodeScalars.count + 1, start.line < document.lineStarts.count
        else { return nil }
        return TextReplacement(
            start: Location(file: start.file, line: start.line, column: 1),
            end: Location(file: start.file, line: start.line + 1, column: 1), text: "")
    }

    private static func text(_ value: Value, in document: Document) -> String {
        guard document.isJSON else { return value.flowYAML }
        var bytes: [UInt8] = []
        bytes.append(json: value)
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func isSharedText(_ node: Node) -> Bool {
        var node: Node? = node
        while let current = node {
            if current.isShared || current.record.isAnchored { return true }
            node = current.parent
        }
        return false
    }
}

extension Value {
    fileprivate var isObject: Bool {
        if case .object = self { return true }
        return false
    }
}

extension Document {
    /// A JSON stream: its first byte is a brace.
    var isJSON: Bool { bytes.first { $0 > 0x20 } == 0x7B }
}
