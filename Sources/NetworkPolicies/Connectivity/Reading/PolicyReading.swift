// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents

/// Reads the parts that policies of all kinds have, and notes what the API server would reject.
struct PolicyReading {
    let resource: Resource
    private(set) var problems: [Problem] = []

    init(_ resource: Resource) {
        self.resource = resource
        for key: StaticString in ["name", "namespace"] {
            guard let node = resource.metadata?.field(key), node.string == nil else { continue }
            reject(node, "found \(Self.found(node)), expected a string as the \(key) (put it in quotes)")
        }
    }

    /// The object is left out of the evaluation.
    private(set) var isRejected = false

    mutating func reject(_ node: Node, _ message: String) {
        isRejected = true
        let title = "\(resource.kind) \"\(resource.name)\""
        problems.append(
            Problem(
                "invalid-policy", at: node.location,
                "\(message); the API server rejects \(title), which is left out of the evaluation"))
    }

    /// Notes what cannot be evaluated in a policy that is evaluated otherwise.
    mutating func note(_ node: Node, _ message: String) {
        problems.append(Problem("unknown-peer", at: node.location, message))
    }

    /// Notes what the API server takes, and what is hardly meant.
    mutating func warn(_ node: Node, _ message: String) {
        problems.append(Problem("doubtful-policy", at: node.location, gravity: .warning, message))
    }

    /// Fields that the kind does not have.
    mutating func checkFields(of node: Node, _ fields: StaticString...) {
        guard node.isMapping else { return reject(node, "found \(Self.found(node)), expected a mapping") }
        for (key, _) in node.entries where !fields.contains(where: { key.equals($0) }) {
            let known = fields.map { "\($0)" }
            let name = key.scalarText
            let nearest =
                known.first { $0.lowercased() == name.lowercased() }
                ?? EditDistance.nearest(to: name, among: known)?.name
            let hint = nearest.map { ", did you mean \"\($0)\"?" } ?? ", expected \(known.joined(separator: ", "))"
            reject(key, "unknown field \"\(name)\"\(hint)")
        }
    }

    /// The elements of a list field.
    mutating func list(_ node: Node, _ key: StaticString) -> [Node] {
        guard let field = node.field(key) else { return [] }
        guard field.isSequence else {
            reject(field, "found \(Self.found(field)), expected a list")
            return []
        }
        return Array(field.elements)
    }

    static func found(_ node: Node) -> String {
        switch node.kind {
        case .mapping: "a mapping"
        case .sequence: "a list"
        case .scalar: node.isNull ? "nothing" : "\"\(node.scalarText)\""
        }
    }
}

// MARK: - Selectors

extension PolicyReading {
    /// A label selector; an empty one matches everything.
    mutating func selector(_ node: Node) -> LabelSelector {
        if node.isNull { return LabelSelector(requirements: []) }
        checkFields(of: node, "matchLabels", "matchExpressions")
        guard node.isMapping else { return LabelSelector(requirements: []) }
        if let labels = node.field("matchLabels") { checkLabels(labels) }
        for expression in list(node, "matchExpressions") { checkExpression(expression) }
        return LabelSelector(node) ?? LabelSelector(requirements: [])
    }

    private mutating func checkLabels(_ labels: Node) {
        guard labels.isMapping else { return reject(labels, "found \(Self.found(labels)), expected labels") }
        for (key, value) in labels.entries {
            checkKey(key)
            checkValue(value)
        }
    }

    private mutating func checkExpression(_ node: Node) {
        checkFields(of: node, "key", "operator", "values")
        guard node.isMapping else { return }
        if let key = node.field("key") { checkKey(key) } else { reject(node, "the expression has no key") }
        let values = list(node, "values")
        for value in values { checkValue(value) }
        guard let name = node.field("operator") else { return reject(node, "the expression has no operator") }
        guard let operation = LabelSelector.Operator(rawValue: name.scalarText) else {
            return reject(
                name, "unknown operator \"\(name.scalarText)\", expected In, NotIn, Exists or DoesNotExist")
        }
        switch operation {
        case .isIn, .notIn:
            if values.isEmpty { reject(node, "the operator \(operation.rawValue) needs values, found none") }
        case .exists, .doesNotExist:
            if let first = values.first { reject(first, "the operator \(operation.rawValue) takes no values") }
        }
    }

    private mutating func checkKey(_ node: Node) {
        guard !node.withText({ LabelSyntax.isKey($0) }) else { return }
        reject(node, "\"\(node.scalarText)\" is no label key")
    }

    private mutating func checkValue(_ node: Node) {
        guard node.isString else {
            return reject(node, "found \(Self.found(node)), expected a string as the label's value (put it in quotes)")
        }
        guard !node.withText({ LabelSyntax.isValue($0) }) else { return }
        reject(node, "\"\(node.scalarText)\" is no label value")
    }
}

// MARK: - Addresses and ports

extension PolicyReading {
    mutating func cidr(_ node: Node) -> IPRange? {
        if let text = node.string, let range = IPRange(cidr: text) { return range }
        reject(node, "found \(Self.found(node)), expected a CIDR such as 10.0.0.0/8")
        return nil
    }

    mutating func transport(_ node: Node?) -> TransportProtocol {
        guard let node else { return .tcp }
        if let text = node.string, let transport = TransportProtocol(name: text) { return transport }
        reject(node, "found \(Self.found(node)), expected the protocol TCP, UDP or SCTP")
        return .tcp
    }

    mutating func port(_ node: Node) -> Int? {
        if let number = node.integer, (1...65_535).contains(number) { return Int(number) }
        reject(node, "found \(Self.found(node)), expected a port from 1 to 65535")
        return nil
    }

    mutating func portName(_ node: Node) -> String? {
        if let name = node.string, LabelSyntax.isPortName(name) { return name }
        reject(
            node, "found \(Self.found(node)), expected a port's name: at most 15 lower-case letters, digits and dashes")
        return nil
    }
}

/// What the API server takes for names of labels and ports.
enum LabelSyntax {
    /// An optional DNS prefix with a slash, and a name of at most 63 characters.
    static func isKey(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let slash = text.firstIndex(of: 0x2F) else { return isName(text[...]) }
        return isPrefix(text[..<slash]) && isName(text[(slash + 1)...])
    }

    static func isValue(_ text: UnsafeBufferPointer<UInt8>) -> Bool { text.isEmpty || isName(text[...]) }

    /// RFC 6335: letters, digits and single dashes inside, at least one letter.
    static func isPortName(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard (1...15).contains(bytes.count), bytes.first != 0x2D, bytes.last != 0x2D, !text.holds("--") else {
            return false
        }
        let isMadeOf = bytes.allSatisfy { isLower($0) || isDigit($0) || $0 == 0x2D }
        return isMadeOf && bytes.contains(where: isLower)
    }

    /// At least two labels of letters, digits, dashes and underscores, perhaps with `*.` before and a dot behind.
    static func isDomainName(_ text: String) -> Bool {
        var labels = text.split(separator: ".", omittingEmptySubsequences: false)
        if labels.first == "*" { labels.removeFirst() }
        if labels.last?.isEmpty == true { labels.removeLast() }
        return labels.count >= 2
            && labels.allSatisfy { label in
                let bytes = Array(label.utf8)
                guard let first = bytes.first, let last = bytes.last else { return false }
                return isAlphanumeric(first) && isAlphanumeric(last)
                    && bytes.allSatisfy { isAlphanumeric($0) || $0 == 0x2D || $0 == 0x5F }
            }
    }

    private static func isName(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        guard let first = bytes.first, let last = bytes.last, bytes.count <= 63 else { return false }
        return isAlphanumeric(first) && isAlphanumeric(last)
            && bytes.allSatisfy { isAlphanumeric($0) || $0 == 0x2D || $0 == 0x5F || $0 == 0x2E }
    }

    private static func isPrefix(_ text: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        guard text.count <= 253 else { return false }
        var length = 0
        var last: UInt8 = 0
        for byte in text {
            if byte == 0x2E {
                guard length > 0, last != 0x2D else { return false }
                length = 0
            } else {
                guard isLower(byte) || isDigit(byte) || byte == 0x2D && length > 0, length < 63 else { return false }
                length += 1
            }
            last = byte
        }
        return length > 0 && last != 0x2D
    }

    private static func isLower(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte) }
    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        isLower(byte) || isDigit(byte) || (0x41...0x5A).contains(byte)
    }
}
