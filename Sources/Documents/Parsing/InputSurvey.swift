// SPDX-License-Identifier: Apache-2.0

/// What one pass over an input tells before it is parsed: where its lines start, and which bytes no text may hold.
struct InputSurvey {
    /// A byte that is no text, or that starts none.
    struct BadByte {
        let offset: Int
        let byte: UInt8
    }

    private(set) var lineStarts: [UInt32] = [0]
    /// The first bad byte of each document.
    private(set) var badBytes: [BadByte] = []
    /// Whether NEL, LS or PS occur, which break lines in YAML 1.1.
    private(set) var hasWideBreaks = false
    private let input: UnsafePointer<UInt8>
    private let end: Int
    private let isJSON: Bool

    /// `input` holds `end` bytes and at least eight zero bytes behind them.
    init(_ input: UnsafePointer<UInt8>, end: Int, isJSON: Bool) {
        self.input = input
        self.end = end
        self.isJSON = isJSON
        lineStarts.reserveCapacity(end / 28 + 16)
        run()
    }

    private mutating func run() {
        var position = 0
        var skipsUntilMarker = false
        while position < end {
            if position + 8 <= end {
                let word = UnsafeRawPointer(input + position).loadUnaligned(as: UInt64.self)
                let low = (word &- 0x2020_2020_2020_2020) & ~word
                let high = word | (word &+ 0x0101_0101_0101_0101)
                let hits = (low | high) & 0x8080_8080_8080_8080
                if hits == 0 {
                    position += 8
                    continue
                }
                // Bits above the first may be carried over from it; the first is always true.
                position += hits.trailingZeroBitCount / 8
            }
            let byte = input[position]
            position += byte >= 0x20 && byte < 0x7F ? 1 : examine(position, &skipsUntilMarker)
        }
        if lineStarts.count > 1, Int(lineStarts[lineStarts.count - 1]) >= end { lineStarts.removeLast() }
    }

    /// Judges a byte that is no printable ASCII, and returns how many bytes it takes.
    @inline(__always)
    private mutating func examine(_ position: Int, _ skips: inout Bool) -> Int {
        switch input[position] {
        case 0x0A:
            startLine(position + 1, &skips)
            return 1
        case 0x0D:
            let length = input[position + 1] == 0x0A ? 2 : 1
            startLine(position + length, &skips)
            return length
        case 0x09: return 1
        default: return examineRare(position, &skips)
        }
    }

    @inline(__always)
    private mutating func startLine(_ position: Int, _ skips: inout Bool) {
        lineStarts.append(UInt32(truncatingIfNeeded: position))
        if skips, SourceText.isMarker(input + position, 0x2D) { skips = false }
    }

    @inline(never)
    private mutating func examineRare(_ position: Int, _ skips: inout Bool) -> Int {
        let byte = input[position]
        let length = Self.characterLength(input + position)
        if length > 1 {
            if byte == 0xC2, input[position + 1] == 0x85 { hasWideBreaks = true }
            if byte == 0xE2, input[position + 1] == 0x80, input[position + 2] & 0xFE == 0xA8 { hasWideBreaks = true }
        }
        if length > 0, isAllowed(position, length) { return length }
        if !skips {
            badBytes.append(BadByte(offset: position, byte: byte))
            skips = true
        }
        return max(length, 1)
    }

    /// What YAML calls a printable character (5.1); JSON lets everything from the space on be.
    private func isAllowed(_ position: Int, _ length: Int) -> Bool {
        let byte = input[position]
        switch length {
        case 1: return byte >= 0x20 && (byte != 0x7F || isJSON)
        case 2: return isJSON || byte != 0xC2 || input[position + 1] >= 0xA0 || input[position + 1] == 0x85
        case 3: return isJSON || byte != 0xEF || input[position + 1] != 0xBF || input[position + 2] < 0xBE
        default: return true
        }
    }

    /// The length of the UTF-8 character at a pointer, 0 when there is none (RFC 3629, section 4).
    static func characterLength(_ bytes: UnsafePointer<UInt8>) -> Int {
        func continues(_ index: Int) -> Bool { bytes[index] & 0xC0 == 0x80 }
        switch bytes[0] {
        case 0..<0x80: return 1
        case 0xC2...0xDF: return continues(1) ? 2 : 0
        case 0xE0...0xEF:
            guard continues(1), continues(2) else { return 0 }
            if bytes[0] == 0xE0, bytes[1] < 0xA0 { return 0 }
            return bytes[0] == 0xED && bytes[1] >= 0xA0 ? 0 : 3
        case 0xF0...0xF4:
            guard continues(1), continues(2), continues(3) else { return 0 }
            if bytes[0] == 0xF0, bytes[1] < 0x90 { return 0 }
            return bytes[0] == 0xF4 && bytes[1] >= 0x90 ? 0 : 4
        default: return 0
        }
    }
}
