// SPDX-License-Identifier: Apache-2.0

/// Writes JSON into a byte buffer. Keys are written in the order of the calls.
package struct JSONWriter: Sendable {
    package private(set) var bytes: [UInt8] = []
    /// Two spaces per level and one member a line when true, one line when false.
    private let pretty: Bool
    private var depth = 0
    private var needsComma = false

    package init(pretty: Bool = false) { self.pretty = pretty }

    package mutating func object(_ body: (inout JSONWriter) -> Void) { container(0x7B, 0x7D, body) }

    package mutating func array(_ body: (inout JSONWriter) -> Void) { container(0x5B, 0x5D, body) }

    /// A member of an object whose value the body writes.
    package mutating func member(_ key: String, _ body: (inout JSONWriter) -> Void) {
        separate()
        quoted(key)
        bytes.append(0x3A)
        if pretty { bytes.append(0x20) }
        needsComma = false
        body(&self)
        needsComma = true
    }

    package mutating func member(_ key: String, _ value: String) { member(key) { $0.string(value) } }
    package mutating func member(_ key: String, _ value: Int) { member(key) { $0.number(value) } }
    package mutating func member(_ key: String, _ value: Bool) { member(key) { $0.value(.bool(value)) } }
    package mutating func member(_ key: String, _ value: Value) { member(key) { $0.value(value) } }
    package mutating func member(_ key: String, _ values: [String]) {
        member(key) { writer in writer.array { for value in values { $0.string(value) } } }
    }

    package mutating func string(_ text: String) {
        separate()
        quoted(text)
        needsComma = true
    }

    package mutating func number(_ number: Int) {
        separate()
        bytes.append(contentsOf: String(number).utf8)
        needsComma = true
    }

    package mutating func value(_ value: Value) {
        switch value {
        case .null: literal("null")
        case .bool(let flag): literal(flag ? "true" : "false")
        case .integer(let number): literal(String(number))
        case .double(let number): literal(Self.text(of: number))
        case .string(let text): string(text)
        case .array(let elements): array { for element in elements { $0.value(element) } }
        case .object(let members): object { for member in members { $0.member(member.key, member.value) } }
        }
    }

    /// Ends a line of newline-delimited JSON; what follows starts afresh.
    package mutating func newline() {
        bytes.append(0x0A)
        needsComma = false
    }

    /// Hands over what has been written so far and starts with an empty buffer; after a line or a member.
    package mutating func take() -> [UInt8] {
        defer { bytes.removeAll(keepingCapacity: true) }
        return bytes
    }

    private static func text(of number: Double) -> String {
        guard number.isFinite else { return "null" }
        let text = "\(number)"
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }

    private mutating func literal(_ text: String) {
        separate()
        bytes.append(contentsOf: text.utf8)
        needsComma = true
    }

    private mutating func container(_ open: UInt8, _ close: UInt8, _ body: (inout JSONWriter) -> Void) {
        separate()
        bytes.append(open)
        depth += 1
        needsComma = false
        body(&self)
        depth -= 1
        if pretty, needsComma { indent() }
        bytes.append(close)
        needsComma = true
    }

    private mutating func separate() {
        if needsComma { bytes.append(0x2C) }
        if pretty, depth > 0, bytes.last == 0x2C || bytes.last == 0x7B || bytes.last == 0x5B { indent() }
        needsComma = false
    }

    private mutating func indent() {
        bytes.append(0x0A)
        for _ in 0..<depth * 2 { bytes.append(0x20) }
    }

    private mutating func quoted(_ text: String) {
        bytes.append(0x22)
        var text = text
        text.withUTF8 { utf8 in
            guard utf8.needsEscaping else { return bytes.append(contentsOf: utf8) }
            for byte in utf8 {
                switch byte {
                case 0x22: bytes.append(contentsOf: [0x5C, 0x22])
                case 0x5C: bytes.append(contentsOf: [0x5C, 0x5C])
                case 0x0A: bytes.append(contentsOf: [0x5C, 0x6E])
                case 0x0D: bytes.append(contentsOf: [0x5C, 0x72])
                case 0x09: bytes.append(contentsOf: [0x5C, 0x74])
                case 0..<0x20:
                    bytes.append(contentsOf: "\\u00".utf8)
                    bytes.append(contentsOf: String(byte >> 4, radix: 16).utf8)
                    bytes.append(contentsOf: String(byte & 15, radix: 16).utf8)
                default: bytes.append(byte)
                }
            }
        }
        bytes.append(0x22)
    }
}
