// SPDX-License-Identifier: Apache-2.0

/// Walks over JSON text without decoding what nobody asks for.
struct AuditCursor {
    /// Why a value could not be read.
    enum Failure: Error {
        /// The text ends within a value.
        case incomplete
        /// The text is no JSON.
        case malformed
    }

    private let bytes: UnsafeRawBufferPointer
    private(set) var position = 0

    init(_ bytes: UnsafeRawBufferPointer, at position: Int = 0) {
        self.bytes = bytes
        self.position = position
    }

    /// The next byte that is no white space, without moving past it.
    mutating func peek() throws(Failure) -> UInt8 {
        while position < bytes.count {
            let byte = bytes[position]
            if byte != 0x20, byte != 0x0A, byte != 0x0D, byte != 0x09 { return byte }
            position += 1
        }
        throw .incomplete
    }

    mutating func expect(_ byte: UInt8) throws(Failure) {
        guard try peek() == byte else { throw .malformed }
        position += 1
    }

    /// Moves past the byte that `peek` has shown.
    mutating func skipByte() { position += 1 }

    /// Whether only white space is left.
    mutating func isAtEnd() -> Bool { (try? peek()) == nil }

    /// The contents of a string, escapes and all.
    mutating func string() throws(Failure) -> Range<Int> {
        try expect(0x22)
        let start = position
        try skipToQuote()
        defer { position += 1 }
        return start..<position
    }

    /// A string's contents; nil, and the value skipped, for anything else.
    mutating func optionalString() throws(Failure) -> Range<Int>? {
        if try peek() == 0x22 { return try string() }
        try skipValue()
        return nil
    }

    /// Moves to the quote that ends the string, eight bytes at a time.
    private mutating func skipToQuote() throws(Failure) {
        while true {
            while position + 8 <= bytes.count {
                let word = bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self)
                let found =
                    ByteSearch.matches(word, 0x2222_2222_2222_2222) | ByteSearch.matches(word, 0x5C5C_5C5C_5C5C_5C5C)
                if found == 0 {
                    position += 8
                    continue
                }
                position += found.trailingZeroBitCount >> 3
                break
            }
            guard position < bytes.count else { throw .incomplete }
            let byte = bytes[position]
            if byte == 0x22 { return }
            position += byte == 0x5C ? 2 : 1
        }
    }

    /// Moves past a value of any kind.
    mutating func skipValue() throws(Failure) {
        switch try peek() {
        case 0x22: _ = try string()
        case 0x7B, 0x5B: try skipContainer()
        default:
            while position < bytes.count {
                switch bytes[position] {
                case 0x2C, 0x7D, 0x5D, 0x20, 0x0A, 0x0D, 0x09: return
                default: position += 1
                }
            }
        }
    }

    private mutating func skipContainer() throws(Failure) {
        var depth = 0
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            switch byte {
            case 0x22:
                try skipToQuote()
                position += 1
            case 0x7B, 0x5B: depth += 1
            case 0x7D, 0x5D:
                depth -= 1
                if depth == 0 { return }
            default: break
            }
        }
        throw .incomplete
    }

    /// Calls the body with each key of an object; the body reads or skips the value.
    mutating func members(
        _ body: (inout AuditCursor, Range<Int>) throws(Failure) -> Void
    ) throws(Failure) {
        try expect(0x7B)
        if try peek() == 0x7D { return position += 1 }
        while true {
            let key = try string()
            try expect(0x3A)
            try body(&self, key)
            switch try peek() {
            case 0x2C: position += 1
            case 0x7D: return position += 1
            default: throw .malformed
            }
        }
    }

    /// Calls the body for each element of an array; the body reads or skips it.
    mutating func elements(_ body: (inout AuditCursor) throws(Failure) -> Void) throws(Failure) {
        try expect(0x5B)
        if try peek() == 0x5D { return position += 1 }
        while true {
            try body(&self)
            switch try peek() {
            case 0x2C: position += 1
            case 0x5D: return position += 1
            default: throw .malformed
            }
        }
    }

    /// Whether a range of the text is a word.
    func matches(_ range: Range<Int>, _ word: StaticString) -> Bool {
        guard range.count == word.utf8CodeUnitCount else { return false }
        return word.withUTF8Buffer { word in
            for offset in 0..<word.count where bytes[range.lowerBound + offset] != word[offset] { return false }
            return true
        }
    }
}

/// Finds bytes within words of eight.
enum ByteSearch {
    /// The high bit of every byte of a word that equals the pattern's; only the lowest one set is exact.
    @inline(__always)
    static func matches(_ word: UInt64, _ pattern: UInt64) -> UInt64 {
        let difference = UInt64(littleEndian: word) ^ pattern
        return (difference &- 0x0101_0101_0101_0101) & ~difference & 0x8080_8080_8080_8080
    }

    /// Whether two texts are the same bytes.
    static func areEqual(_ left: [UInt8], _ right: UnsafeRawBufferPointer) -> Bool {
        guard left.count == right.count else { return false }
        return left.withUnsafeBytes { left in
            var position = 0
            while position + 8 <= left.count {
                let words = (
                    left.loadUnaligned(fromByteOffset: position, as: UInt64.self),
                    right.loadUnaligned(fromByteOffset: position, as: UInt64.self)
                )
                if words.0 != words.1 { return false }
                position += 8
            }
            while position < left.count, left[position] == right[position] { position += 1 }
            return position == left.count
        }
    }
}
