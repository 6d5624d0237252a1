// SPDX-License-Identifier: Apache-2.0

internal import Documents

/// Puts what the walk noted into words.
struct SchemaProblems {
    private let root: Node
    private let rootType: UInt16
    private let schema: Schema

    /// What the API server would drop (a warning) or reject (an error) in an object, or in a part of it that has a
    /// type of its own, in source order.
    static func problems(of node: Node, as type: UInt16, _ schema: Schema = .builtIn) -> [Problem] {
        let faults = SchemaWalk.faults(of: node, as: type, schema)
        if faults.isEmpty { return [] }
        let words = SchemaProblems(root: node, rootType: type, schema: schema)
        var seen: Set<Problem> = []
        return faults.compactMap { words.problem($0) }.filter { seen.insert($0).inserted }
    }

    private func problem(_ fault: SchemaWalk.Fault) -> Problem? {
        switch fault {
        case .unknown(let key, let type):
            let key = Node(document: root.document, index: key)
            return isDirective(key) ? nil : unknownField(key, type)
        case .wrongType(let value, let expected):
            return wrongType(Node(document: root.document, index: value), expected)
        }
    }
}

// MARK: - Unknown fields

extension SchemaProblems {
    /// Patches say with `$patch`, `$retainKeys` and the like how they are merged.
    private func isDirective(_ key: Node) -> Bool { key.scalarText.hasPrefix("$") }

    private func unknownField(_ key: Node, _ type: UInt16) -> Problem {
        let name = key.scalarText
        let hint = hint(name, key, type)
        return Problem("unknown-field", at: key.location, gravity: .warning, "unknown field \"\(name)\"\(hint)")
    }

    /// Where the author probably meant it: a name that differs in case, the right name at another level, or the
    /// nearest name.
    private func hint(_ name: String, _ key: Node, _ type: UInt16) -> String {
        let names = schema.fieldNames(of: type)
        let lowered = name.lowercased()
        if let match = names.first(where: { $0.lowercased() == lowered }) { return ", did you mean \"\(match)\"?" }
        if let nearest = EditDistance.nearest(to: name, among: names), nearest.distance == 1 {
            return ", did you mean \"\(nearest.name)\"?"
        }
        if let level = below(name, type, names) { return ", it belongs in \"\(level)\"" }
        if let level = above(name, key) { return ", it belongs \(level)" }
        guard let nearest = EditDistance.nearest(to: name, among: names) else { return "" }
        return ", did you mean \"\(nearest.name)\"?"
    }

    /// A field of the same type that holds a field of that name.
    private func below(_ name: String, _ type: UInt16, _ names: [String]) -> String? {
        names.first { field in
            guard field != "metadata", let inner = schema.field(field, of: type), case .type(let type) = inner.content,
                inner.shape == .single
            else { return false }
            return schema.field(name, of: type) != nil
        }
    }

    /// A level above that has a field of that name, or a part of a container for a field of the pod's.
    private func above(_ name: String, _ key: Node) -> String? {
        for level in levels(to: key).dropLast().reversed() {
            if schema.field(name, of: level.type) != nil {
                return level.path.isEmpty ? "at the top of the object" : "in \"\(level.path)\""
            }
            guard let containers = schema.field("containers", of: level.type),
                case .type(let container) = containers.content
            else { continue }
            if let part = below(name, container, ["securityContext", "resources", "lifecycle"]) {
                return "in a container's \"\(part)\""
            }
        }
        return nil
    }

    /// The typed mappings from the root down to the one that holds a key.
    private func levels(to key: Node) -> [(path: String, type: UInt16)] {
        var levels = [(path: "", type: rootType)]
        var type = rootType
        let path = key.path(from: root).steps.dropLast()
        for (position, step) in path.enumerated() {
            guard case .key(let name) = step else { continue }
            guard let field = schema.field(name, of: type), case .type(let inner) = field.content else { break }
            type = inner
            levels.append((FieldPath(Array(path.prefix(position + 1))).description, inner))
        }
        return levels
    }
}

// MARK: - Wrong types

extension SchemaProblems {
    private func wrongType(_ value: Node, _ expected: Schema.FieldType) -> Problem? {
        if expected.content == .integer, expected.shape == .single, let number = value.double,
            number == number.rounded(.towardZero)
        {
            return nil
        }
        let found = found(value, expected)
        let wanted = Self.name(expected)
        if let text = value.string, Self.isPlaceholder(text) {
            return Problem(
                "wrong-type", at: value.location, gravity: .warning,
                "found the placeholder \"\(text)\", expected \(wanted): substitute it before the object is judged")
        }
        let quoting =
            expected.content == .string && expected.shape == .single && value.isScalar ? " (put it in quotes)" : ""
        return Problem(
            "wrong-type", at: value.location,
            "found \(found), expected \(wanted)\(quoting); the API server rejects this")
    }

    /// What stands there. A value in a string's place may be a password, so that only booleans are shown of those.
    private func found(_ value: Node, _ expected: Schema.FieldType) -> String {
        switch value.kind {
        case .mapping: return "a mapping"
        case .sequence: return "a list"
        case .scalar: break
        }
        let isShown = expected.content != .string && expected.shape == .single
        let text = isShown && value.scalarText.utf8.count <= 40 ? " \"\(value.scalarText)\"" : ""
        switch value.record.type {
        case .null: return "nothing"
        case .bool: return "the boolean \"\(value.scalarText)\""
        case .integer: return text.isEmpty ? "an integer" : "the integer" + text
        case .float: return text.isEmpty ? "a number" : "the number" + text
        case .string: return text.isEmpty ? "a string" : "the string" + text
        }
    }

    private static func name(_ type: Schema.FieldType) -> String {
        switch type.shape {
        case .single: name(type.content)
        case .list: "a list"
        case .map, .mapOfLists: "a mapping"
        }
    }

    private static func name(_ content: Schema.FieldType.Content) -> String {
        switch content {
        case .anything: "anything"
        case .string: "a string"
        case .boolean: "a boolean"
        case .integer: "an integer"
        case .number: "a number"
        case .quantity: "a quantity"
        case .integerOrString: "an integer or a string"
        case .type: "a mapping"
        }
    }

    /// Whether a template engine or the shell has yet to fill the text in.
    private static func isPlaceholder(_ text: String) -> Bool {
        ["${", "$(", "{{", "<%"].contains { text.contains($0) } || text.hasPrefix("__") || text.hasPrefix("$")
            || (text.hasPrefix("<") && text.hasSuffix(">"))
    }
}
