// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents
internal import Findings

/// What to write to repair the findings of one action.
struct Change {
    enum Difficulty { case safe, review, manual }

    /// What to write or to do, one piece each.
    private(set) var texts: [String] = []
    /// How many fields and objects it touches.
    private(set) var fields = 0
    let difficulty: Difficulty
    /// What is set, as a tree below the mapping that is edited; nil when nothing is.
    private(set) var tree: Value?
    /// The mapping below which the tree stands.
    private(set) var base: Node?
    /// All edits, without those that are equal.
    private(set) var edits: [Edit] = []

    init(_ findings: some Collection<Finding>) {
        var seen: Set<Edit> = []
        var hasReview = false
        var isManual = false
        for finding in findings {
            guard let remediation = finding.remediation, !remediation.edits.isEmpty else {
                isManual = true
                continue
            }
            hasReview = hasReview || remediation.confidence == .review
            for edit in remediation.edits where seen.insert(edit).inserted { edits.append(edit) }
        }
        difficulty = edits.isEmpty || isManual ? .manual : hasReview ? .review : .safe
        if edits.isEmpty {
            texts = Self.unique(findings.compactMap { $0.remediation?.summary ?? $0.check.fix })
        } else if let summary = findings.first?.remediation?.summary,
            findings.count == 1 || isAddition && findings.allSatisfy({ $0.remediation?.summary == summary })
        {
            collect()
            texts = [summary]
        } else {
            collect()
        }
    }

    /// All that it does is to add objects.
    private var isAddition: Bool {
        edits.allSatisfy { edit in
            if case .addObject = edit.operation { true } else { false }
        }
    }

    private mutating func collect() {
        guard let base = Self.base(of: edits) else { return }
        self.base = base
        var tree = Value.object([])
        for edit in edits {
            fields += 1
            let path = edit.place.path(from: base).steps
            switch edit.operation {
            case .set(let value): add(value, at: path, to: &tree)
            case .append(let value) where !edit.place.missing.isEmpty: add(.array([value]), at: path, to: &tree)
            case .append(let value): texts.append("add \(value.flowYAML) to \(FieldPath(path))")
            case .remove: texts.append("remove \(FieldPath(path))\(Self.shown(edit.place.node))")
            case .addObject(let value): texts.append("add \(Self.name(of: value))")
            }
        }
        guard case .object(let members) = tree, !members.isEmpty else { return }
        self.tree = tree
        let text = members.map { Value.object([$0]).flowYAML.dropFirst().dropLast() }.joined(separator: ", ")
        texts.insert("set " + text, at: 0)
    }

    /// Puts a value into the tree; one inside a list is told by its path.
    private mutating func add(_ value: Value, at path: [FieldPath.Step], to tree: inout Value) {
        var keys: [String] = []
        for step in path {
            guard case .key(let key) = step else {
                texts.append("set \(FieldPath(path)): \(value.flowYAML)")
                return
            }
            keys.append(key)
        }
        tree = tree.setting(value, at: keys[...])
    }

    /// The owner of the security context, the mapping that gets a member, or the parent of the field that changes.
    private static func base(of edits: [Edit]) -> Node? {
        guard let place = edits.first?.place else { return nil }
        if place.missing.first == "securityContext" { return place.node }
        if let owner = place.node.securityContextOwner { return owner }
        if !place.missing.isEmpty { return place.node }
        var node = place.node.parent ?? place.node
        while !node.isMapping, let parent = node.parent { node = parent }
        return node
    }

    private static func shown(_ node: Node) -> String {
        node.isScalar && node.range.count <= 60 ? " (\(node.scalarText))" : ""
    }

    private static func name(of object: Value) -> String {
        let metadata = object["metadata"]
        let kind = object["kind"]?.text ?? "object"
        let name = metadata?["name"]?.text ?? ""
        guard let namespace = metadata?["namespace"]?.text else { return "\(kind) \(name)" }
        return "\(kind) \(namespace)/\(name)"
    }

    private static func unique(_ texts: [String]) -> [String] {
        var seen: Set<String> = []
        return texts.filter { seen.insert($0).inserted }
    }
}

extension Value {
    /// The text of a string.
    fileprivate var text: String? {
        if case .string(let text) = self { return text }
        return nil
    }

    /// `ALL` in a list of capabilities covers the others.
    private static func withoutCovered(_ elements: [Value]) -> [Value] {
        elements.contains("ALL") ? ["ALL"] : elements
    }

    /// The tree with a value at a path of keys; lists of two edits of one field are joined.
    fileprivate func setting(_ value: Value, at keys: ArraySlice<String>) -> Value {
        guard let key = keys.first else {
            if case .array(let old) = self, case .array(let new) = value {
                return .array(Self.withoutCovered(old + new.filter { !old.contains($0) }))
            }
            return value
        }
        var members: [Member] = []
        if case .object(let own) = self { members = own }
        if let position = members.firstIndex(where: { $0.key == key }) {
            members[position].value = members[position].value.setting(value, at: keys.dropFirst())
        } else {
            members.append(Member(key, Value.object([]).setting(value, at: keys.dropFirst())))
        }
        return .object(members)
    }
}
