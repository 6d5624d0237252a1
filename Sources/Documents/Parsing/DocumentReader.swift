// SPDX-License-Identifier: Apache-2.0

internal import CYaml

/// What a reader refuses to go beyond; each limit is reported as a problem when it is met.
package struct ReadLimits: Sendable {
    /// Bytes of one input.
    package var bytes = 1 << 30
    /// Nesting of collections.
    package var depth = 1_000
    /// Nodes of one input, copies made for aliases included.
    package var nodes = 100_000_000
    /// Nodes that the aliases and merge keys of one document may add.
    package var aliasNodes = 1_000_000

    package init() {}
}

extension Document {
    /// Parses YAML or JSON (by content: an input whose first byte is `{` is a JSON stream). Never fails: what cannot
    /// be read becomes a problem of the document, and every document of the stream before and after it is kept.
    package static func parse(_ bytes: [UInt8], name: String, limits: ReadLimits = ReadLimits()) -> Document {
        var reader = DocumentReader(bytes: bytes, name: name)
        return reader.read()
    }

    package static func parse(_ text: String, name: String = "-") -> Document { parse(Array(text.utf8), name: name) }
}

/// Interim reader on libyaml's events.
private struct DocumentReader {
    let bytes: [UInt8]
    let name: String
    var builder = TreeBuilder()
    var problems: [Problem] = []
    var anchors: [String: UInt32] = [:]

    mutating func read() -> Document {
        var lineStarts: [UInt32] = [0]
        for (offset, byte) in bytes.enumerated() where byte == 0x0A && offset + 1 < bytes.count {
            lineStarts.append(UInt32(offset + 1))
        }
        bytes.withUnsafeBufferPointer { events($0) }
        return Document(
            name: name, bytes: bytes, records: builder.records, roots: builder.roots, lineStarts: lineStarts,
            problems: problems)
    }

    mutating func events(_ input: UnsafeBufferPointer<UInt8>) {
        var parser = yaml_parser_t()
        yaml_parser_initialize(&parser)
        defer { yaml_parser_delete(&parser) }
        yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(&parser, input.baseAddress, input.count)
        var event = yaml_event_t()
        while true {
            let mark = builder.count
            guard yaml_parser_parse(&parser, &event) == 1 else {
                let message = parser.problem.map { String(cString: $0) } ?? "not valid YAML"
                problems.append(
                    Problem(
                        "yaml-syntax",
                        at: Location(
                            file: name, line: Int(parser.problem_mark.line) + 1,
                            column: Int(parser.problem_mark.column) + 1), message))
                _ = mark
                if let root = builder.roots.last, builder.currentIndex != NodeRecord.none {
                    builder.rewind(toCount: Int(root))
                }
                return
            }
            defer { yaml_event_delete(&event) }
            if event.type == YAML_STREAM_END_EVENT { return }
            handle(event)
        }
    }

    mutating func handle(_ event: yaml_event_t) {
        let start = Int(event.start_mark.index)
        let end = Int(event.end_mark.index)
        switch event.type {
        case YAML_MAPPING_START_EVENT:
            let index = builder.open(
                .mapping, style: event.data.mapping_start.style == YAML_FLOW_MAPPING_STYLE ? .flow : .block,
                start: start)
            if let anchor = event.data.mapping_start.anchor { anchors[String(cString: anchor)] = index }
        case YAML_SEQUENCE_START_EVENT:
            let index = builder.open(
                .sequence, style: event.data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE ? .flow : .block,
                start: start)
            if let anchor = event.data.sequence_start.anchor { anchors[String(cString: anchor)] = index }
        case YAML_MAPPING_END_EVENT, YAML_SEQUENCE_END_EVENT: builder.close(end: end)
        case YAML_SCALAR_EVENT: scalar(event, start, end)
        case YAML_ALIAS_EVENT:
            if let source = anchors[String(cString: event.data.alias.anchor)] { builder.copy(source) }
        default: break
        }
    }

    mutating func scalar(_ event: yaml_event_t, _ start: Int, _ end: Int) {
        let style: Node.Style =
            switch event.data.scalar.style {
            case YAML_SINGLE_QUOTED_SCALAR_STYLE: .singleQuoted
            case YAML_DOUBLE_QUOTED_SCALAR_STYLE: .doubleQuoted
            case YAML_LITERAL_SCALAR_STYLE: .literal
            case YAML_FOLDED_SCALAR_STYLE: .folded
            default: .plain
            }
        var record = NodeRecord(kind: .scalar, style: style, start: start, end: end, parent: 0)
        let text = UnsafeBufferPointer(start: event.data.scalar.value, count: event.data.scalar.length)
        if style == .plain {
            let (type, isTrue) = ScalarResolver.type(of: text)
            record.type = type
            record.detail = isTrue ? 1 : 0
        } else {
            let source = bytes[start..<end].dropFirst().dropLast()
            record.needsDecoding = style == .literal || style == .folded || !source.elementsEqual(text)
        }
        let index = builder.scalar(record)
        if let anchor = event.data.scalar.anchor { anchors[String(cString: anchor)] = index }
    }
}
