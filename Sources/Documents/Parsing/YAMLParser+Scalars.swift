// SPDX-License-Identifier: Apache-2.0

/// Scalars in all styles. A record holds where they lie; what differs from the source is decoded on demand.
extension YAMLParser {
    /// A scalar or an alias that was read but not yet added: a mapping may have to be opened before it.
    struct Leaf {
        var record: NodeRecord
        /// The node that an alias stands for, or `NodeRecord.none`.
        var alias = NodeRecord.none
    }

    mutating func scanLeaf(_ properties: Properties) throws(ParseFailure) -> Leaf {
        let byte = input[position]
        switch byte {
        case 0x22: return Leaf(record: try scanDoubleQuoted())
        case 0x27: return Leaf(record: try scanSingleQuoted())
        case 0x2A: return try scanAlias(properties)
        default:
            guard canStartPlain(inFlow: !flowFrames.isEmpty) else { return try scanMissing(properties) }
            return Leaf(record: try scanPlain(inFlow: !flowFrames.isEmpty))
        }
    }

    private mutating func canStartPlain(inFlow: Bool) -> Bool {
        let byte = input[position]
        if classes[byte] & ByteClasses.indicator == 0 { return true }
        switch byte {
        case 0x2D: return !isBlank(position + 1)
        case 0x3F, 0x3A: return !inFlow && !isBlank(position + 1)
        case 0xC2, 0xE2: return breakLength(position) == 0
        default: return false
        }
    }

    private mutating func scanMissing(_ properties: Properties) throws(ParseFailure) -> Leaf {
        throw ParseFailure(at: position, unexpectedCharacterMessage())
    }

    mutating func add(_ leaf: Leaf, _ properties: Properties) throws(ParseFailure) {
        if leaf.alias != NodeRecord.none {
            lastEnd = Int(leaf.record.end)
            return try addAlias(leaf)
        }
        var record = leaf.record
        if properties.tag != .none { applyTag(properties, &record) }
        lastEnd = max(lastEnd, Int(record.end))
        let index = reading.builder.scalar(record)
        if properties.hasAnchor { register(properties, index) }
    }

    // MARK: - Plain

    /// Reads a plain scalar; behind one that ends its line the parser stands at the next token.
    @inline(__always)
    mutating func scanPlain(inFlow: Bool) throws(ParseFailure) -> NodeRecord {
        let start = position
        let mask = inFlow ? ByteClasses.plainFlow : ByteClasses.plainBlock
        var contentEnd = start
        var isMultiline = false
        stoppedOnLine = true
        keyAllowed = false
        var offset = start
        while true {
            while classes[input[offset]] & mask == 0 { offset += 1 }
            let byte = input[offset]
            if byte == 0x20 || byte == 0x09 {
                contentEnd = offset
                repeat { offset += 1 } while input[offset] == 0x20 || input[offset] == 0x09
                if input[offset] == 0x23 { break }
                if classes[input[offset]] & ByteClasses.line == 0 || breakLength(offset) == 0, input[offset] != 0 {
                    if text.endsPlain(offset, inFlow: inFlow) { break }
                    continue
                }
            } else if byte == 0x3A {
                contentEnd = offset
                if isBlank(offset + 1) { break }
                if inFlow { try checkColon(offset) }
                offset += 1
                contentEnd = offset
                continue
            } else {
                contentEnd = offset
                if byte >= 0x80, breakLength(offset) == 0 {
                    offset += 1
                    continue
                }
                if byte == 0 || breakLength(offset) == 0 { break }
            }
            if input[offset] == 0 { break }
            guard let next = try continuation(offset, inFlow) else {
                return plain(start, contentEnd, isMultiline)
            }
            offset = next
            isMultiline = true
        }
        position = stoppedOnLine ? contentEnd : position
        if isMultiline { position = contentEnd }
        return plain(start, contentEnd, isMultiline)
    }

    /// libyaml refuses `a:,` and the like in flow context.
    private mutating func checkColon(_ offset: Int) throws(ParseFailure) {
        switch input[offset + 1] {
        case 0x2C, 0x3F, 0x5B, 0x5D, 0x7B, 0x7D:
            throw ParseFailure(at: offset, "found \":\" right before an indicator: is a space missing behind it?")
        default: return
        }
    }

    /// Steps over line breaks inside or behind a plain scalar. Returns where the scalar goes on; nil when it does
    /// not, and then the parser stands at the next token.
    private mutating func continuation(_ start: Int, _ inFlow: Bool) throws(ParseFailure) -> Int? {
        var offset = start
        stoppedOnLine = false
        while true {
            if input[offset] == 0x20 {
                offset += 1
            } else if input[offset] == 0x09 {
                if offset - lineStart <= indent { throw ParseFailure(at: offset, Self.tabIndentation) }
                offset += 1
            } else {
                let length = breakLength(offset)
                if length == 0 { break }
                offset += length
                lineStart = offset
            }
        }
        let byte = input[offset]
        position = offset
        if byte == 0 || byte == 0x23 || (!inFlow && offset - lineStart <= indent)
            || text.endsPlain(offset, inFlow: inFlow)
            || (offset == lineStart && (isMarker(at: offset, 0x2D) || isMarker(at: offset, 0x2E)))
        {
            keyAllowed = keyAllowed || !inFlow
            return nil
        }
        return offset
    }

    @inline(__always)
    private mutating func plain(_ start: Int, _ end: Int, _ isMultiline: Bool) -> NodeRecord {
        var record = NodeRecord(kind: .scalar, style: .plain, start: start, end: end, parent: 0)
        if isMultiline {
            record.needsDecoding = true
        } else {
            let (type, isTrue) = ScalarResolver.type(of: reading.bytes(start..<end))
            if type != .string {
                record.type = type
                if isTrue { record.detail = 1 }
            }
        }
        if mayBeTemplate, templateOffset == nil {
            templateOffset = TemplateMarks.firstHelmAction(reading.bytes(start..<end)).map { $0 + start }
        }
        return record
    }

    // MARK: - Quoted

    private mutating func scanSingleQuoted() throws(ParseFailure) -> NodeRecord {
        let start = position
        var record = NodeRecord(kind: .scalar, style: .singleQuoted, start: start, end: start, parent: 0)
        stoppedOnLine = true
        var offset = start + 1
        while true {
            while classes[input[offset]] & ByteClasses.singleQuoted == 0 { offset += 1 }
            if input[offset] == 0x27 {
                if input[offset + 1] != 0x27 { break }
                record.needsDecoding = true
                offset += 2
            } else {
                offset = try continueQuoted(offset, start, &record)
            }
        }
        return finishQuoted(offset, &record)
    }

    private mutating func scanDoubleQuoted() throws(ParseFailure) -> NodeRecord {
        let start = position
        var record = NodeRecord(kind: .scalar, style: .doubleQuoted, start: start, end: start, parent: 0)
        stoppedOnLine = true
        var offset = start + 1
        while true {
            while classes[input[offset]] & ByteClasses.doubleQuoted == 0 { offset += 1 }
            if input[offset] == 0x22 { break }
            if input[offset] == 0x5C {
                record.needsDecoding = true
                offset = try skipEscape(offset, start, &record)
            } else {
                offset = try continueQuoted(offset, start, &record)
            }
        }
        return finishQuoted(offset, &record)
    }

    private mutating func finishQuoted(_ offset: Int, _ record: inout NodeRecord) -> NodeRecord {
        position = offset + 1
        record.end = UInt32(truncatingIfNeeded: position)
        keyAllowed = false
        return record
    }

    /// A line break inside quotes, or a byte that only looks like one; fails at the end of the input.
    private mutating func continueQuoted(
        _ offset: Int, _ start: Int, _ record: inout NodeRecord
    ) throws(ParseFailure) -> Int {
        let length = breakLength(offset)
        if length == 0 {
            guard input[offset] != 0 else {
                position = offset
                throw ParseFailure(at: start, Self.unclosedQuote)
            }
            return offset + 1
        }
        record.needsDecoding = true
        stoppedOnLine = false
        let next = offset + length
        lineStart = next
        if isMarker(at: next, 0x2D) || isMarker(at: next, 0x2E) {
            position = next
            throw ParseFailure(at: start, Self.unclosedQuote + " before the end of its document")
        }
        return next
    }

    private mutating func skipEscape(
        _ offset: Int, _ start: Int, _ record: inout NodeRecord
    ) throws(ParseFailure) -> Int {
        let digits: Int
        switch input[offset + 1] {
        case 0x30, 0x61, 0x62, 0x74, 0x09, 0x6E, 0x76, 0x66, 0x72, 0x65, 0x20, 0x22, 0x2F, 0x5C, 0x4E, 0x5F, 0x4C, 0x50:
            return offset + 2
        case 0x78: digits = 2
        case 0x75: digits = 4
        case 0x55: digits = 8
        default:
            if input[offset + 1] == 0 || breakLength(offset + 1) > 0 {
                return try continueQuoted(offset + 1, start, &record)
            }
            position = offset
            let escape = reading.text(offset..<offset + 1 + max(1, InputSurvey.characterLength(input + offset + 1)))
            throw ParseFailure(
                at: offset, "unknown escape \"\(escape)\" in double quotes: write \"\\\\\" for a backslash")
        }
        var value: UInt64 = 0
        for index in offset + 2..<offset + 2 + digits {
            guard let digit = ScalarDecoder.digit(input[index]) else {
                position = offset
                throw ParseFailure(at: offset, "found an escape with fewer than \(digits) hexadecimal digits")
            }
            value = value << 4 | UInt64(digit)
        }
        guard value <= 0x10FFFF, value & 0x1F_F800 != 0xD800 else {
            position = offset
            throw ParseFailure(at: offset, "found an escape for U+\(String(value, radix: 16)), which is no character")
        }
        return offset + 2 + digits
    }

    // MARK: - Block scalars

    mutating func addBlockScalar(_ properties: Properties) throws(ParseFailure) {
        let start = position
        let style: Node.Style = input[position] == 0x7C ? .literal : .folded
        var record = NodeRecord(kind: .scalar, style: style, start: start, end: start, parent: 0)
        record.needsDecoding = true
        let increment = try scanBlockHeader()
        record.end = UInt32(truncatingIfNeeded: lastEnd)
        var depth = increment == 0 ? 0 : max(indent, 0) + increment
        try scanBlockBreaks(&depth, start)
        while column == depth, input[position] != 0 {
            position = lineEnd(from: position)
            lastEnd = position
            record.end = UInt32(truncatingIfNeeded: position)
            let length = breakLength(position)
            guard length > 0 else { break }
            position += length
            lineStart = position
            try scanBlockBreaks(&depth, start)
        }
        guard depth < 1 << 16 else {
            throw ParseFailure("limit", at: start, "text indented by \(depth) columns, and the limit is 65535")
        }
        record.detail = UInt16(truncatingIfNeeded: depth)
        keyAllowed = true
        stoppedOnLine = false
        if properties.tag != .none { applyTag(properties, &record) }
        let index = reading.builder.scalar(record)
        if properties.hasAnchor { register(properties, index) }
    }

    /// Reads `|` or `>`, the indicators behind it and the rest of the line; returns the indentation indicator.
    private mutating func scanBlockHeader() throws(ParseFailure) -> Int {
        var increment = 0
        var hasChomping = false
        position += 1
        while true {
            let byte = input[position]
            if byte == 0x2B || byte == 0x2D, !hasChomping {
                hasChomping = true
            } else if byte >= 0x30, byte <= 0x39, increment == 0 {
                guard byte != 0x30 else {
                    throw ParseFailure(at: position, "found an indentation indicator of 0 but expected 1 to 9")
                }
                increment = Int(byte) - 0x30
            } else {
                break
            }
            position += 1
        }
        lastEnd = position
        while input[position] == 0x20 || input[position] == 0x09 { position += 1 }
        if input[position] == 0x23 { position = lineEnd(from: position) }
        let length = breakLength(position)
        guard length > 0 || input[position] == 0 else {
            throw ParseFailure(
                at: position, "found \(nearText(position)) but expected the end of the line: block text starts below it"
            )
        }
        position += length
        if length > 0 { lineStart = position }
        return increment
    }

    /// Skips indentation and empty lines; finds out the depth when it is 0.
    private mutating func scanBlockBreaks(_ depth: inout Int, _ start: Int) throws(ParseFailure) {
        var deepest = 0
        while true {
            while input[position] == 0x20, depth == 0 || column < depth { position += 1 }
            deepest = max(deepest, column)
            if input[position] == 0x09, depth == 0 || column < depth {
                throw ParseFailure(at: position, Self.tabIndentation)
            }
            let length = breakLength(position)
            guard length > 0 else { break }
            position += length
            lineStart = position
        }
        if depth == 0 { depth = max(deepest, indent + 1, 1) }
    }
}
