// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents

/// Runs checks over an inventory.
///
/// Everything that judges one workload runs on it while it is in the processor's cache; which kind of check a check
/// is gets resolved once, not once per workload.
package struct Runner: Sendable {
    private struct Entry<Subject: Sendable>: Sendable {
        /// The check's position among all.
        let number: Int
        let check: Subject
    }

    private let descriptions: [CheckDescription]
    private var workloadChecks: [Entry<any WorkloadCheck.Type>] = []
    private var resourceChecks: [String: [Entry<any ResourceCheck.Type>]] = [:]
    private var inventoryChecks: [Entry<any InventoryCheck.Type>] = []

    package init(checks: [any Check.Type]) {
        descriptions = checks.map { $0.description }
        for (number, check) in checks.enumerated() {
            switch check.judge {
            case .ofWorkloads(let check): workloadChecks.append(Entry(number: number, check: check))
            case .ofResources(let check):
                for kind in check.kinds {
                    resourceChecks[kind, default: []].append(Entry(number: number, check: check))
                }
            case .ofInventory(let check): inventoryChecks.append(Entry(number: number, check: check))
            }
        }
    }

    /// What a run came to.
    package struct Outcome: Sendable {
        /// Most severe first, then by file in reading order, position, check id and container.
        package fileprivate(set) var findings: [Finding] = []
        package fileprivate(set) var notEvaluated: [NotEvaluated: Int] = [:]
        /// Ids of the checks that looked at more than their subject.
        fileprivate(set) var farsighted: Set<String> = []
    }

    package func run(_ context: Context) -> Outcome {
        var outcome = outcome(context)
        outcome.findings = FindingOrder(context.inventory).sorted(outcome.findings)
        return outcome
    }

    /// Which judgements are wanted.
    struct Scope: Sendable {
        /// The check judges everything.
        var isEverywhere: @Sendable (CheckDescription) -> Bool = { _ in true }
        /// What the others judge of an object; nil for nothing.
        var staleness: (@Sendable (Resource) -> Staleness?)?
    }

    /// The findings, in no order.
    func outcome(_ context: Context, _ scope: Scope = Scope()) -> Outcome {
        let everywhere = descriptions.map(scope.isEverywhere)
        var run = RunnerRun(context, descriptions)
        judgeObjects(context, scope, everywhere, &run)
        for entry in inventoryChecks where everywhere[entry.number] {
            run.start(entry.number)
            entry.check.evaluate(context, &run.collector)
            run.end()
        }
        return run.finish()
    }

    /// Object by object, so that one is read once from memory for all that judge it and its pods.
    private func judgeObjects(_ context: Context, _ scope: Scope, _ everywhere: [Bool], _ run: inout RunnerRun) {
        let ofWorkloads = Selection(workloadChecks, everywhere)
        let ofResources = resourceChecks.mapValues { Selection($0, everywhere) }
        let workloads = run.inventory.workloads
        var next = 0
        var kind = ""
        var ofKind = ofResources[kind]
        for resource in run.inventory.resources {
            let staleness = scope.staleness?(resource)
            while next < workloads.count, workloads[next].resource.ordinal == resource.ordinal {
                let workload = workloads[next]
                next += 1
                if workload.isOwned { continue }
                for entry in ofWorkloads.wanted(staleness, descriptions) {
                    run.start(entry.number)
                    entry.check.evaluate(workload, context, &run.collector)
                    run.end()
                }
            }
            if resource.kind != kind {
                kind = resource.kind
                ofKind = ofResources[kind]
            }
            guard let ofKind else { continue }
            for entry in ofKind.wanted(staleness, descriptions) {
                run.start(entry.number)
                entry.check.evaluate(resource, context, &run.collector)
                run.end()
            }
        }
    }

    /// The checks of one kind of subject, of which only some may judge everything.
    private struct Selection<Subject: Sendable> {
        private let all: [Entry<Subject>]
        private let few: [Entry<Subject>]
        private let everywhere: [Bool]

        init(_ all: [Entry<Subject>], _ everywhere: [Bool]) {
            self.all = all
            self.everywhere = everywhere
            few = all.filter { everywhere[$0.number] }
        }

        /// Those that judge an object.
        func wanted(_ staleness: Staleness?, _ descriptions: [CheckDescription]) -> [Entry<Subject>] {
            guard let staleness, few.count < all.count else { return few }
            return all.filter { everywhere[$0.number] || staleness.includes(descriptions[$0.number]) }
        }
    }
}

/// A run while it is under way.
private struct RunnerRun {
    let inventory: Inventory
    var collector: FindingCollector
    private let context: Context
    private let descriptions: [CheckDescription]
    private var farsighted: [Bool]

    init(_ context: Context, _ descriptions: [CheckDescription]) {
        self.context = context
        self.descriptions = descriptions
        inventory = context.inventory
        collector = FindingCollector(checks: descriptions)
        farsighted = [Bool](repeating: false, count: descriptions.count)
        _ = context.takeSight()
    }

    mutating func start(_ number: Int) { collector.speaker = number }

    /// Notes whether the check that has spoken looked beyond its subject.
    mutating func end() {
        if context.takeSight() { farsighted[collector.speaker] = true }
    }

    mutating func finish() -> Runner.Outcome {
        let ids = descriptions.indices.filter { farsighted[$0] }.map { descriptions[$0].id }
        return Runner.Outcome(
            findings: collector.takeFindings(), notEvaluated: collector.notEvaluated, farsighted: Set(ids))
    }
}

/// The order of findings in a report.
struct FindingOrder {
    private struct Key {
        /// Severity, file and byte offset, most significant first.
        let place: UInt64
        /// The check's place among all, sorted by id.
        var check: UInt32
        let finding: UInt32
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
        var keys: [Key] = []
        keys.reserveCapacity(findings.count)
        var last = Last()
        var checks = Checks()
        for (index, finding) in findings.enumerated() {
            keys.append(
                Key(
                    place: place(finding, &last), check: checks.number(of: finding.check),
                    finding: UInt32(truncatingIfNeeded: index)))
        }
        let ranks = checks.ranks
        for index in keys.indices { keys[index].check = ranks[Int(keys[index].check)] }
        keys.sort { left, right in
            if left.place != right.place { return left.place < right.place }
            if left.check != right.check { return left.check < right.check }
            return Self.precedes(findings[Int(left.finding)], findings[Int(right.finding)])
                ?? (left.finding < right.finding)
        }
        return keys.map { findings[Int($0.finding)] }
    }

    /// The checks that have found something, numbered as they come.
    private struct Checks {
        private var numbers: [ObjectIdentifier: UInt32] = [:]
        private var ids: [String] = []

        mutating func number(of check: CheckDescription) -> UInt32 {
            if let known = numbers[ObjectIdentifier(check)] { return known }
            let number = UInt32(ids.count)
            numbers[ObjectIdentifier(check)] = number
            ids.append(check.id)
            return number
        }

        /// The place of each number in the order of the ids.
        var ranks: [UInt32] {
            var ranks: [String: UInt32] = [:]
            for (rank, id) in Set(ids).sorted().enumerated() { ranks[id] = UInt32(rank) }
            return ids.map { ranks[$0] ?? 0 }
        }
    }

    /// The document that was asked for last: findings of one document come together.
    private struct Last {
        var document: ObjectIdentifier?
        var position: UInt64 = 0
    }

    private func place(_ finding: Finding, _ last: inout Last) -> UInt64 {
        if last.document != finding.document {
            let position = min(positions[finding.document] ?? 0, (1 << 28) - 1)
            last = Last(document: finding.document, position: position)
        }
        let severity = UInt64(Severity.critical.rank - finding.severity.rank)
        return severity << 60 | last.position << 32 | UInt64(finding.offset)
    }

    /// By container and object; nil when both are the same.
    private static func precedes(_ left: Finding, _ right: Finding) -> Bool? {
        let names = (left.subject.container ?? "", right.subject.container ?? "")
        if names.0 != names.1 { return names.0 < names.1 }
        let ordinals = (left.subject.resource.ordinal, right.subject.resource.ordinal)
        return ordinals.0 == ordinals.1 ? nil : ordinals.0 < ordinals.1
    }
}
