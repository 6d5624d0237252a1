// SPDX-License-Identifier: Apache-2.0

extension Document {
    /// A list among all: the document of the stream and the path.
    private struct List: Hashable {
        let root: Int
        let path: ArraySlice<FieldPath.Step>
    }

    /// Edits that may be made at once, one group after the other. Elements leave their lists together, and after all
    /// edits that find their place by counting along one of these lists, so that nothing moves that is still to be
    /// edited.
    static func withoutMoves(_ edits: [DocumentEdit]) -> [[DocumentEdit]] {
        let shortened = Set(edits.filter(\.removesElement).map { List(root: $0.root, path: $0.path.steps.dropLast()) })
        if shortened.isEmpty { return [edits] }
        let areFree = edits.allSatisfy { edit in
            let steps = edit.removesElement ? edit.path.steps.dropLast() : edit.path.steps[...]
            return !steps.indices.contains { position in
                guard case .index = steps[position] else { return false }
                return shortened.contains(List(root: edit.root, path: steps[..<position]))
            }
        }
        if areFree { return [edits] }
        // The innermost lists first.
        let removals = Dictionary(grouping: edits.filter(\.removesElement)) { $0.path.steps.count }
        return [edits.filter { !$0.removesElement }] + removals.sorted { $0.key > $1.key }.map(\.value)
    }
}

extension DocumentEdit {
    /// Takes an element out of a list.
    var removesElement: Bool {
        guard operation == .remove, case .index? = path.steps.last else { return false }
        return true
    }
}

extension EditRound {
    /// Elements of one list that go, as neighbours: what lies between two that stay is one change of the text.
    mutating func remove(_ removals: [(node: Node, edit: DocumentEdit)], from list: Node) {
        let edits = removals.map(\.edit)
        guard claim(list, edits) else { return }
        var going: [UInt32: DocumentEdit] = [:]
        for (node, edit) in removals { going[node.index] = edit }
        var runs: [(first: Node, last: Node, edits: [DocumentEdit])] = []
        var continues = false
        var stays = false
        for element in list.elements {
            guard let edit = going[element.index] else {
                (continues, stays) = (false, true)
                continue
            }
            if continues {
                runs[runs.count - 1].last = element
                runs[runs.count - 1].edits.append(edit)
            } else {
                runs.append((element, element, [edit]))
            }
            continues = true
        }
        if !stays { return empty(list, edits) }
        for run in runs { remove(from: run.first, through: run.last, of: list, run.edits) }
    }
}
