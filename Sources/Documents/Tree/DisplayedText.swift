// SPDX-License-Identifier: Apache-2.0

extension [UInt8] {
    /// UTF-8 text for people, in which a control character other than a line break or a tabulator is shown as U+FFFD:
    /// what a manifest says must not steer the reader's terminal.
    package var displayed: [UInt8] {
        guard containsControl else { return self }
        var result: [UInt8] = []
        result.reserveCapacity(count + 16)
        withUnsafeBufferPointer { result.append(displayed: $0, onOneLine: false) }
        return result
    }

    /// Appends text in the same way.
    /// - Parameter onOneLine: show line breaks and tabulators as U+FFFD too.
    package mutating func append(displayed bytes: UnsafeBufferPointer<UInt8>, onOneLine: Bool) {
        var previous: UInt8 = 0
        for byte in bytes {
            switch byte {
            case 0x09 where !onOneLine, 0x0A where !onOneLine: append(byte)
            case 0..<0x20, 0x7F: append(contentsOf: UTF8.encodedReplacementCharacter)
            case 0x80...0x9F where previous == 0xC2:
                // A control character of the second set (C1), which some terminals obey.
                removeLast()
                append(contentsOf: UTF8.encodedReplacementCharacter)
            default: append(byte)
            }
            previous = byte
        }
    }

    private var containsControl: Bool {
        var previous: UInt8 = 0
        for byte in self {
            if byte < 0x20 || byte == 0x7F, byte != 0x0A, byte != 0x09 { return true }
            if 0x80...0x9F ~= byte, previous == 0xC2 { return true }
            previous = byte
        }
        return false
    }
}

extension String {
    /// The same for a string.
    package var displayed: String { String(decoding: Array(utf8).displayed, as: UTF8.self) }
}
