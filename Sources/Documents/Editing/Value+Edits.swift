// SPDX-License-Identifier: Apache-2.0

extension Value {
    /// One of several edits that are made at once.
    struct PathEdit {
        let path: ArraySlice<FieldPath.Step>
        let operation: DocumentEdit.Operation
    }

    /// The value after several edits that all name their place in this value, in one walk; what does not fit is left
    /// out.
    func applying(_ edits: [PathEdit]) -> Value {
        let here = edits.filter(\.path.isEmpty)
        let replaces = here.contains { edit in
            if case .append = edit.operation { return false }
            return true
        }
        if replaces || edits.count == 1 { return applyingInTurn(edits) }
        let changed = edits.count == here.count ? self : applyingBelow(edits.filter { !$0.path.isEmpty })
        return changed.applyingInTurn(here)
    }

    private func applyingInTurn(_ edits: [PathEdit]) -> Value {
        edits.reduce(self) { $0.applying($1.operation, at: $1.path) ?? $0 }
    }

    private func applyingBelow(_ edits: [PathEdit]) -> Value {
        let groups = Dictionary(grouping: edits, by: \.path.first)
        switch self {
        case .array(var elements):
            var removed: Set<Int> = []
            for (step, edits) in groups {
                guard case .index(let index) = step, elements.indices.contains(index) else { continue }
                let inside = edits.filter { !Self.removes($0) }
                if inside.count < edits.count { removed.insert(index) }
                if !inside.isEmpty { elements[index] = elements[index].applying(inside.map(Self.inside)) }
            }
            guard !removed.isEmpty else { return .array(elements) }
            return .array(elements.enumerated().filter { !removed.contains($0.offset) }.map(\.element))
        case .object(var members):
            var others: [PathEdit] = []
            for (step, edits) in groups {
                let index = members.lastIndex { step == .key($0.key) }
                guard let index, !edits.contains(where: Self.removes) else {
                    others += edits
                    continue
                }
                members[index].value = members[index].value.applying(edits.map(Self.inside))
            }
            // What adds members or takes them away, in the order in which it came.
            guard !others.isEmpty else { return .object(members) }
            let steps = Set(others.map(\.path.first))
            return Value.object(members).applyingInTurn(edits.filter { steps.contains($0.path.first) })
        case .null, .bool, .integer, .double, .string: return applyingInTurn(edits)
        }
    }

    private static func removes(_ edit: PathEdit) -> Bool { edit.path.count == 1 && edit.operation == .remove }

    private static func inside(_ edit: PathEdit) -> PathEdit {
        PathEdit(path: edit.path.dropFirst(), operation: edit.operation)
    }
}
