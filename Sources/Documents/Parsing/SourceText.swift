// SPDX-License-Identifier: Apache-2.0

/// The bytes of an input with the questions that scanning asks all the time. Small enough to live in registers.
struct SourceText {
    let input: UnsafePointer<UInt8>
    let classes: ByteClasses
    /// Bytes from 0x80 on, when NEL, LS or PS occur.
    private let wideBits: UInt64

    /// `input` ends with at least sixteen zero bytes, so that no question looks beyond it.
    init(_ input: UnsafePointer<UInt8>, hasWideBreaks: Bool) {
        self.input = input
        classes = ByteClasses(hasWideBreaks: hasWideBreaks)
        wideBits = hasWideBreaks ? 0x8080_8080_8080_8080 : 0
    }

    /// Blank, break or end (libyaml's `IS_BLANKZ`).
    @inline(__always)
    func isBlank(_ offset: Int) -> Bool {
        let byte = input[offset]
        guard classes[byte] & ByteClasses.blank != 0 else { return false }
        return byte < 0x80 || breakLength(offset) > 0
    }

    /// The length of the line break at an offset (LF, CR, CR LF, NEL, LS or PS); 0 when there is none.
    @inline(__always)
    func breakLength(_ offset: Int) -> Int {
        let byte = input[offset]
        if byte == 0x0A { return 1 }
        if classes[byte] & ByteClasses.line == 0 { return 0 }
        return rareBreakLength(offset)
    }

    private func rareBreakLength(_ offset: Int) -> Int {
        switch input[offset] {
        case 0x0D: return input[offset + 1] == 0x0A ? 2 : 1
        case 0xC2: return input[offset + 1] == 0x85 ? 2 : 0
        case 0xE2: return input[offset + 1] == 0x80 && input[offset + 2] & 0xFE == 0xA8 ? 3 : 0
        default: return 0
        }
    }

    /// The offset of the next line break or zero, eight bytes at a time.
    func lineEnd(from start: Int) -> Int {
        var offset = start
        while true {
            let word = UnsafeRawPointer(input + offset).loadUnaligned(as: UInt64.self)
            let hits = ((word &- 0x2020_2020_2020_2020) & ~word & 0x8080_8080_8080_8080) | (word & wideBits)
            if hits == 0 {
                offset += 8
                continue
            }
            offset += hits.trailingZeroBitCount / 8
            if input[offset] == 0 || breakLength(offset) > 0 { return offset }
            offset += 1
        }
    }

    /// Whether a colon with a blank behind it follows on the line.
    @inline(__always)
    func isAtColon(_ start: Int) -> Bool {
        var offset = start
        while input[offset] == 0x20 || input[offset] == 0x09 { offset += 1 }
        return input[offset] == 0x3A && isBlank(offset + 1)
    }

    /// Whether a line starts with a directive or a document's marker.
    @inline(__always)
    func startsMarker(_ offset: Int) -> Bool {
        let byte = input[offset]
        if byte != 0x2D, byte != 0x2E { return byte == 0x25 }
        return isMarker(offset, byte)
    }

    /// Three equal bytes and a blank: `---` or `...`.
    @inline(__always)
    func isMarker(_ offset: Int, _ byte: UInt8) -> Bool {
        input[offset] == byte && input[offset + 1] == byte && input[offset + 2] == byte && isBlank(offset + 3)
    }

    /// As above, without regard to NEL, LS and PS.
    static func isMarker(_ bytes: UnsafePointer<UInt8>, _ byte: UInt8) -> Bool {
        guard bytes[0] == byte, bytes[1] == byte, bytes[2] == byte else { return false }
        switch bytes[3] {
        case 0x20, 0x09, 0x0A, 0x0D, 0: return true
        default: return false
        }
    }

    /// Whether the text behind blanks is no content of a plain scalar: a colon with a blank behind it, or a flow
    /// indicator.
    @inline(__always)
    func endsPlain(_ offset: Int, inFlow: Bool) -> Bool {
        switch input[offset] {
        case 0x3A: isBlank(offset + 1)
        case 0x2C, 0x5B, 0x5D, 0x7B, 0x7D: inFlow
        default: false
        }
    }
}
