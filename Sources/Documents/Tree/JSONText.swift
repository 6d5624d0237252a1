// SPDX-License-Identifier: Apache-2.0

extension UnsafeBufferPointer<UInt8> {
    /// Whether a JSON string cannot hold the text as it is: control characters, quotes, backslashes and DEL. Looks at
    /// eight bytes at a time.
    package var needsEscaping: Bool {
        let bytes = UnsafeRawBufferPointer(self)
        var position = 0
        while position + 8 <= bytes.count {
            let word = bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self)
            let control = (word &- Self.each(0x20)) & ~word
            let found = control | Self.zeros(word ^ Self.each(0x22)) | Self.zeros(word ^ Self.each(0x5C))
            if (found | Self.zeros(word ^ Self.each(0x7F))) & Self.each(0x80) != 0 { return true }
            position += 8
        }
        while position < bytes.count {
            let byte = bytes[position]
            if byte < 0x20 || byte == 0x22 || byte == 0x5C || byte == 0x7F { return true }
            position += 1
        }
        return false
    }

    @inline(__always)
    private static func each(_ byte: UInt64) -> UInt64 { byte &* 0x0101_0101_0101_0101 }

    /// The high bit of a byte is set where the byte is zero; a borrow may set others, but only above one that is.
    @inline(__always)
    private static func zeros(_ word: UInt64) -> UInt64 { (word &- each(1)) & ~word }
}
