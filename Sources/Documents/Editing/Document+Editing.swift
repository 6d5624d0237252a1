// SPDX-License-Identifier: Apache-2.0

extension Document {
    /// Applies edits to the text and leaves every other byte as it is. Edits that stand in each other's way are applied
    /// one after the other; one that cannot be made without touching something else is refused with the reason. The
    /// result means exactly what the edits say: each round is compared with the edited values and undone where it
    /// does not.
    package func applying(_ edits: [DocumentEdit], limits: ReadLimits = ReadLimits()) -> EditResult {
        var seen: Set<DocumentEdit> = []
        let unique = edits.filter { seen.insert($0).inserted }
        // New documents come last: they move the positions of those behind them.
        var changed = EditResult(document: self, refusals: [], origins: roots.indices.map { $0 })
        for edits in Self.withoutMoves(unique.filter { !$0.operation.isAddition }) {
            changed = changed.applyingRounds(edits, limits)
        }
        return changed.applyingRounds(unique.filter(\.operation.isAddition), limits)
    }
}

extension EditResult {
    fileprivate func applyingRounds(_ edits: [DocumentEdit], _ limits: ReadLimits) -> EditResult {
        var document = document
        var origins = origins
        var pending = edits
        var refusals = refusals
        while !pending.isEmpty {
            var round = EditRound(document)
            round.plan(pending)
            refusals += round.refusals
            guard !round.changes.isEmpty else {
                refusals += round.deferred.map { .init(edit: $0, reason: "it cannot be combined with the other edits") }
                break
            }
            let next = Document.parse(round.text(), name: document.name, limits: limits)
            let outcome = round.outcome(in: next)
            guard outcome.failures.isEmpty else {
                let reason = "the text around it is written in an unusual way"
                refusals += outcome.failures.map { .init(edit: $0, reason: reason) }
                let failed = Set(outcome.failures)
                pending.removeAll { failed.contains($0) || round.settled.contains($0) }
                continue
            }
            document = next
            origins = outcome.origins.map { $0.flatMap { origins.indices.contains($0) ? origins[$0] : nil } }
            pending = round.deferred
        }
        return EditResult(document: document, refusals: refusals, origins: origins)
    }
}

extension EditRound {
    /// The edits of this round after which a document does not mean what it should, none when all is well; and for
    /// each root of the result where it was before, when nothing was done to it.
    func outcome(in next: Document) -> (failures: [DocumentEdit], origins: [Int?]) {
        let applied = applied
        let before = document.roots
        let after = next.roots
        let added = applied.reduce(0) { $0 + ($1.operation.isAddition ? 1 : 0) }
        let errors = { (problems: [Problem]) in problems.count { $0.gravity == .error } }
        if errors(next.problems) > errors(document.problems) { return (applied, []) }
        guard after.count >= before.count, after.count <= before.count + added else { return (applied, []) }
        let editsOfRoot = Dictionary(grouping: applied, by: \.root)
        var failed: [DocumentEdit] = []
        var origins: [Int?] = []
        for (index, root) in before.enumerated() {
            let edits = editsOfRoot[index] ?? []
            guard origins.count < after.count else { return (applied, []) }
            if !edits.isEmpty, !hasMeaning(of: edits, before: root.value, after: after[origins.count].value) {
                failed += edits
            }
            origins.append(edits.isEmpty ? index : nil)
            origins += Array(repeating: nil, count: additions(edits, root))
        }
        return (failed, origins.count == after.count ? origins : after.map { _ in nil })
    }

    /// Documents that the edits add behind a root; additions to a list do not count.
    private func additions(_ edits: [DocumentEdit], _ root: Node) -> Int {
        edits.count { $0.operation.isAddition && listElement($0, root) == nil }
    }

    private func hasMeaning(of edits: [DocumentEdit], before: Value, after: Value) -> Bool {
        var expected = before
        for edit in edits {
            if case .addObject(let object) = edit.operation {
                guard let root = document.root(at: edit.root), let list = listElement(edit, root) else {
                    continue
                }
                let path = list.path()
                expected = expected.applying(.append(object), at: path.steps.dropLast()) ?? expected
                continue
            }
            expected = expected.applying(edit.operation, at: edit.path.steps) ?? expected
        }
        return expected.isEquivalent(to: after)
    }
}

extension DocumentEdit.Operation {
    var isAddition: Bool {
        if case .addObject = self { return true }
        return false
    }
}

extension Value {
    /// Equal apart from the order of members.
    package func isEquivalent(to other: Value) -> Bool {
        switch (self, other) {
        case (.object(let left), .object(let right)):
            guard left.count == right.count else { return false }
            var members: [String: Value] = [:]
            for member in right { members[member.key] = member.value }
            return left.allSatisfy { member in members[member.key].map { member.value.isEquivalent(to: $0) } ?? false }
        case (.array(let left), .array(let right)):
            return left.count == right.count && zip(left, right).allSatisfy { $0.isEquivalent(to: $1) }
        default: return self == other
        }
    }
}
