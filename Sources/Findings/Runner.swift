// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents

/// Runs checks over an inventory.
///
/// Everything that judges one workload runs on it while it is in the processor's cache; which kind of check a check
/// is gets resolved once, not once per workload.
package struct Runner: Sendable {
    private struct Entry<Subject: Sendable>: Sendable {
        let description: CheckDescription
        let check: Subject
    }

    private var workloadChecks: [Entry<any WorkloadCheck.Type>] = []
    private var resourceChecks: [String: [Entry<any ResourceCheck.Type>]] = [:]
    private var inventoryChecks: [Entry<any InventoryCheck.Type>] = []

    package init(checks: [any Check.Type]) {
        for check in checks {
            let description = check.description
            switch check.judge {
            case .ofWorkloads(let check): workloadChecks.append(Entry(description: description, check: check))
            case .ofResources(let check):
                for kind in check.kinds {
                    resourceChecks[kind, default: []].append(Entry(description: description, check: check))
                }
            case .ofInventory(let check): inventoryChecks.append(Entry(description: description, check: check))
            }
        }
    }

    /// The findings, most severe first, then by file in reading order, position, check id and container; and what was
    /// not evaluated.
    package func run(_ context: Context) -> (findings: [Finding], notEvaluated: [NotEvaluated: Int]) {
        var collector = FindingCollector()
        for workload in context.inventory.workloads where !workload.isOwned {
            for entry in workloadChecks {
                collector.check = entry.description
                entry.check.evaluate(workload, context, &collector)
            }
        }
        if !resourceChecks.isEmpty { judgeResources(context, &collector) }
        for entry in inventoryChecks {
            collector.check = entry.description
            entry.check.evaluate(context, &collector)
        }
        return (FindingOrder(context.inventory).sorted(collector.takeFindings()), collector.notEvaluated)
    }

    private func judgeResources(_ context: Context, _ collector: inout FindingCollector) {
        for resource in context.inventory.resources {
            guard let entries = resourceChecks[resource.kind] else { continue }
            for entry in entries {
                collector.check = entry.description
                entry.check.evaluate(resource, context, &collector)
            }
        }
    }
}

/// The order of findings in a report.
struct FindingOrder {
    private struct Key {
        /// Severity, file and byte offset, most significant first.
        let place: UInt64
        /// The check's place among all, sorted by id.
        let check: Int
        let finding: Int
    }

    private let positions: [ObjectIdentifier: UInt64]

    init(_ inventory: Inventory) {
        var positions: [ObjectIdentifier: UInt64] = [:]
        for (position, document) in inventory.documents.enumerated() {
            positions[ObjectIdentifier(document)] = UInt64(position)
        }
        self.positions = positions
    }

    func sorted(_ findings: [Finding]) -> [Finding] {
        let ranks = Self.ranks(of: findings)
        var keys: [Key] = []
        keys.reserveCapacity(findings.count)
        for (index, finding) in findings.enumerated() {
            let rank = ranks[ObjectIdentifier(finding.check)] ?? 0
            keys.append(Key(place: place(finding), check: rank, finding: index))
        }
        keys.sort { left, right in
            if left.place != right.place { return left.place < right.place }
            if left.check != right.check { return left.check < right.check }
            return Self.precedes(findings[left.finding], left.finding, findings[right.finding], right.finding)
        }
        return keys.map { findings[$0.finding] }
    }

    /// The checks that have found something, numbered in the order of their ids.
    private static func ranks(of findings: [Finding]) -> [ObjectIdentifier: Int] {
        var ids: [ObjectIdentifier: String] = [:]
        for finding in findings where ids[ObjectIdentifier(finding.check)] == nil {
            ids[ObjectIdentifier(finding.check)] = finding.check.id
        }
        let sorted = Set(ids.values).sorted()
        var ranks: [String: Int] = [:]
        for (rank, id) in sorted.enumerated() { ranks[id] = rank }
        return ids.mapValues { ranks[$0] ?? 0 }
    }

    private func place(_ finding: Finding) -> UInt64 {
        let node = finding.evidence.first?.node ?? finding.subject.resource.node
        let severity = UInt64(Severity.critical.rank - finding.severity.rank)
        let file = min(positions[ObjectIdentifier(node.document)] ?? 0, (1 << 28) - 1)
        return severity << 60 | file << 32 | UInt64(node.record.start)
    }

    private static func precedes(_ left: Finding, _ leftIndex: Int, _ right: Finding, _ rightIndex: Int) -> Bool {
        let names = (left.subject.container ?? "", right.subject.container ?? "")
        if names.0 != names.1 { return names.0 < names.1 }
        if left.subject.resource.ordinal != right.subject.resource.ordinal {
            return left.subject.resource.ordinal < right.subject.resource.ordinal
        }
        return leftIndex < rightIndex
    }
}
