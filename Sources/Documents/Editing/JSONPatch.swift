// SPDX-License-Identifier: Apache-2.0

/// A JSON Patch (RFC 6902) of one object, of the three operations that repairs need.
package struct JSONPatch: Sendable, Hashable {
    package enum Operation: Sendable, Hashable {
        /// Sets a member of an object, or appends to a list when the last step is the key `-`.
        case add(FieldPath, Value)
        case replace(FieldPath, Value)
        case remove(FieldPath)
    }

    package var operations: [Operation]

    package init(_ operations: [Operation] = []) { self.operations = operations }

    package var isEmpty: Bool { operations.isEmpty }

    /// Writes the array of operations.
    package func write(to writer: inout JSONWriter) {
        writer.array { writer in
            for operation in operations {
                writer.object { writer in
                    writer.member("op", operation.name)
                    writer.member("path", operation.path.jsonPointer)
                    if let value = operation.value { writer.member("value", value) }
                }
            }
        }
    }
}

extension JSONPatch.Operation {
    /// As RFC 6902 spells it.
    package var name: String {
        switch self {
        case .add: "add"
        case .replace: "replace"
        case .remove: "remove"
        }
    }

    /// The place from the object's root.
    package var path: FieldPath {
        switch self {
        case .add(let path, _), .replace(let path, _), .remove(let path): path
        }
    }

    package var value: Value? {
        switch self {
        case .add(_, let value), .replace(_, let value): value
        case .remove: nil
        }
    }
}

extension Value {
    /// The value after a patch; nil when an operation points at something that is not there (RFC 6902 section 5).
    package func applying(_ patch: JSONPatch) -> Value? {
        var result = self
        for operation in patch.operations {
            guard let next = result.applying(operation, operation.path.steps[...]) else { return nil }
            result = next
        }
        return result
    }

    private func applying(_ operation: JSONPatch.Operation, _ steps: ArraySlice<FieldPath.Step>) -> Value? {
        guard let step = steps.first else { return operation.value }
        let isLast = steps.count == 1
        switch (self, step) {
        case (.object(var members), .key(let key)):
            let position = members.firstIndex { $0.key == key }
            if isLast, position == nil {
                guard case .add(_, let value) = operation else { return nil }
                members.append(Member(key, value))
            } else {
                guard let position else { return nil }
                if isLast, case .remove = operation {
                    members.remove(at: position)
                } else {
                    guard let value = members[position].value.applying(operation, steps.dropFirst()) else { return nil }
                    members[position].value = value
                }
            }
            return .object(members)
        case (.array(let elements), _): return Self.applying(operation, steps, to: elements)
        default: return nil
        }
    }

    private static func applying(
        _ operation: JSONPatch.Operation, _ steps: ArraySlice<FieldPath.Step>, to elements: [Value]
    ) -> Value? {
        var elements = elements
        if steps.count == 1, case .add(_, let value) = operation {
            switch steps.first {
            case .key("-"): elements.append(value)
            case .index(let index) where index >= 0 && index <= elements.count: elements.insert(value, at: index)
            default: return nil
            }
            return .array(elements)
        }
        guard case .index(let index) = steps.first, elements.indices.contains(index) else { return nil }
        if steps.count == 1, case .remove = operation {
            elements.remove(at: index)
        } else {
            guard let value = elements[index].applying(operation, steps.dropFirst()) else { return nil }
            elements[index] = value
        }
        return .array(elements)
    }
}

extension Value {
    /// The members in the order in which people write Kubernetes objects: `apiVersion`, `kind`, `metadata` first and
    /// `status` last, inside `metadata` the name and namespace first; all others stay where they are.
    package var inKubernetesOrder: Value {
        guard case .object(let members) = self else { return self }
        let sorted = Self.sorted(members, first: ["apiVersion", "kind", "metadata"], last: "status")
        return .object(
            sorted.map { member in
                guard member.key == "metadata", case .object(let metadata) = member.value else { return member }
                let order = ["name", "generateName", "namespace", "labels", "annotations"]
                return Member(member.key, .object(Self.sorted(metadata, first: order, last: "managedFields")))
            })
    }

    private static func sorted(_ members: [Member], first: [String], last: String) -> [Member] {
        let front = first.compactMap { key in members.first { $0.key == key } }
        let rest = members.filter { !first.contains($0.key) && $0.key != last }
        return front + rest + members.filter { $0.key == last }
    }
}
