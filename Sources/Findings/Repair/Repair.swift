// SPDX-License-Identifier: Apache-2.0

package import Cluster
package import Documents

/// What repairing an inventory came to: texts before and after, and what was left for a person.
package struct Repair: Sendable {
    /// One input that changes.
    package struct File: Sendable {
        package let before: Document
        package let after: Document
        /// Where the text changes.
        package let changes: TextChanges
        /// The findings that are gone, in report order.
        package let repaired: [Finding]
    }

    /// A finding that stays, and why.
    package struct Remainder: Sendable {
        package enum Cause: Sendable, Hashable {
            /// The repair was tried, or could not be, for a reason.
            case refused(String)
            case unknown
            case byHand
            case needsReview
            case declined
        }

        package let finding: Finding
        package let cause: Cause

        /// For a person.
        package var reason: String {
            let summary = finding.remediation?.summary ?? ""
            return switch cause {
            case .refused(let reason): reason
            case .unknown: "nothing can be changed in this object"
            case .byHand: "by hand: \(summary)"
            case .needsReview: "needs --review: \(summary)"
            case .declined: "declined"
            }
        }
    }

    /// In reading order.
    package let files: [File]
    /// In report order.
    package let remainders: [Remainder]
    /// Findings that come to light behind those that were repaired: no change causes them that was no worse before.
    package let uncovered: [Finding]
    /// The inventory after the repair.
    package let result: Inventory
    /// What is found in it, in no order.
    package let findings: [Finding]

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

    package func repair(_ judgement: Judgement) -> Repair {
        var state = RepairState(judgement, assessment, selection)
        for _ in 0..<20 {
            state.advance()
            let failures = state.failures()
            if failures.isEmpty { return state.repair() }
            state.takeBack(failures)
        }
        var untouched = RepairState(judgement, assessment, selection)
        return untouched.repair()
    }
}

/// Identifies a finding within a run: one object may stand in several files.
package struct FindingKey: Sendable, Hashable {
    private let identity: [UInt8]
    private let file: String

    package init(_ finding: Finding) {
        var fingerprints = Fingerprinting()
        identity = fingerprints.identity(of: finding)
        file = finding.place.document.name
    }
}

extension Finding {
    /// The node to look at.
    package var place: Node { mainEvidence?.node ?? subject.resource.node }
}
