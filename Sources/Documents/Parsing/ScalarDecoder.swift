// SPDX-License-Identifier: Apache-2.0

/// Turns the source bytes of a scalar into its content: escapes, line folding, block scalars.
package enum ScalarDecoder {
    /// The content of a scalar whose record says that it differs from its source.
    package static func decode(_ record: NodeRecord, _ bytes: [UInt8]) -> [UInt8] {
        if record.isTypedKey { return TypedKey.name(of: record, bytes) }
        let start = Int(record.start)
        let end = min(Int(record.end), bytes.count)
        guard start < end else { return [] }
        switch record.style {
        case .literal, .folded:
            var decoder = BlockScalarDecoder(record, bytes)
            return decoder.decode()
        case .singleQuoted: return flow(bytes[min(start + 1, end)..<max(end - 1, min(start + 1, end))], quote: 0x27)
        case .doubleQuoted: return flow(bytes[min(start + 1, end)..<max(end - 1, min(start + 1, end))], quote: 0x22)
        case .plain, .block, .flow: return flow(bytes[start..<end], quote: 0)
        }
    }

    /// The length of the line break at a position (LF, CR, CR LF, NEL, LS or PS); 0 when there is none.
    static func lineBreak(_ bytes: ArraySlice<UInt8>, _ index: Int) -> Int {
        guard index < bytes.endIndex else { return 0 }
        func at(_ offset: Int) -> UInt8 { index + offset < bytes.endIndex ? bytes[index + offset] : 0 }
        switch bytes[index] {
        case 0x0A: return 1
        case 0x0D: return at(1) == 0x0A ? 2 : 1
        case 0xC2: return at(1) == 0x85 ? 2 : 0
        case 0xE2: return at(1) == 0x80 && (at(2) == 0xA8 || at(2) == 0xA9) ? 3 : 0
        default: return 0
        }
    }

    /// Appends a line break as YAML 1.1 normalises it: LS and PS stay, all others become LF.
    static func appendBreak(_ bytes: ArraySlice<UInt8>, _ index: Int, _ length: Int, to result: inout [UInt8]) {
        if length == 3 { result.append(contentsOf: bytes[index..<index + 3]) } else { result.append(0x0A) }
    }

    // MARK: - Quoted and plain scalars

    private static func flow(_ source: ArraySlice<UInt8>, quote: UInt8) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(source.count)
        var index = source.startIndex
        while index < source.endIndex {
            let byte = source[index]
            let breakLength = lineBreak(source, index)
            if breakLength > 0 || byte == 0x20 || byte == 0x09 {
                index = fold(source, index, afterEscapedBreak: false, into: &result)
            } else if byte == 0x27, quote == 0x27 {
                result.append(byte)
                index += 2
            } else if byte == 0x5C, quote == 0x22 {
                let escaped = lineBreak(source, index + 1)
                if escaped > 0 {
                    index = fold(source, index + 1 + escaped, afterEscapedBreak: true, into: &result)
                } else {
                    index = escape(source, index + 1, into: &result)
                }
            } else {
                result.append(byte)
                index += 1
            }
        }
        return result
    }

    /// Reads blanks and line breaks from `index` on: blanks inside a line stay, a single break becomes a space.
    private static func fold(
        _ source: ArraySlice<UInt8>, _ start: Int, afterEscapedBreak: Bool, into result: inout [UInt8]
    ) -> Int {
        var index = start
        var first = 0
        var firstIndex = start
        var hasBroken = afterEscapedBreak
        var breaks: [UInt8] = []
        while index < source.endIndex {
            let length = lineBreak(source, index)
            if length > 0 {
                if !hasBroken {
                    hasBroken = true
                    first = length
                    firstIndex = index
                } else {
                    appendBreak(source, index, length, to: &breaks)
                }
                index += length
            } else if source[index] == 0x20 || source[index] == 0x09 {
                index += 1
            } else {
                break
            }
        }
        if !hasBroken {
            result.append(contentsOf: source[start..<index])
        } else if first == 3 {
            appendBreak(source, firstIndex, first, to: &result)
            result.append(contentsOf: breaks)
        } else if first > 0, breaks.isEmpty {
            result.append(0x20)
        } else {
            result.append(contentsOf: breaks)
        }
        return index
    }

    // MARK: - Escapes

    private static func escape(_ source: ArraySlice<UInt8>, _ index: Int, into result: inout [UInt8]) -> Int {
        guard index < source.endIndex else { return index }
        switch source[index] {
        case 0x30: result.append(0)
        case 0x61: result.append(0x07)
        case 0x62: result.append(0x08)
        case 0x74, 0x09: result.append(0x09)
        case 0x6E: result.append(0x0A)
        case 0x76: result.append(0x0B)
        case 0x66: result.append(0x0C)
        case 0x72: result.append(0x0D)
        case 0x65: result.append(0x1B)
        case 0x4E: result.append(contentsOf: [0xC2, 0x85])
        case 0x5F: result.append(contentsOf: [0xC2, 0xA0])
        case 0x4C: result.append(contentsOf: [0xE2, 0x80, 0xA8])
        case 0x50: result.append(contentsOf: [0xE2, 0x80, 0xA9])
        case 0x78: return hexadecimal(source, index + 1, digits: 2, into: &result)
        case 0x75: return hexadecimal(source, index + 1, digits: 4, into: &result)
        case 0x55: return hexadecimal(source, index + 1, digits: 8, into: &result)
        default: result.append(source[index])
        }
        return index + 1
    }

    private static func hexadecimal(
        _ source: ArraySlice<UInt8>, _ start: Int, digits: Int, into result: inout [UInt8]
    ) -> Int {
        guard var value = number(source, start, digits) else { return min(start + digits, source.endIndex) }
        var end = start + digits
        // JSON writes characters beyond the basic plane as two escapes.
        if digits == 4, value & 0xFFFF_FC00 == 0xD800, end + 2 <= source.endIndex, source[end] == 0x5C,
            source[end + 1] == 0x75, let low = number(source, end + 2, 4), low & 0xFFFF_FC00 == 0xDC00
        {
            value = 0x10000 + (value & 0x3FF) << 10 + low & 0x3FF
            end += 6
        }
        result.append(contentsOf: UTF8.encode(Unicode.Scalar(value) ?? "\u{FFFD}") ?? UTF8.encodedReplacementCharacter)
        return end
    }

    private static func number(_ source: ArraySlice<UInt8>, _ start: Int, _ digits: Int) -> UInt32? {
        guard start + digits <= source.endIndex else { return nil }
        var value: UInt32 = 0
        for index in start..<start + digits {
            guard let digit = Self.digit(source[index]) else { return nil }
            value = value << 4 | digit
        }
        return value
    }

    /// The value of a hexadecimal digit.
    static func digit(_ byte: UInt8) -> UInt32? {
        switch byte {
        case 0x30...0x39: UInt32(byte - 0x30)
        case 0x41...0x46: UInt32(byte - 0x41) + 10
        case 0x61...0x66: UInt32(byte - 0x61) + 10
        default: nil
        }
    }
}

/// The content of a literal or folded block scalar.
private struct BlockScalarDecoder {
    private let bytes: ArraySlice<UInt8>
    private let indentation: Int
    private let isFolded: Bool
    private let contentEnd: Int
    private var position: Int
    private var chomping: UInt8 = 0
    private var result: [UInt8] = []
    private var pending: [UInt8] = []

    init(_ record: NodeRecord, _ bytes: [UInt8]) {
        self.bytes = bytes[...]
        indentation = Int(record.detail)
        isFolded = record.style == .folded
        contentEnd = min(Int(record.end), bytes.count)
        position = Int(record.start)
    }

    /// Header first; then lines, where `pending` holds the breaks that may yet be folded or chomped.
    mutating func decode() -> [UInt8] {
        skipHeader()
        var leadingBreak: [UInt8] = []
        var previousIsIndented = false
        readBreaks()
        while position < contentEnd {
            let isIndented = bytes[position] == 0x20 || bytes[position] == 0x09
            if isFolded, leadingBreak == [0x0A], !previousIsIndented, !isIndented {
                if pending.isEmpty { result.append(0x20) }
            } else {
                result.append(contentsOf: leadingBreak)
            }
            leadingBreak.removeAll()
            result.append(contentsOf: pending)
            pending.removeAll(keepingCapacity: true)
            previousIsIndented = isIndented
            readLine()
            let length = ScalarDecoder.lineBreak(bytes, position)
            if length > 0 {
                ScalarDecoder.appendBreak(bytes, position, length, to: &leadingBreak)
                position += length
            }
            readBreaks()
        }
        if chomping != 0x2D { result.append(contentsOf: leadingBreak) }
        if chomping == 0x2B { result.append(contentsOf: pending) }
        return result
    }

    private mutating func skipHeader() {
        var isComment = false
        while position < bytes.endIndex {
            let length = ScalarDecoder.lineBreak(bytes, position)
            if length > 0 {
                position += length
                return
            }
            let byte = bytes[position]
            if byte == 0x23 { isComment = true }
            if byte == 0x2B || byte == 0x2D, !isComment { chomping = byte }
            position += 1
        }
    }

    private mutating func readLine() {
        let start = position
        while position < bytes.endIndex {
            // Most bytes can be told from the first of any line break.
            let byte = bytes[position]
            let mayBreak = byte <= 0x0D || byte == 0xC2 || byte == 0xE2
            if mayBreak, ScalarDecoder.lineBreak(bytes, position) > 0 { break }
            position += 1
        }
        result.append(contentsOf: bytes[start..<position])
    }

    /// Skips indentation, and collects the breaks of empty lines.
    private mutating func readBreaks() {
        while true {
            var column = 0
            while position < bytes.endIndex, column < indentation, bytes[position] == 0x20 {
                position += 1
                column += 1
            }
            let length = ScalarDecoder.lineBreak(bytes, position)
            guard length > 0 else { return }
            ScalarDecoder.appendBreak(bytes, position, length, to: &pending)
            position += length
        }
    }
}
