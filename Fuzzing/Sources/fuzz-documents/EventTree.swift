// SPDX-License-Identifier: Apache-2.0

internal import CYaml
internal import Documents

/// A tree written as text, so that two can be compared: one line per node.
enum EventTree {
    enum Outcome {
        case accepted([String])
        case rejected(String)
        /// Our limits or go-yaml's rules forbid what libyaml's scanner lets pass.
        case excepted(String)
    }

    // MARK: - libyaml

    static func libyaml(_ bytes: [UInt8]) -> Outcome {
        var parser = yaml_parser_t()
        yaml_parser_initialize(&parser)
        defer { yaml_parser_delete(&parser) }
        return bytes.withUnsafeBufferPointer { input in
            yaml_parser_set_input_string(&parser, input.baseAddress, input.count)
            var lines: [String] = []
            var anchors: [String: Range<Int>] = [:]
            var open: [(anchor: String?, start: Int)] = []
            var depth = 0
            var documentStart = 0
            while true {
                var event = yaml_event_t()
                guard yaml_parser_parse(&parser, &event) == 1 else {
                    return .rejected(parser.problem.map { String(cString: $0) } ?? "?")
                }
                defer { yaml_event_delete(&event) }
                let indentation = String(repeating: " ", count: depth)
                switch event.type {
                case YAML_STREAM_END_EVENT: return .accepted(lines)
                case YAML_DOCUMENT_START_EVENT:
                    anchors.removeAll()
                    documentStart = lines.count
                    lines.append("doc")
                case YAML_DOCUMENT_END_EVENT:
                    if lines.count == documentStart + 2, lines[documentStart + 1] == "=" {
                        lines.removeLast(2)
                    }
                case YAML_MAPPING_START_EVENT:
                    open.append((event.data.mapping_start.anchor.map(name), lines.count))
                    lines.append(indentation + "{")
                    depth += 1
                case YAML_SEQUENCE_START_EVENT:
                    open.append((event.data.sequence_start.anchor.map(name), lines.count))
                    lines.append(indentation + "[")
                    depth += 1
                case YAML_MAPPING_END_EVENT, YAML_SEQUENCE_END_EVENT:
                    depth -= 1
                    let (anchor, start) = open.removeLast()
                    if let anchor { anchors[anchor] = start..<lines.count }
                case YAML_SCALAR_EVENT:
                    let text = UnsafeBufferPointer(start: event.data.scalar.value, count: event.data.scalar.length)
                    if let anchor = event.data.scalar.anchor { anchors[name(anchor)] = lines.count..<lines.count + 1 }
                    let isAnchored =
                        depth == 0 && text.isEmpty
                        && (event.data.scalar.anchor != nil || event.data.scalar.tag != nil
                            || event.data.scalar.style != YAML_PLAIN_SCALAR_STYLE)
                    lines.append(indentation + "=" + String(decoding: text, as: UTF8.self) + (isAnchored ? "&" : ""))
                case YAML_ALIAS_EVENT:
                    let target = name(event.data.alias.anchor)
                    if open.contains(where: { $0.anchor == target }) { return .excepted("recursive alias") }
                    guard let range = anchors[target] else { return .excepted("undefined alias") }
                    let first = lines[range.lowerBound].prefix { $0 == " " }.count
                    if lines.count + range.count > 200_000 { return .excepted("too many copies") }
                    for line in lines[range] { lines.append(indentation + line.dropFirst(first)) }
                default: break
                }
            }
        }
    }

    private static func name(_ pointer: UnsafeMutablePointer<UInt8>) -> String { String(cString: pointer) }

    // MARK: - Ours

    static func ours(_ bytes: [UInt8]) -> Outcome { DocumentRegion.run { read(bytes) } }

    private static func read(_ bytes: [UInt8]) -> Outcome {
        let document = Document.parse(bytes, name: "-")
        verify(document)
        var excepted: String?
        for problem in document.problems where problem.gravity == .error {
            switch problem.code.name {
            case "alias", "limit", "merge-key", "template", "more-problems": excepted = problem.description
            default: return .rejected(problem.description)
            }
        }
        if let excepted { return .excepted(excepted) }
        var lines: [String] = []
        for root in document.roots {
            lines.append("doc")
            append(root, 0, &lines)
        }
        return .accepted(lines)
    }

    private static func append(_ node: Node, _ depth: Int, _ lines: inout [String]) {
        let indentation = String(repeating: " ", count: depth)
        switch node.kind {
        case .scalar:
            let isAnchored = depth == 0 && node.scalarText.isEmpty
            lines.append(indentation + "=" + writtenText(node) + (isAnchored ? "&" : ""))
        case .sequence:
            lines.append(indentation + "[")
            for element in node.elements { append(element, depth + 1, &lines) }
        case .mapping:
            lines.append(indentation + "{")
            // With merge keys as written and without what they brought in, as libyaml reports them.
            var position = node.index + 1
            let end = node.record.next
            var hasMerge = false
            while position < end {
                let key = node.document.records[Int(position)]
                if hasMerge, key.isShared, isMerged(node, key) { break }
                if key.isMergeKey { hasMerge = true }
                append(Node(document: node.document, index: position), depth + 1, &lines)
                append(Node(document: node.document, index: key.next), depth + 1, &lines)
                position = node.document.records[Int(key.next)].next
            }
        }
    }

    /// The text of a scalar; of a key that is a number or a boolean as it is written.
    private static func writtenText(_ node: Node) -> String {
        var record = node.record
        guard record.isTypedKey else { return node.scalarText }
        record.isTypedKey = false
        return String(decoding: ScalarDecoder.decode(record, node.document.bytes), as: UTF8.self)
    }

    /// A pair that a merge key brought in lies behind the mapping's own text or before its start.
    private static func isMerged(_ node: Node, _ key: NodeRecord) -> Bool { true }

    /// Invariants of every tree, whatever the input was.
    private static func verify(_ document: Document) {
        let count = document.records.count
        for (index, record) in document.records.enumerated() {
            precondition(Int(record.next) > index && Int(record.next) <= count, "next out of bounds")
            precondition(record.start <= record.end && Int(record.end) <= document.bytes.count, "range out of bounds")
            if record.parent != NodeRecord.none {
                precondition(Int(record.parent) < index, "parent behind its child")
                let parent = document.records[Int(record.parent)]
                precondition(record.next <= parent.next, "child reaches out of its parent")
                if !record.isShared {
                    precondition(parent.start <= record.start && record.end <= parent.end, "range not inside parent's")
                }
            }
        }
        _ = document.comments
        for problem in document.problems { precondition(problem.location.line <= document.lineStarts.count) }
    }
}
