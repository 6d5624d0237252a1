// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents

/// Where a repair stands.
struct RepairState {
    private struct Application {
        /// The positions of the documents that changed for it.
        let documents: Set<Int>
        /// It was there from the start, and did not come to light with a repair.
        let isOriginal: Bool
    }

    private let assessment: Assessment
    private let selection: RepairSelection
    private let original: Judgement
    private var judgement: Judgement
    private var applied = FindingIndex<Application>()
    /// Repairs that are not made, with the reason.
    private var rejected = FindingIndex<String>()
    private var changes: RepairChanges
    /// What the user was asked about; nil when nobody was.
    private var asked: FindingIndex<Void>?
    /// How the judgement differs from the one at the start, once that is known.
    private var comparison: Comparison?

    private struct Comparison {
        /// Of the findings at the start: whether they are still there.
        var isLeft: [Bool]
        /// Repairs after which the finding is there again, by their position among those that were made.
        var ineffective: Set<Int> = []
        /// Findings that there were not at the start, as far as no repair of them was tried.
        var uncovered: [Finding] = []
    }

    init(_ original: Judgement, _ assessment: Assessment, _ selection: RepairSelection) {
        self.original = original
        self.assessment = assessment
        self.selection = selection
        judgement = original
        changes = RepairChanges(original.inventory)
        guard selection.accepted != nil else { return }
        var asked = FindingIndex<Void>()
        for finding in original.findings { asked.insert(finding, at: place(finding), ()) }
        self.asked = asked
    }

    private func place(_ finding: Finding) -> ObjectPlace { changes.place(of: finding.subject.resource) }

    /// Repairs all that is open. Repairs may uncover what was hidden before, so it goes on until nothing is left to do.
    mutating func advance() {
        for _ in 0..<20 {
            let candidates = candidates()
            if candidates.isEmpty { return }
            var batch = RepairBatch(candidates, in: judgement.inventory)
            let outcome = batch.apply()
            for (position, finding) in candidates.enumerated() {
                if let reason = outcome.refused[position] { rejected.insert(finding, at: place(finding), reason) }
            }
            if outcome.documents.isEmpty { return }
            let before = applied.isEmpty ? nil : replacedFindings()
            var repaired: [Finding] = []
            for (position, finding) in candidates.enumerated() where outcome.refused[position] == nil {
                let place = place(finding)
                let isOriginal = before.map { !$0.positions(of: finding, at: place).isEmpty } ?? true
                applied.insert(
                    finding, at: place,
                    Application(documents: outcome.places[position] ?? [], isOriginal: isOriginal))
                repaired.append(finding)
            }
            revise(changes.replace(outcome, repairing: repaired))
        }
    }

    private mutating func revise(_ revision: Revision) {
        let inventory = Inventory(judgement.inventory, with: changes.documents)
        judgement = assessment.judgement(of: inventory, after: revision, from: judgement)
        comparison = nil
    }

    private func candidates() -> [Finding] {
        let candidates = judgement.findings.filter { finding in
            guard let remediation = finding.remediation, !remediation.edits.isEmpty else { return false }
            guard remediation.confidence == .safe || selection.includesReview, selection.isWanted(finding) else {
                return false
            }
            if applied.isEmpty, rejected.isEmpty, asked == nil { return true }
            let place = place(finding)
            if applied.position(of: finding, at: place) != nil || rejected.position(of: finding, at: place) != nil {
                return false
            }
            // The user was asked about the findings that there were, not about those that came to light later.
            guard let accepted = selection.accepted, asked?.positions(of: finding, at: place).isEmpty == false else {
                return true
            }
            return accepted.contains(FindingKey(finding))
        }
        return FindingOrder(judgement.inventory).sorted(candidates)
    }

    /// The findings of the start that still stand as they are, and the others. Judging again leaves their order alone
    /// and puts what it finds behind them.
    private func standing() -> (isLeft: [Bool], count: Int) {
        var count = 0
        let isLeft = original.findings.map { finding in
            guard count < judgement.findings.count, judgement.findings[count] === finding else { return false }
            count += 1
            return true
        }
        return (isLeft, count)
    }

    /// The findings of the start that have been judged again, each with its position.
    private func replacedFindings(_ isLeft: [Bool]? = nil) -> FindingIndex<Int> {
        var index = FindingIndex<Int>()
        let isLeft = isLeft ?? standing().isLeft
        for (position, finding) in original.findings.enumerated() where !isLeft[position] {
            index.insert(finding, at: place(finding), position)
        }
        return index
    }

    private mutating func compared() -> Comparison {
        if let comparison { return comparison }
        let standing = standing()
        var comparison = Comparison(isLeft: standing.isLeft)
        let earlier = replacedFindings(standing.isLeft)
        for finding in judgement.findings[standing.count...] {
            let place = place(finding)
            let same = earlier.positions(of: finding, at: place)
            for position in same { comparison.isLeft[earlier.entries[position].fact] = true }
            if let position = applied.position(of: finding, at: place) {
                comparison.ineffective.insert(position)
            } else if same.isEmpty, rejected.position(of: finding, at: place) == nil {
                let remnants = remnants(of: finding, at: place, among: earlier)
                for position in remnants { comparison.isLeft[position] = true }
                if remnants.isEmpty { comparison.uncovered.append(finding) }
            }
        }
        self.comparison = comparison
        return comparison
    }

    /// The findings of the start that another finding's repair has narrowed to this one: they are still there.
    private func remnants(
        of finding: Finding, at place: ObjectPlace, among earlier: FindingIndex<Int>
    ) -> [Int] {
        earlier.remnantPositions(of: finding, at: place).compactMap { position in
            let entry = earlier.entries[position]
            return applied.position(of: entry.finding, at: place) == nil ? entry.fact : nil
        }
    }

    /// Repairs that do not stand the proof, by their position among those that were made, with the reason.
    mutating func failures() -> [Int: String] {
        guard !applied.isEmpty else { return [:] }
        let comparison = compared()
        var failures: [Int: String] = [:]
        for position in comparison.ineffective { failures[position] = "the change did not repair it" }
        var touched: [ObjectPlace: [Int]] = [:]
        for (position, entry) in applied.entries.enumerated()
        where !comparison.uncovered.isEmpty && entry.fact.isOriginal {
            touched[place(entry.finding), default: []].append(position)
        }
        for finding in comparison.uncovered {
            for position in causes(of: finding, among: touched[place(finding)] ?? []) {
                failures[position] = "the change would cause \(finding.check.id): \(finding.message)"
            }
        }
        return failures.merging(invalidities()) { first, _ in first }
    }

    /// Repairs of documents in which the reader now finds something wrong that it had not found before.
    private func invalidities() -> [Int: String] {
        let problems = judgement.inventory.problems.filter { $0.gravity != .note }
        if problems.isEmpty { return [:] }
        var known: [ProblemIdentity: Int] = [:]
        for problem in original.inventory.problems { known[ProblemIdentity(problem), default: 0] += 1 }
        var failures: [Int: String] = [:]
        for problem in problems {
            let identity = ProblemIdentity(problem)
            if let count = known[identity], count > 0 {
                known[identity] = count - 1
                continue
            }
            for (position, entry) in applied.entries.enumerated()
            where entry.finding.place.document.name == problem.location.file {
                failures[position] = "the change would not be valid: \(problem)"
            }
        }
        return failures
    }

    /// Repaired findings of the same object that a new one is owed to and that are no worse than it: a lesser finding
    /// that comes to light behind a repaired greater one is progress. Suspected first are those that wrote what the new
    /// one rests on, then those of its layer; what came to light later was hidden before the change that is looked for.
    private func causes(of new: Finding, among touched: [Int]) -> [Int] {
        let finding = { (position: Int) in applied.entries[position].finding }
        let field = new.mainEvidence?.path(from: new.subject.resource.node).steps ?? []
        let writers = touched.filter { finding($0).hasWritten(field) }
        let likely = writers.isEmpty ? touched.filter { finding($0).check.layer == new.check.layer } : writers
        return (likely.isEmpty ? touched : likely).filter { finding($0).severity <= new.severity }
    }

    /// Gives the documents of the repairs that failed back as they were, with all that was repaired in them.
    mutating func takeBack(_ failures: [Int: String]) {
        let entries = applied.entries
        for (position, reason) in failures.sorted(by: { $0.key < $1.key }) {
            rejected.insert(entries[position].finding, at: place(entries[position].finding), reason)
        }
        // Another finding may count on an object that was added for this one.
        let adds = failures.keys.contains { entries[$0].finding.remediation?.addedObjects.isEmpty == false }
        var returned = adds ? Set(entries.indices) : Set(failures.keys)
        var positions: Set<Int> = []
        while true {
            for entry in returned { positions.formUnion(entries[entry].fact.documents) }
            let more = entries.indices.filter {
                !returned.contains($0) && !entries[$0].fact.documents.isDisjoint(with: positions)
            }
            if more.isEmpty { break }
            returned.formUnion(more)
        }
        applied = FindingIndex()
        for (position, entry) in entries.enumerated() where !returned.contains(position) {
            applied.insert(entry.finding, at: place(entry.finding), entry.fact)
        }
        revise(changes.takeBack(positions, of: returned.map { entries[$0].finding }))
    }

    mutating func repair() -> Repair {
        let comparison = compared()
        var repaired: [ObjectIdentifier: [Finding]] = [:]
        var remainders: [Repair.Remainder] = []
        for (finding, isLeft) in zip(original.findings, comparison.isLeft) {
            if isLeft {
                remainders.append(.init(finding: finding, cause: cause(finding)))
            } else {
                repaired[ObjectIdentifier(finding.place.document), default: []].append(finding)
            }
        }
        let documents = zip(original.inventory.documents, judgement.inventory.documents).enumerated()
        let files = documents.compactMap { position, pair -> Repair.File? in
            guard pair.0 !== pair.1 else { return nil }
            return Repair.File(
                before: pair.0, after: pair.1, changes: changes.texts[position] ?? TextChanges(),
                repaired: repaired[ObjectIdentifier(pair.0)] ?? [])
        }
        return Repair(
            files: files, remainders: remainders, uncovered: comparison.uncovered, result: judgement.inventory,
            findings: judgement.findings)
    }

    private func cause(_ finding: Finding) -> Repair.Remainder.Cause {
        if !rejected.isEmpty, let position = rejected.position(of: finding, at: place(finding)) {
            return .refused(rejected.entries[position].fact)
        }
        guard let remediation = finding.remediation else { return .unknown }
        if remediation.edits.isEmpty { return .byHand }
        return remediation.confidence == .review && !selection.includesReview ? .needsReview : .declined
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

/// What stays of a problem while lines are added above it: its place, and the lines that its message names, move.
private struct ProblemIdentity: Hashable {
    private let file: String
    private let code: Problem.Code
    private let message: [UInt8]

    init(_ problem: Problem) {
        file = problem.location.file
        code = problem.code
        message = problem.message.utf8.filter { !(0x30...0x39).contains($0) }
    }
}
