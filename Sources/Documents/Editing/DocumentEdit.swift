// SPDX-License-Identifier: Apache-2.0

/// One change of a document of a stream, by path.
package struct DocumentEdit: Sendable, Hashable {
    package enum Operation: Sendable, Hashable {
        /// Sets the field at the path, with the parents that it needs.
        case set(Value)
        /// Removes the field or the element at the path.
        case remove
        /// Appends to the list at the path, which is created when missing, unless the list has it.
        case append(Value)
        /// Adds an object beside the one at the path: a document of its own, or an element of the list it stands in.
        case addObject(Value)
    }

    /// Which document of the stream.
    package let root: Int
    package let path: FieldPath
    package let operation: Operation

    package init(root: Int, path: FieldPath, _ operation: Operation) {
        self.root = root
        self.path = path
        self.operation = operation
    }

    /// Few edits are at one place.
    package func hash(into hasher: inout Hasher) {
        hasher.combine(root)
        hasher.combine(path)
    }
}

/// What became of edits.
package struct EditResult: Sendable {
    /// An edit that was left out, and why, for a person.
    package struct Refusal: Sendable, Hashable {
        package let edit: DocumentEdit
        package let reason: String
    }

    /// The document after the edits, parsed again.
    package let document: Document
    package let refusals: [Refusal]
    /// For each root of the document: the position that it had before, when no edit was made in it or beside it.
    package let origins: [Int?]
    /// For each root of the document: the position that it had before, edited or not; nil for one that is new.
    package let predecessors: [Int?]
    /// How the text came about.
    package let changes: TextChanges
}

extension Value {
    /// The value after an edit: the meaning against which text edits are verified. Nil when the edit does not fit.
    package func applying(_ operation: DocumentEdit.Operation, at path: some Collection<FieldPath.Step>) -> Value? {
        applying(operation, steps: Array(path)[...])
    }

    private func applying(_ operation: DocumentEdit.Operation, steps: ArraySlice<FieldPath.Step>) -> Value? {
        guard let step = steps.first else { return applyingHere(operation) }
        let rest = steps.dropFirst()
        switch (self, step) {
        case (.object(var members), .key(let key)):
            guard let index = members.lastIndex(where: { $0.key == key }) else {
                guard let value = Value.created(operation, at: rest) else { return nil }
                return .object(members + [Member(key, value)])
            }
            if rest.isEmpty, operation == .remove {
                members.remove(at: index)
                return .object(members)
            }
            guard let value = members[index].value.applying(operation, steps: rest) else { return nil }
            members[index].value = value
            return .object(members)
        case (.array(var elements), .index(let index)):
            guard elements.indices.contains(index) else { return nil }
            if rest.isEmpty, operation == .remove {
                elements.remove(at: index)
                return .array(elements)
            }
            guard let value = elements[index].applying(operation, steps: rest) else { return nil }
            elements[index] = value
            return .array(elements)
        case (.null, .key(let key)):
            return Value.created(operation, at: rest).map { .object([Member(key, $0)]) }
        default: return nil
        }
    }

    private func applyingHere(_ operation: DocumentEdit.Operation) -> Value? {
        switch operation {
        case .set(let value): return value
        case .append(let value):
            if case .array(let elements) = self {
                return elements.contains(value) ? self : .array(elements + [value])
            }
            return self == .null ? .array([value]) : nil
        case .remove, .addObject: return nil
        }
    }

    /// The value of a field that is missing, with its parents.
    static func created(_ operation: DocumentEdit.Operation, at path: ArraySlice<FieldPath.Step>) -> Value? {
        guard let step = path.first else { return Value.null.applyingHere(operation) }
        guard case .key(let key) = step, let value = created(operation, at: path.dropFirst()) else { return nil }
        return .object([Member(key, value)])
    }

    /// Both objects' members; members of the same key merge when both are objects. Both lists' elements, each once. Of
    /// two other values this one counts.
    func merging(_ other: Value) -> Value {
        if case .array(let elements) = self, case .array(let others) = other {
            return .array(elements + others.filter { !elements.contains($0) })
        }
        guard case .object(var members) = self, case .object(let others) = other else { return self }
        for member in others {
            if let index = members.firstIndex(where: { $0.key == member.key }) {
                members[index].value = members[index].value.merging(member.value)
            } else {
                members.append(member)
            }
        }
        return .object(members)
    }
}
