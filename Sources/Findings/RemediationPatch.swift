// SPDX-License-Identifier: Apache-2.0

package import Documents

extension JSONPatch {
    /// The patch that carries out edits inside an object. Equal edits of several findings become one, missing parents
    /// are created once for all edits below them, and of two edits that set one field differently the first counts.
    /// Edits of other objects, and objects to add, are left out.
    package init(_ edits: [Edit], in object: Node) {
        var draft = PatchDraft(object: object)
        for edit in edits { draft.add(edit) }
        self.init(draft.operations())
    }
}

extension Remediation {
    /// The patch for the object.
    package func patch(of object: Node) -> JSONPatch { JSONPatch(edits, in: object) }

    /// The objects that it adds beside the existing ones.
    package var addedObjects: [Value] {
        edits.compactMap { edit in
            guard case .addObject(let value) = edit.operation else { return nil }
            return value.inKubernetesOrder
        }
    }
}

/// Collects edits by the node at which they take place.
private struct PatchDraft {
    /// What happens at one existing node.
    private struct Change {
        let node: Node
        var isRemoved = false
        var replacement: Value?
        /// Members that are added below the node.
        var members: [Value.Member] = []
        /// Elements that are appended to the node.
        var elements: [Value] = []
    }

    let object: Node
    private var changes: [Change] = []

    init(object: Node) { self.object = object }

    mutating func add(_ edit: Edit) {
        let place = edit.place
        guard object.isAncestor(of: place.node) else { return }
        let position = self.position(of: place.node)
        switch edit.operation {
        case .addObject: return
        case .remove:
            if place.missing.isEmpty { changes[position].isRemoved = true }
        case .set(let value):
            if place.missing.isEmpty {
                changes[position].replacement = changes[position].replacement ?? value
            } else {
                Self.set(value, place.missing[...], in: &changes[position].members)
            }
        case .append(let value): append(value, place, position)
        }
    }

    private mutating func append(_ value: Value, _ place: Evidence, _ position: Int) {
        if !place.missing.isEmpty {
            Self.set(.array([value]), place.missing[...], in: &changes[position].members)
        } else if !place.node.isSequence {
            changes[position].replacement = changes[position].replacement ?? .array([value])
        } else if !changes[position].elements.contains(value),
            !place.node.elements.contains(where: { $0.value == value })
        {
            changes[position].elements.append(value)
        }
    }

    /// Adds and replacements first: they move nothing. Removals last and backwards, so that the positions of list
    /// elements stay true until they are used.
    func operations() -> [JSONPatch.Operation] {
        let ordered = changes.sorted { $0.node.index < $1.node.index }
        var result: [JSONPatch.Operation] = []
        var end: UInt32 = 0
        var removed: [Node] = []
        for change in ordered where change.node.index >= end {
            if change.isRemoved {
                removed.append(change.node)
                end = change.node.record.next
            } else if let value = change.replacement {
                result.append(.replace(change.node.path(from: object), value))
                end = change.node.record.next
            } else {
                result += Self.additions(change.node, change.members, change.elements, in: object)
            }
        }
        return result + removed.reversed().map { .remove($0.path(from: object)) }
    }

    private static func additions(
        _ node: Node, _ members: [Value.Member], _ elements: [Value], in object: Node
    ) -> [JSONPatch.Operation] {
        let path = node.path(from: object)
        if !members.isEmpty, !node.isMapping { return [.replace(path, .object(members))] }
        return members.map { .add(path.appending($0.key), $0.value) }
            + elements.map { .add(path.appending("-"), $0) }
    }

    /// Sets a member with the parents that it needs, and joins it with what is there.
    private static func set(_ value: Value, _ keys: ArraySlice<String>, in members: inout [Value.Member]) {
        guard let key = keys.first else { return }
        var value = value
        for parent in keys.dropFirst().reversed() { value = .object([Value.Member(parent, value)]) }
        if let position = members.firstIndex(where: { $0.key == key }) {
            members[position].value = join(members[position].value, value)
        } else {
            members.append(Value.Member(key, value))
        }
    }

    private static func join(_ first: Value, _ second: Value) -> Value {
        switch (first, second) {
        case (.object(var members), .object(let others)):
            for other in others {
                if let position = members.firstIndex(where: { $0.key == other.key }) {
                    members[position].value = join(members[position].value, other.value)
                } else {
                    members.append(other)
                }
            }
            return .object(members)
        case (.array(let elements), .array(let others)):
            return .array(elements + others.filter { !elements.contains($0) })
        default: return first
        }
    }

    private mutating func position(of node: Node) -> Int {
        if let position = changes.firstIndex(where: { $0.node == node }) { return position }
        changes.append(Change(node: node))
        return changes.count - 1
    }
}

extension Node {
    /// Whether a node is this one or lies below it.
    func isAncestor(of node: Node) -> Bool {
        node.document === document && node.index >= index && node.index < record.next
    }
}
