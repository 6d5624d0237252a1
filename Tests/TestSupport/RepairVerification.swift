// SPDX-License-Identifier: Apache-2.0

internal import Cluster
package import Documents
package import Findings

/// Compares what a repair says of its result with a judgement of the result from scratch.
package enum RepairVerification {
    /// Findings that only one of the two has; empty when all is well.
    package static func difference(
        _ documents: [Document], _ checks: [any Check.Type], review: Bool
    ) -> [String] {
        let assessment = Assessment(version: "", checks: checks)
        var selection = RepairSelection()
        selection.includesReview = review
        let judgement = assessment.judgement(of: Inventory(documents: documents))
        let repair = Repairer(assessment, selection: selection).repair(judgement)
        let said = counts(repair.findings)
        let found = counts(assessment.judgement(of: repair.result).findings)
        return Set(said.keys).union(found.keys).filter { said[$0] != found[$0] }.sorted().map {
            "\($0): said \(said[$0] ?? 0) times, found \(found[$0] ?? 0) times"
        }
    }

    private static func counts(_ findings: [Finding]) -> [String: Int] {
        var counts: [String: Int] = [:]
        for finding in findings {
            let path = finding.evidence.first?.path(from: finding.subject.resource.node).description ?? ""
            counts["\(finding.place.document.name) \(finding.check.id) \(path) \(finding.message)", default: 0] += 1
        }
        return counts
    }
}
