// SPDX-License-Identifier: Apache-2.0

internal import Cluster
package import Documents
package import Findings

/// Compares a repair of everything at once with repairs check by check.
package struct RepairOrder: Sendable {
    private let documents: [Document]
    private let checks: [any Check.Type]
    private let selection: RepairSelection

    package init(_ documents: [Document], _ checks: [any Check.Type], review: Bool) {
        self.documents = documents
        self.checks = checks
        var selection = RepairSelection()
        selection.includesReview = review
        self.selection = selection
    }

    /// The checks that find something, in the order of the report.
    package var inReportOrder: [any Check.Type] {
        let findings = judgement(of: Inventory(documents: documents), checks).findings
        let worst = Dictionary(grouping: findings, by: \.check.id).mapValues { $0.map(\.severity).max() ?? .info }
        let found = checks.filter { worst[$0.description.id] != nil }
        return found.sorted { left, right in
            let severities = (worst[left.description.id] ?? .info, worst[right.description.id] ?? .info)
            if severities.0 != severities.1 { return severities.0 > severities.1 }
            return left.description.id < right.description.id
        }
    }

    /// Findings that only one of the two ways leaves; empty when all is well.
    package func difference(inTurn ordered: [any Check.Type]) -> [String] {
        let start = Inventory(documents: documents)
        let atOnce = counts(repaired(start, checks))
        var inTurn = start
        // What one repair brings to light is for the next round.
        for _ in 0..<2 {
            for check in ordered { inTurn = repaired(inTurn, [check]) }
            inTurn = repaired(inTurn, checks)
        }
        let left = counts(inTurn)
        return Set(atOnce.keys).union(left.keys).filter { atOnce[$0] != left[$0] }.sorted().map {
            "\($0): \(atOnce[$0] ?? 0) times at once, \(left[$0] ?? 0) times one by one"
        }
    }

    private func judgement(of inventory: Inventory, _ checks: [any Check.Type]) -> Judgement {
        Assessment(version: "", checks: checks).judgement(of: inventory)
    }

    private func repaired(_ inventory: Inventory, _ checks: [any Check.Type]) -> Inventory {
        let repairer = Repairer(Assessment(version: "", checks: checks), selection: selection)
        return repairer.repair(judgement(of: inventory, checks)).result
    }

    private func counts(_ inventory: Inventory) -> [String: Int] {
        var counts: [String: Int] = [:]
        for finding in judgement(of: inventory, checks).findings {
            // Not the message: it may name the account that one way gives and the other takes the token from.
            let object = finding.subject.resource
            let container = finding.subject.container ?? ""
            counts["\(finding.check.id) \(object.kind) \(object.name) \(container)", default: 0] += 1
        }
        return counts
    }
}
