// SPDX-License-Identifier: Apache-2.0

/// Reads a stream of JSON values (RFC 8259), one behind the other, straight into the arena.
struct JSONParser: ~Copyable {
    var reading: Reading
    private let input: UnsafePointer<UInt8>
    private let end: Int
    private var position = 0
    private var depth = 0
    private var valueStart = 0

    init(_ reading: consuming Reading) {
        input = reading.input
        end = reading.end
        self.reading = reading
    }

    /// Reads at most `limit` values. After one that fails it goes on at the next line that starts with a brace.
    mutating func parse(limit: Int = .max) {
        var values = 0
        while values < limit {
            skipSpace()
            guard position < end else { return }
            let count = reading.builder.count
            valueStart = position
            depth = 0
            do throws(ParseFailure) {
                try readValue()
                values += 1
            } catch {
                reading.builder.rewind(toCount: count)
                if reading.firstFailure == nil { reading.firstFailure = (values, valueStart) }
                reading.report(reading.badByte(from: valueStart, through: position) ?? error)
                if error.isFinal || !resynchronise() { return }
            }
        }
    }

    /// Skips to the next line that starts with a brace.
    private mutating func resynchronise() -> Bool {
        while position < end {
            while position < end, input[position] != 0x0A { position += 1 }
            position += 1
            if position < end, input[position] == 0x7B { return true }
        }
        return false
    }

    @inline(__always)
    private mutating func skipSpace() {
        while true {
            switch input[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            default: return
            }
        }
    }

    /// Gives back what was read.
    consuming func finish() -> Reading { reading }

    // MARK: - Values

    /// Reads one value; what is open is known to the builder, so there is no recursion.
    private mutating func readValue() throws(ParseFailure) {
        while true {
            skipSpace()
            switch input[position] {
            case 0x7B:
                try open(.mapping)
                skipSpace()
                if input[position] == 0x7D {
                    try close()
                } else {
                    try readKey()
                    continue
                }
            case 0x5B:
                try open(.sequence)
                skipSpace()
                if input[position] != 0x5D { continue }
                try close()
            case 0x22: reading.builder.scalar(try scanString())
            case 0x2D, 0x30...0x39: reading.builder.scalar(try scanNumber())
            case 0x74: try readWord("true", .bool, 1)
            case 0x66: try readWord("false", .bool, 0)
            case 0x6E: try readWord("null", .null, 0)
            default: throw unexpected("a value")
            }
            guard try advance() else { return }
        }
    }

    /// Behind a value: closes what ends, and steps to the next value; false when the outermost value is complete.
    private mutating func advance() throws(ParseFailure) -> Bool {
        while depth > 0 {
            skipSpace()
            let isMapping = reading.builder.records[Int(reading.builder.currentIndex)].kind == .mapping
            switch input[position] {
            case 0x2C:
                position += 1
                if isMapping { try readKey() }
                return true
            case 0x7D where isMapping: try close()
            case 0x5D where !isMapping: try close()
            default: throw unexpectedInCollection(isMapping)
            }
        }
        return false
    }

    private mutating func open(_ kind: Node.Kind) throws(ParseFailure) {
        if depth >= reading.limits.depth { throw ParseFailure.depth(at: position, reading.limits) }
        if reading.builder.count >= reading.limits.nodes { throw ParseFailure.nodes(at: position, reading.limits) }
        depth += 1
        reading.builder.open(kind, style: .flow, start: position)
        position += 1
    }

    private mutating func close() throws(ParseFailure) {
        position += 1
        let index = reading.builder.currentIndex
        if reading.builder.records[Int(index)].kind == .mapping { try reading.finishMapping(index) }
        reading.builder.close(end: position)
        depth -= 1
    }

    private mutating func readKey() throws(ParseFailure) {
        skipSpace()
        guard input[position] == 0x22 else { throw unexpected("a key in double quotes") }
        reading.builder.scalar(try scanString())
        skipSpace()
        guard input[position] == 0x3A else { throw unexpected("\":\" behind the key") }
        position += 1
    }

    // MARK: - Scalars

    @inline(__always)
    private mutating func scanString() throws(ParseFailure) -> NodeRecord {
        let start = position
        var record = NodeRecord(kind: .scalar, style: .doubleQuoted, start: start, end: start, parent: 0)
        var offset = start + 1
        while true {
            offset = plainEnd(offset)
            let byte = input[offset]
            if byte == 0x22 { break }
            guard byte == 0x5C else {
                position = offset
                throw offset >= end
                    ? ParseFailure("json-syntax", at: start, "this quote is not closed")
                    : ParseFailure("json-syntax", at: offset, "found a control character in a string: escape it")
            }
            record.needsDecoding = true
            offset = try skipEscape(offset)
        }
        position = offset + 1
        record.end = UInt32(truncatingIfNeeded: position)
        return record
    }

    /// The next quote, backslash or control character, eight bytes at a time.
    @inline(__always)
    private func plainEnd(_ start: Int) -> Int {
        var offset = start
        while true {
            let word = UnsafeRawPointer(input + offset).loadUnaligned(as: UInt64.self)
            let quote = word ^ 0x2222_2222_2222_2222
            let slash = word ^ 0x5C5C_5C5C_5C5C_5C5C
            var hits = (quote &- 0x0101_0101_0101_0101) & ~quote
            hits |= (slash &- 0x0101_0101_0101_0101) & ~slash
            hits |= (word &- 0x2020_2020_2020_2020) & ~word
            hits &= 0x8080_8080_8080_8080
            if hits != 0 { return offset + hits.trailingZeroBitCount / 8 }
            offset += 8
        }
    }

    private mutating func skipEscape(_ offset: Int) throws(ParseFailure) -> Int {
        switch input[offset + 1] {
        case 0x22, 0x5C, 0x2F, 0x62, 0x66, 0x6E, 0x72, 0x74: return offset + 2
        case 0x75:
            for index in offset + 2..<offset + 6 where ScalarDecoder.digit(input[index]) == nil {
                position = offset
                throw ParseFailure("json-syntax", at: offset, "found \"\\u\" without four hexadecimal digits")
            }
            return offset + 6
        default:
            position = offset
            throw ParseFailure("json-syntax", at: offset, "unknown escape in a string: write \"\\\\\" for a backslash")
        }
    }

    private mutating func scanNumber() throws(ParseFailure) -> NodeRecord {
        let start = position
        var isInteger = true
        if input[position] == 0x2D { position += 1 }
        let first = input[position]
        guard skipDigits() > 0 else { throw unexpected("a digit") }
        if first == 0x30, input[start] == 0x30 ? position > start + 1 : position > start + 2 {
            throw ParseFailure("json-syntax", at: start, "found a number that starts with 0")
        }
        if input[position] == 0x2E {
            isInteger = false
            position += 1
            guard skipDigits() > 0 else { throw unexpected("a digit") }
        }
        if input[position] | 0x20 == 0x65 {
            isInteger = false
            position += 1
            if input[position] == 0x2B || input[position] == 0x2D { position += 1 }
            guard skipDigits() > 0 else { throw unexpected("a digit") }
        }
        var record = NodeRecord(kind: .scalar, style: .plain, start: start, end: position, parent: 0)
        record.type = .float
        if isInteger, position - start < 18 || ScalarResolver.type(of: reading.bytes(start..<position)).type == .integer
        {
            record.type = .integer
        }
        return record
    }

    private mutating func skipDigits() -> Int {
        let start = position
        while input[position] >= 0x30, input[position] <= 0x39 { position += 1 }
        return position - start
    }

    private mutating func readWord(
        _ word: StaticString, _ type: Node.ScalarType, _ detail: UInt16
    ) throws(ParseFailure) {
        let start = position
        let count = word.utf8CodeUnitCount
        let matches = word.withUTF8Buffer { word in
            for index in 0..<count where input[start + index] != word[index] { return false }
            return true
        }
        guard matches else { throw unexpected("a value") }
        position += count
        var record = NodeRecord(kind: .scalar, style: .plain, start: start, end: position, parent: 0)
        record.type = type
        record.detail = detail
        reading.builder.scalar(record)
    }

    // MARK: - Messages

    private func near() -> String {
        if position >= end { return "the end of the input" }
        var last = position
        while last < end, last - position < 20, input[last] > 0x20 {
            last += max(1, InputSurvey.characterLength(input + last))
            if ",:{}[]\"".utf8.contains(input[last]) { break }
        }
        return "\"\(reading.text(position..<min(last, end)))\""
    }

    private func unexpected(_ expected: String) -> ParseFailure {
        ParseFailure("json-syntax", at: position, "found \(near()) but expected \(expected)")
    }

    private func unexpectedInCollection(_ isMapping: Bool) -> ParseFailure {
        let start = Int(reading.builder.records[Int(reading.builder.currentIndex)].start)
        let line = reading.lineNumber(at: start)
        return unexpected(
            isMapping
                ? "\",\" or \"}\" for the \"{\" on line \(line)" : "\",\" or \"]\" for the \"[\" on line \(line)")
    }
}
