// SPDX-License-Identifier: Apache-2.0

internal import Documents

extension [UInt8] {
    mutating func append(_ literal: StaticString) {
        literal.withUTF8Buffer { append(contentsOf: $0) }
    }

    mutating func append(text: String) {
        var text = text
        text.withUTF8 { append(contentsOf: $0) }
    }

    mutating func append(number: Int) {
        guard number >= 0 else { return append(text: String(number)) }
        var digits: (UInt64, Int) = (0, 0)
        var rest = number
        guard rest < 100_000_000 else { return append(text: String(number)) }
        repeat {
            digits = (digits.0 << 8 | UInt64(0x30 + rest % 10), digits.1 + 1)
            rest /= 10
        } while rest > 0
        for _ in 0..<digits.1 {
            append(UInt8(truncatingIfNeeded: digits.0))
            digits.0 >>= 8
        }
    }

    /// A JSON string with its quotes.
    mutating func append(quoted text: String) {
        append(0x22)
        append(escaped: text)
        append(0x22)
    }

    /// The inside of a JSON string.
    mutating func append(escaped text: String) {
        var text = text
        text.withUTF8 { append(escaped: $0) }
    }

    /// The inside of a JSON string. Bytes that are no UTF-8 must not get here.
    mutating func append(escaped text: UnsafeBufferPointer<UInt8>) {
        guard text.needsEscaping else { return append(contentsOf: text) }
        for byte in text {
            switch byte {
            case 0x22: append("\\\"")
            case 0x5C: append("\\\\")
            case 0x0A: append("\\n")
            case 0x0D: append("\\r")
            case 0x09: append("\\t")
            case 0..<0x20, 0x7F:
                append("\\u00")
                append(hexadecimal: byte)
            default: append(byte)
            }
        }
    }

    /// Two lower-case digits.
    mutating func append(hexadecimal byte: UInt8) {
        for digit in [byte >> 4, byte & 15] { append(digit < 10 ? 0x30 + digit : 0x57 + digit) }
    }

    /// A value as JSON on one line.
    mutating func append(json value: Value) {
        switch value {
        case .bool(let flag): append(flag ? "true" : "false")
        case .integer(let number): append(number: Int(number))
        case .string(let text): append(quoted: text)
        case .array(let elements):
            append(0x5B)
            for (position, element) in elements.enumerated() {
                if position > 0 { append(0x2C) }
                append(json: element)
            }
            append(0x5D)
        case .object(let members):
            append(0x7B)
            for (position, member) in members.enumerated() {
                if position > 0 { append(0x2C) }
                append(quoted: member.key)
                append(0x3A)
                append(json: member.value)
            }
            append(0x7D)
        case .null, .double:
            var writer = JSONWriter()
            writer.value(value)
            append(contentsOf: writer.bytes)
        }
    }

    /// `,"key":` or, at the start of an object, `"key":`.
    mutating func append(key: StaticString) {
        if last != 0x7B { append(0x2C) }
        append(0x22)
        append(key)
        append("\":")
    }

    mutating func append(key: StaticString, _ text: String) {
        append(key: key)
        append(quoted: text)
    }

    mutating func append(key: StaticString, _ number: Int) {
        append(key: key)
        append(number: number)
    }

    /// A list of strings.
    mutating func append(key: StaticString, _ texts: [String]) {
        append(key: key)
        append(list: texts)
    }

    mutating func append(list texts: [String]) {
        append(0x5B)
        for (position, text) in texts.enumerated() {
            if position > 0 { append(0x2C) }
            append(quoted: text)
        }
        append(0x5D)
    }
}
