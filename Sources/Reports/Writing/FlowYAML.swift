// SPDX-License-Identifier: Apache-2.0

internal import Documents

extension Value {
    /// The value as YAML on one line, as people write it: `{drop: [ALL]}`.
    var flowYAML: String {
        switch self {
        case .null: "null"
        case .bool(let flag): flag ? "true" : "false"
        case .integer(let number): String(number)
        case .double(let number): String(number)
        case .string(let text): Self.scalar(text)
        case .array(let elements): "[" + elements.map { $0.flowYAML }.joined(separator: ", ") + "]"
        case .object(let members):
            "{" + members.map { "\(Self.scalar($0.key)): \($0.value.flowYAML)" }.joined(separator: ", ") + "}"
        }
    }

    /// The value as block YAML lines without indentation; a scalar is one line.
    var blockYAML: [String] {
        switch self {
        case .object(let members) where !members.isEmpty:
            members.flatMap { member -> [String] in
                let key = Self.scalar(member.key)
                guard member.value.isNonEmptyCollection, !member.value.isShortList else {
                    return ["\(key): \(member.value.flowYAML)"]
                }
                return ["\(key):"] + member.value.blockYAML.map { "  " + $0 }
            }
        case .array(let elements) where !elements.isEmpty:
            elements.flatMap { element -> [String] in
                element.blockYAML.enumerated().map { ($0 == 0 ? "- " : "  ") + $1 }
            }
        default: [flowYAML]
        }
    }

    private var isNonEmptyCollection: Bool {
        switch self {
        case .object(let members): !members.isEmpty
        case .array(let elements): !elements.isEmpty
        default: false
        }
    }

    /// A list of a few words, which reads best on one line.
    private var isShortList: Bool {
        guard case .array(let elements) = self else { return false }
        return elements.count <= 4
            && elements.allSatisfy {
                if case .string(let text) = $0 { return text.utf8.count <= 24 }
                return false
            }
    }

    /// Plain where no reader of YAML 1.1 or 1.2 could take it for something else, otherwise in double quotes.
    private static func scalar(_ text: String) -> String {
        let isPlain =
            text.utf8.first.map { isLetter($0) || $0 == 0x2F } == true && !text.hasSuffix(":")
            && text.utf8.allSatisfy { isLetter($0) || $0 == 0x2D || $0 == 0x2E || $0 == 0x2F || isDigit($0) }
            && !reserved.contains(text.lowercased())
        if isPlain { return text }
        var bytes: [UInt8] = []
        bytes.append(quoted: text)
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7A || byte == 0x5F
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

    private static let reserved: Set<String> = ["y", "n", "yes", "no", "true", "false", "on", "off", "null"]
}
