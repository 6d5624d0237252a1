// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents

/// Where a repair stands.
struct RepairState {
    private let assessment: Assessment
    private let selection: RepairSelection
    private let original: Judgement
    private let originals: Set<ObjectIdentifier>
    private var keys = FindingKeys()
    private var judgement: Judgement
    private var rejected: [Int: String] = [:]
    /// What was repaired, with the positions of the documents that changed for it.
    private var applied: [Int: (finding: Finding, documents: Set<Int>)] = [:]
    private var changes: RepairChanges

    init(_ original: Judgement, _ assessment: Assessment, _ selection: RepairSelection) {
        self.original = original
        self.assessment = assessment
        self.selection = selection
        judgement = original
        changes = RepairChanges(original.inventory)
        originals = Set(original.findings.map { ObjectIdentifier($0) })
    }

    /// Repairs all that is open. Repairs may uncover what was hidden before, so it goes on until nothing is left to do.
    mutating func advance() {
        for _ in 0..<5 {
            let candidates = candidates()
            if candidates.isEmpty { return }
            var batch = RepairBatch(candidates, in: judgement.inventory)
            let outcome = batch.apply()
            for (candidate, reason) in outcome.refused { rejected[keys[candidates[candidate]]] = reason }
            if outcome.documents.isEmpty { return }
            var repaired: [Finding] = []
            for (position, finding) in candidates.enumerated() where outcome.refused[position] == nil {
                applied[keys[finding]] = (finding, outcome.places[position] ?? [])
                repaired.append(finding)
            }
            revise(changes.replace(outcome, repairing: repaired))
        }
    }

    private mutating func revise(_ revision: Revision) {
        let inventory = Inventory(judgement.inventory, with: changes.documents)
        judgement = assessment.judgement(of: inventory, after: revision, from: judgement)
    }

    private mutating func candidates() -> [Finding] {
        let candidates = judgement.findings.filter { finding in
            guard let remediation = finding.remediation, !remediation.edits.isEmpty else { return false }
            guard remediation.confidence == .safe || selection.includesReview, selection.isWanted(finding) else {
                return false
            }
            let key = keys[finding]
            guard rejected[key] == nil, applied[key] == nil else { return false }
            guard let accepted = selection.accepted, isAsked(finding) else { return true }
            return accepted.contains(FindingKey(finding))
        }
        return FindingOrder(judgement.inventory).sorted(candidates)
    }

    /// The user was asked about the findings that there were, not about those that came to light later.
    private mutating func isAsked(_ finding: Finding) -> Bool {
        let key = keys[finding]
        return originals.contains(ObjectIdentifier(finding)) || original.findings.contains { keys[$0] == key }
    }

    /// Findings whose repair does not stand the proof, with the reason.
    mutating func failures() -> [Int: String] {
        guard !applied.isEmpty else { return [:] }
        var failures: [Int: String] = [:]
        var earlier = FoundBefore(replacedFindings(), &keys)
        let repaired = Set(applied.values.map { keys.face(of: $0.finding) })
        var objects: [ObjectKey: [Finding]]?
        for finding in judgement.findings where !originals.contains(ObjectIdentifier(finding)) {
            let face = keys.face(of: finding)
            if !repaired.contains(face), earlier.faces.contains(face) { continue }
            let key = keys[finding]
            if applied[key] != nil { failures[key] = "the change did not repair it" }
            guard !earlier.contains(finding, &keys), rejected[key] == nil else { continue }
            let touched = objects ?? Dictionary(grouping: suspects(earlier)) { ObjectKey($0.subject.resource) }
            objects = touched
            for cause in Self.causes(of: finding, among: touched[ObjectKey(finding.subject.resource)] ?? []) {
                failures[keys[cause]] = "the change would cause \(finding.check.id): \(finding.message)"
            }
        }
        return failures.merging(invalidities()) { first, _ in first }
    }

    /// Repaired findings that there were from the start: what came to light later was hidden before the change that is
    /// looked for.
    private mutating func suspects(_ earlier: FoundBefore) -> [Finding] {
        applied.values.map(\.finding).filter { earlier.faces.contains(keys.face(of: $0)) }
    }

    /// The findings that judging again has replaced: only among them can one be that is found again.
    private func replacedFindings() -> [Finding] {
        let kept = Set(judgement.findings.map { ObjectIdentifier($0) })
        return original.findings.filter { !kept.contains(ObjectIdentifier($0)) }
    }

    /// Repairs of documents in which the reader now finds something wrong that it had not found before.
    private mutating func invalidities() -> [Int: String] {
        let description = { (problem: Problem) in "\(problem.location.file) \(problem.message)" }
        let counts = { (inventory: Inventory) in inventory.problems.count { $0.gravity != .note } }
        if counts(judgement.inventory) == 0 { return [:] }
        let known = Set(original.inventory.problems.map(description))
        var failures: [Int: String] = [:]
        for problem in judgement.inventory.problems where problem.gravity != .note {
            if known.contains(description(problem)) { continue }
            for (key, repair) in applied where repair.finding.place.document.name == problem.location.file {
                failures[key] = "the change would not be valid: \(problem)"
            }
        }
        return failures
    }

    /// Repaired findings of the same object that a new one is owed to and that are no worse than it: a lesser finding
    /// that comes to light behind a repaired greater one is progress. Suspected first are those that wrote what the new
    /// one rests on, then those of its layer.
    private static func causes(of new: Finding, among touched: [Finding]) -> [Finding] {
        let field = new.evidence.first?.path(from: new.subject.resource.node).steps ?? []
        let writers = touched.filter { $0.hasWritten(field) }
        let likely = writers.isEmpty ? touched.filter { $0.check.layer == new.check.layer } : writers
        return (likely.isEmpty ? touched : likely).filter { $0.severity <= new.severity }
    }

    /// Gives the documents of the repairs that failed back as they were, with all that was repaired in them.
    mutating func takeBack(_ failures: [Int: String]) {
        rejected.merge(failures) { first, _ in first }
        var positions: Set<Int> = []
        var returned = Set(failures.keys)
        let adds = failures.keys.contains { key in
            applied[key]?.finding.remediation?.addedObjects.isEmpty == false
        }
        // Another finding may count on an object that was added for this one.
        if adds { returned.formUnion(applied.keys) }
        while true {
            for key in returned { positions.formUnion(applied[key]?.documents ?? []) }
            let more = applied.filter { !returned.contains($0.key) && !$0.value.documents.isDisjoint(with: positions) }
            if more.isEmpty { break }
            returned.formUnion(more.keys)
        }
        let repaired = returned.compactMap { applied.removeValue(forKey: $0)?.finding }
        revise(changes.takeBack(positions, of: repaired))
    }

    mutating func repair() -> Repair {
        let replaced = Set(replacedFindings().map { ObjectIdentifier($0) })
        var left = FoundBefore(
            judgement.findings.filter { !originals.contains(ObjectIdentifier($0)) }, &keys)
        var repaired: [ObjectIdentifier: [Finding]] = [:]
        var remainders: [Repair.Remainder] = []
        for finding in original.findings {
            if !replaced.contains(ObjectIdentifier(finding)) || left.contains(finding, &keys) {
                remainders.append(.init(finding: finding, reason: reason(finding)))
            } else {
                repaired[ObjectIdentifier(finding.place.document), default: []].append(finding)
            }
        }
        let documents = zip(original.inventory.documents, judgement.inventory.documents)
        let files = documents.compactMap { before, after -> Repair.File? in
            guard before !== after else { return nil }
            return Repair.File(before: before, after: after, repaired: repaired[ObjectIdentifier(before)] ?? [])
        }
        return Repair(
            files: files, remainders: remainders, result: judgement.inventory, findings: judgement.findings)
    }

    private mutating func reason(_ finding: Finding) -> String {
        if !rejected.isEmpty, let reason = rejected[keys[finding]] { return reason }
        guard let remediation = finding.remediation else { return "nothing can be changed in this object" }
        if remediation.edits.isEmpty { return "by hand: \(remediation.summary)" }
        return remediation.confidence == .review ? "needs --review: \(remediation.summary)" : "declined"
    }
}

extension Finding {
    /// Whether the repair sets or removes a field, or one above or below it.
    fileprivate func hasWritten(_ field: [FieldPath.Step]) -> Bool {
        let edits = remediation?.edits ?? []
        return edits.contains { edit in
            if case .addObject = edit.operation { return false }
            let written = edit.place.path(from: subject.resource.node).steps
            // A version decides whether the object can be judged at all.
            if written == [.key("apiVersion")] { return true }
            return !field.isEmpty && !written.isEmpty && zip(written, field).allSatisfy { $0 == $1 }
        }
    }
}
