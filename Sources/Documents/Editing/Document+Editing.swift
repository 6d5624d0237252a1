// SPDX-License-Identifier: Apache-2.0

extension Document {
    /// Applies edits to the text and leaves every other byte as it is. Edits that stand in each other's way are applied
    /// one after the other; one that cannot be made without touching something else is refused with the reason. The
    /// result means exactly what the edits say: each round is compared with the edited values and undone where it
    /// does not.
    package func applying(_ edits: [DocumentEdit], limits: ReadLimits = ReadLimits()) -> EditResult {
        var seen: Set<DocumentEdit> = []
        let unique = edits.filter { seen.insert($0).inserted }
        var changed = EditResult(
            document: self, refusals: [], origins: roots.indices.map { $0 },
            predecessors: roots.indices.map { $0 }, changes: TextChanges())
        var rounds = Self.withoutMoves(unique.filter { !$0.operation.isAddition })
        let additions = unique.filter(\.operation.isAddition)
        if let last = rounds.popLast() { rounds.append(last + additions) } else { rounds = [additions] }
        for edits in rounds { changed = changed.applyingRounds(edits, limits) }
        return changed
    }
}

extension EditResult {
    fileprivate func applyingRounds(_ edits: [DocumentEdit], _ limits: ReadLimits) -> EditResult {
        var document = document
        var origins = origins
        var predecessors = predecessors
        var changes = changes
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
            changes = changes.followed(by: round.textChanges)
            let kept = { (roots: [Int?], position: Int?) in
                position.flatMap { roots.indices.contains($0) ? roots[$0] : nil }
            }
            origins = outcome.roots.map { $0.isEdited ? nil : kept(origins, $0.position) }
            predecessors = outcome.roots.map { kept(predecessors, $0.position) }
            pending = round.deferred
        }
        return EditResult(
            document: document, refusals: refusals, origins: origins, predecessors: predecessors, changes: changes)
    }
}

extension DocumentEdit.Operation {
    var isAddition: Bool {
        if case .addObject = self { return true }
        return false
    }
}
