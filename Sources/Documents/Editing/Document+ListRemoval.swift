// SPDX-License-Identifier: Apache-2.0

extension Document {
    /// A list among all: the document of the stream and the path.
    private struct List: Hashable {
        let root: Int
        let path: [FieldPath.Step]
    }

    /// Edits that may be made at once, one after the other: where several elements leave one list, each goes after all
    /// edits behind it, so that nothing moves that is still to be edited.
    static func withoutMoves(_ edits: [DocumentEdit]) -> [[DocumentEdit]] {
        var shortened: Set<List> = []
        let areFree = edits.allSatisfy { edit in
            guard edit.operation == .remove, case .index? = edit.path.steps.last else { return true }
            return shortened.insert(List(root: edit.root, path: edit.path.steps.dropLast())).inserted
        }
        if areFree { return [edits] }
        var rounds: [[Int]] = []
        var lastOfLists: [List: Int] = [:]
        for number in edits.indices.sorted(by: { isBehind(edits[$0], edits[$1]) }) {
            let edit = edits[number]
            let lists = edit.path.steps.indices.compactMap { position -> List? in
                guard case .index = edit.path.steps[position] else { return nil }
                return List(root: edit.root, path: Array(edit.path.steps[..<position]))
            }
            var round = 0
            if edit.operation == .remove, case .index? = edit.path.steps.last, let list = lists.last {
                round = lastOfLists[list].map { $0 + 1 } ?? 0
            }
            for list in lists { lastOfLists[list] = max(lastOfLists[list] ?? 0, round) }
            while rounds.count <= round { rounds.append([]) }
            rounds[round].append(number)
        }
        // Within a round in the order in which they came.
        return rounds.map { round in round.sorted().map { edits[$0] } }
    }

    private static func isBehind(_ left: DocumentEdit, _ right: DocumentEdit) -> Bool {
        if left.root != right.root { return left.root > right.root }
        for (one, other) in zip(left.path.steps, right.path.steps) where one != other {
            switch (one, other) {
            case (.index(let one), .index(let other)): return one > other
            case (.key(let one), .key(let other)): return one > other
            case (.index, .key): return true
            case (.key, .index): return false
            }
        }
        return left.path.steps.count > right.path.steps.count
    }
}
