// SPDX-License-Identifier: Apache-2.0

internal import Documents
internal import Findings

/// The containers, or volumes, that break a rule, with the fields that do.
struct Offenders {
    private(set) var names: [String] = []
    private(set) var evidence: [Evidence] = []

    var isEmpty: Bool { names.isEmpty }

    mutating func add(_ container: JudgedContainer, _ node: Node) { add(container.name, [Evidence(node)]) }

    mutating func add(_ name: String, _ evidence: [Evidence]) {
        names.append(name)
        self.evidence += evidence
    }

    /// `container "a"`, or `containers "a", "b"`.
    var containers: String { "\(Phrases.plural("container", "containers", names.count)) \(Phrases.quoted(names))" }
}

/// Who sets a forbidden value: the pod, containers, annotations.
struct Setters {
    private var parts: [String] = []
    private(set) var evidence: [Evidence] = []

    init() {}

    init(pod: Node?, _ containers: Offenders) {
        if let pod { add("pod", [Evidence(pod)]) }
        if !containers.isEmpty { add(containers.containers, containers.evidence) }
    }

    var isEmpty: Bool { parts.isEmpty }

    mutating func add(_ part: String, _ evidence: [Evidence]) {
        parts.append(part)
        self.evidence += evidence
    }

    /// `pod and containers "a", "b"`.
    var text: String { parts.joined(separator: " and ") }
}

/// How the reference puts lists into words.
enum Phrases {
    static func plural(_ singular: String, _ plural: String, _ count: Int) -> String { count == 1 ? singular : plural }

    /// `"a", "b"`; what is inside is not escaped.
    static func quoted(_ items: [String]) -> String {
        items.map { "\"\($0)\"" }.joined(separator: ", ")
    }

    /// Each once, in the order of the bytes, as Go sorts strings.
    static func sortedSet(_ items: [String]) -> [String] {
        guard items.count > 1 else { return items }
        var result: [String] = []
        for item in items.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) })
        where result.last.map({ !$0.utf8.elementsEqual(item.utf8) }) ?? true {
            result.append(item)
        }
        return result
    }

    /// A Go string literal, as the verb `%q` prints it.
    static func goQuoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\u{07}": result += "\\a"
            case "\u{08}": result += "\\b"
            case "\u{0C}": result += "\\f"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case "\u{0B}": result += "\\v"
            default: result += isPrintable(scalar) ? String(scalar) : escape(scalar)
            }
        }
        return result + "\""
    }

    private static func escape(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16)
        func padded(_ width: Int) -> String { String(repeating: "0", count: max(width - digits.count, 0)) + digits }
        if scalar.value < 0x80 { return "\\x" + padded(2) }
        return scalar.value < 0x1_0000 ? "\\u" + padded(4) : "\\U" + padded(8)
    }

    /// Letters, marks, numbers, punctuation, symbols and the ASCII space.
    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.value < 0x80 { return scalar.value >= 0x20 && scalar.value < 0x7F }
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .spaceSeparator, .lineSeparator,
            .paragraphSeparator:
            return false
        default: return true
        }
    }
}
