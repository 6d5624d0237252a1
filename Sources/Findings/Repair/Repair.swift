// SPDX-License-Identifier: Apache-2.0

package import Cluster
package import Documents

/// What repairing an inventory came to: texts before and after, and what was left for a person.
package struct Repair: Sendable {
    /// One input that changes.
    package struct File: Sendable {
        package let before: Document
        package let after: Document
        /// The findings that are gone, in report order.
        package let repaired: [Finding]
    }

    /// A finding that stays, and why.
    package struct Remainder: Sendable {
        package let finding: Finding
        package let reason: String
    }

    /// In reading order.
    package let files: [File]
    /// In report order.
    package let remainders: [Remainder]
    /// The inventory after the repair; the same checks were run on it.
    package let result: Inventory

    /// All findings that are gone, by file.
    package var repaired: [Finding] { files.flatMap(\.repaired) }
}

/// Which findings a repair may touch.
package struct RepairSelection: Sendable {
    /// Also remediations that a person should look at.
    package var includesReview = false
    /// Keys of findings that the user declined; nil when nobody was asked.
    package var accepted: Set<FindingKey>?

    /// Findings outside a goal are left alone.
    package var isWanted: @Sendable (Finding) -> Bool = { _ in true }

    package init() {}
}

/// Repairs an inventory and proves the result: every repaired finding is gone, none appeared that was not there, and
/// no object became invalid. A repair that fails the proof is left out and named.
package struct Repairer: Sendable {
    private let assessment: Assessment
    private let selection: RepairSelection

    /// - Parameter assessment: how the findings came about; the result is judged the same way.
    package init(_ assessment: Assessment, selection: RepairSelection) {
        self.assessment = assessment
        self.selection = selection
    }

    /// - Parameter findings: of the inventory, in report order, exceptions and selections already applied.
    package func repair(_ inventory: Inventory, findings: [Finding]) -> Repair {
        var rejected: [FindingKey: String] = [:]
        var state = attempt(inventory, findings, rejected)
        for _ in 0..<6 {
            let failures = state.failures(original: inventory, findings: findings)
            if failures.isEmpty { break }
            rejected.merge(failures) { first, _ in first }
            state = attempt(inventory, findings, rejected)
        }
        return state.repair(original: inventory, findings: findings)
    }

    /// Applies everything that is not rejected; repairs may uncover what was hidden before, so it goes on until
    /// nothing is left to do.
    private func attempt(
        _ original: Inventory, _ findings: [Finding], _ rejected: [FindingKey: String]
    ) -> RepairState {
        let originals = Set(findings.map { FindingKey($0) })
        var state = RepairState(inventory: original, current: findings, rejected: rejected)
        for pass in 0..<5 {
            let candidates = state.current.filter { finding in
                let fingerprint = FindingKey(finding)
                guard state.rejected[fingerprint] == nil, !state.applied.contains(fingerprint) else { return false }
                return isAccepted(finding, fingerprint, isOriginal: originals.contains(fingerprint))
            }
            if candidates.isEmpty { break }
            var batch = RepairBatch(candidates, in: state.inventory)
            let outcome = batch.apply()
            state.rejected.merge(outcome.refused) { first, _ in first }
            if outcome.documents.isEmpty { break }
            state.applied.formUnion(candidates.map { FindingKey($0) }.filter { outcome.refused[$0] == nil })
            state.inventory = state.inventory.replacing(outcome.documents)
            state.current = assessment.findings(in: state.inventory)
            state.passes = pass + 1
        }
        return state
    }

    private func isAccepted(_ finding: Finding, _ fingerprint: FindingKey, isOriginal: Bool) -> Bool {
        guard let remediation = finding.remediation, !remediation.edits.isEmpty else { return false }
        guard remediation.confidence == .safe || selection.includesReview, selection.isWanted(finding) else {
            return false
        }
        guard let accepted = selection.accepted, isOriginal else { return true }
        return accepted.contains(fingerprint)
    }
}

/// Where a repair stands.
private struct RepairState {
    var inventory: Inventory
    /// The findings of `inventory`.
    var current: [Finding]
    var rejected: [FindingKey: String]
    var applied: Set<FindingKey> = []
    var passes = 0

    /// Findings whose repair does not stand the proof, with the reason.
    func failures(original: Inventory, findings: [Finding]) -> [FindingKey: String] {
        guard passes > 0 else { return [:] }
        var failures: [FindingKey: String] = [:]
        let before = Set(findings.map { FindingKey($0) })
        for finding in current {
            let fingerprint = FindingKey(finding)
            if applied.contains(fingerprint) { failures[fingerprint] = "the change did not repair it" }
            guard !before.contains(fingerprint), rejected[fingerprint] == nil else { continue }
            for cause in causes(of: finding, among: findings) {
                failures[cause] = "the change would cause \(finding.check.id): \(finding.message)"
            }
        }
        let known = Set(original.problems.map { "\($0.location.file) \($0.message)" })
        for problem in inventory.problems where problem.gravity != .note {
            guard !known.contains("\(problem.location.file) \(problem.message)") else { continue }
            for finding in findings where finding.place.document.name == problem.location.file {
                let fingerprint = FindingKey(finding)
                if applied.contains(fingerprint) { failures[fingerprint] = "the change would not be valid: \(problem)" }
            }
        }
        return failures
    }

    /// Repaired findings of the same object that are no worse than a new one: a lesser finding that comes to light
    /// behind a repaired greater one is progress. Those of the same layer are suspected first.
    private func causes(of new: Finding, among findings: [Finding]) -> [FindingKey] {
        let touched = findings.filter { finding in
            finding.subject.resource.isSameObject(as: new.subject.resource) && applied.contains(FindingKey(finding))
        }
        let likely = touched.filter { $0.check.layer == new.check.layer }
        let suspects = likely.isEmpty ? touched : likely
        return suspects.filter { $0.severity <= new.severity }.map { FindingKey($0) }
    }

    func repair(original: Inventory, findings: [Finding]) -> Repair {
        let left = Set(current.map { FindingKey($0) })
        var repaired: [ObjectIdentifier: [Finding]] = [:]
        var remainders: [Repair.Remainder] = []
        for finding in findings {
            let fingerprint = FindingKey(finding)
            if left.contains(fingerprint) || passes == 0 {
                remainders.append(.init(finding: finding, reason: reason(finding, fingerprint)))
            } else {
                repaired[ObjectIdentifier(finding.place.document), default: []].append(finding)
            }
        }
        let files = zip(original.documents, inventory.documents).compactMap { before, after -> Repair.File? in
            guard before !== after else { return nil }
            return Repair.File(before: before, after: after, repaired: repaired[ObjectIdentifier(before)] ?? [])
        }
        return Repair(files: files, remainders: remainders, result: inventory)
    }

    private func reason(_ finding: Finding, _ fingerprint: FindingKey) -> String {
        if let reason = rejected[fingerprint] { return reason }
        guard let remediation = finding.remediation else { return "nothing can be changed in this object" }
        if remediation.edits.isEmpty { return "by hand: \(remediation.summary)" }
        return remediation.confidence == .review ? "needs --review: \(remediation.summary)" : "declined"
    }
}

/// Identifies a finding within a run: one object may stand in several files.
package struct FindingKey: Sendable, Hashable {
    private let fingerprint: Fingerprint
    private let file: String

    package init(_ finding: Finding) {
        fingerprint = Fingerprint(finding)
        file = finding.place.document.name
    }
}

extension Finding {
    /// The node to look at.
    package var place: Node { evidence.first?.node ?? subject.resource.node }
}

extension Resource {
    func isSameObject(as other: Resource) -> Bool {
        kind == other.kind && name == other.name && effectiveNamespace == other.effectiveNamespace
            && group == other.group
    }
}

extension Inventory {
    /// The same inventory with some documents in place of others.
    func replacing(_ replacements: [ObjectIdentifier: Document]) -> Inventory {
        let foreign = Set(documents.flatMap(\.problems))
        let own = problems.filter { $0.location.line == 0 && !foreign.contains($0) }
        return Inventory(documents: documents.map { replacements[ObjectIdentifier($0)] ?? $0 }, problems: own)
    }
}
