// SPDX-License-Identifier: Apache-2.0

/// Renders values as YAML in the style of the text around them.
package struct YAMLText: Sendable {
    /// Spaces per level.
    package var step = 2
    /// Dashes of a list stand below the key's first letter plus `step` (true) or right below it (false).
    package var indentsSequences = false
    /// Keys and strings are quoted as JSON wants them.
    package var isJSON = false

    package init() {}

    /// The lines of a collection in block style, the first one without indentation; scalars and empty collections
    /// give one line.
    package func block(_ value: Value, column: Int) -> [String] {
        switch value {
        case .object(let members) where !members.isEmpty: members.flatMap { pair($0, column: column) }
        case .array(let elements) where !elements.isEmpty: elements.flatMap { element($0, column: column) }
        default: [flow(value)]
        }
    }

    private func pair(_ member: Value.Member, column: Int) -> [String] {
        let indent = String(repeating: " ", count: column)
        let key = scalar(member.key)
        switch member.value {
        case .object(let members) where !members.isEmpty:
            return ["\(indent)\(key):"] + block(member.value, column: column + step)
        case .array(let elements) where !elements.isEmpty:
            return ["\(indent)\(key):"] + block(member.value, column: column + (indentsSequences ? step : 0))
        case .string(let text) where isLiteral(text):
            let lines = text.dropLast().split(separator: "\n", omittingEmptySubsequences: false)
            let inner = String(repeating: " ", count: column + step)
            return ["\(indent)\(key): |"] + lines.map { $0.isEmpty ? "" : inner + $0 }
        default: return ["\(indent)\(key): \(flow(member.value))"]
        }
    }

    private func element(_ value: Value, column: Int) -> [String] {
        let indent = String(repeating: " ", count: column)
        var lines = block(value, column: column + 2)
        guard let first = lines.first else { return [] }
        lines[0] = "\(indent)- \(Substring(first.utf8.drop { $0 == 0x20 }))"
        return lines
    }

    /// Several lines that end in exactly one newline and need no escapes.
    private func isLiteral(_ text: String) -> Bool {
        guard text.hasSuffix("\n"), !text.hasSuffix("\n\n"), !text.hasPrefix(" "), !text.hasPrefix("\n") else {
            return false
        }
        return text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value < 0x7F || $0 == "\n" }
    }

    /// One line in flow style.
    package func flow(_ value: Value) -> String {
        switch value {
        case .null: return "null"
        case .bool(let flag): return flag ? "true" : "false"
        case .integer(let number): return String(number)
        case .double:
            var writer = JSONWriter()
            writer.value(value)
            return String(decoding: writer.bytes, as: UTF8.self)
        case .string(let text): return scalar(text)
        case .array(let elements): return "[" + elements.map(flow).joined(separator: ", ") + "]"
        case .object(let members):
            return "{" + members.map { "\(scalar($0.key)): \(flow($0.value))" }.joined(separator: ", ") + "}"
        }
    }

    /// A string, plain where every reader takes it for one.
    package func scalar(_ text: String) -> String {
        if !isJSON, Self.isPlain(text) { return text }
        var writer = JSONWriter()
        writer.string(text)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    /// Whether a string can stand unquoted in block and in flow style and still is a string.
    static func isPlain(_ text: String) -> Bool {
        let bytes = text.utf8
        guard let first = bytes.first, let last = bytes.last, bytes.count < 200, last != UInt8(ascii: ":") else {
            return false
        }
        guard isWord(first) || "/.$".utf8.contains(first) else { return false }
        guard bytes.allSatisfy({ isWord($0) || marks.contains($0) }), text != "---", text != "..." else { return false }
        return ScalarResolver.type(of: bytes).type == .string
    }

    private static let marks = Array("-_./:+=$@".utf8)

    private static func isWord(_ byte: UInt8) -> Bool {
        (0x61...0x7A).contains(byte) || (0x41...0x5A).contains(byte) || (0x30...0x39).contains(byte)
    }
}
