// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Synchronization

/// A rule with its documentation. A conforming type is an enum without cases in a file of its own, listed in its
/// module's registry, and conforms to one of the three refinements below.
package protocol Check: Sendable {
    static var description: CheckDescription { get }
    /// What the check judges, with itself as the judge; the refinements say so.
    static var judge: Judge { get }

    /// Whether a change that a repair made elsewhere can alter the check's judgement. Only checks that looked beyond
    /// their subject are asked; what they look at decides. When in doubt: yes.
    static func isConcerned(by alteration: Alteration) -> Bool
}

extension Check {
    package static func isConcerned(by alteration: Alteration) -> Bool {
        alteration.concerns(description.layer)
    }
}

/// A check as the refinement that it conforms to. Asking a type for its conformances costs the start of every run more
/// than all the rest of it.
package enum Judge: Sendable {
    case ofWorkloads(any WorkloadCheck.Type)
    case ofResources(any ResourceCheck.Type)
    case ofInventory(any InventoryCheck.Type)
}

extension WorkloadCheck {
    package static var judge: Judge { .ofWorkloads(self) }
}

extension ResourceCheck {
    package static var judge: Judge { .ofResources(self) }
}

extension InventoryCheck {
    package static var judge: Judge { .ofInventory(self) }
}

/// Judges one workload at a time.
package protocol WorkloadCheck: Check {
    static func evaluate(_ workload: Workload, _ context: Context, _ findings: inout FindingCollector)
}

/// Judges one object at a time, of the kinds it names.
package protocol ResourceCheck: Check {
    static var kinds: [String] { get }
    static func evaluate(_ resource: Resource, _ context: Context, _ findings: inout FindingCollector)
}

/// Judges the inventory as a whole.
package protocol InventoryCheck: Check {
    static func evaluate(_ context: Context, _ findings: inout FindingCollector)
}

/// What a check may look at besides its subject.
package struct Context: Sendable {
    package let settings: Settings
    private let everything: Inventory
    private let sight = Sight()
    private let subject = Subject()

    package init(inventory: Inventory, settings: Settings = Settings()) {
        everything = inventory
        self.settings = settings
    }

    /// All that was read. That somebody asked is noted: a judgement that did not look at it rests on its subject alone.
    package var inventory: Inventory {
        sight.isWide.store(true, ordering: .relaxed)
        return everything
    }

    /// Whether anybody has looked at the inventory since this was last asked.
    func takeSight() -> Bool {
        guard sight.isWide.load(ordering: .relaxed) else { return false }
        sight.isWide.store(false, ordering: .relaxed)
        return true
    }

    private final class Sight: Sendable {
        let isWide = Atomic(false)
    }

    /// What several checks work out of one workload and of nothing else; kept until another workload is asked about.
    package func facts(of workload: Workload) -> DerivedFacts {
        subject.facts.withLock { known in
            if let known, known.workload === workload { return known.facts }
            let facts = DerivedFacts()
            known = (workload, facts)
            return facts
        }
    }

    private final class Subject: Sendable {
        let facts = Mutex<(workload: Workload, facts: DerivedFacts)?>(nil)
    }
}

/// What the user can tell the checks.
package struct Settings: Sendable {
    /// The cluster's version: `v1.NN`.
    package var kubernetesVersion: KubernetesVersion = .latest
    /// Registries (or repository prefixes) images may come from; empty when nobody has said.
    package var allowedRegistries: [String] = []
    package var blockedRegistries: [String] = []
    /// Seconds since 1970 UTC, for certificates and expiry dates.
    package var now: Int64 = 0

    package init() {}
}

/// Where checks put what they find.
package struct FindingCollector {
    package private(set) var findings: [Finding] = []
    /// What could not be judged, by check id, with the reason and the number of subjects.
    package private(set) var notEvaluated: [NotEvaluated: Int] = [:]
    private let checks: [CheckDescription]
    /// The position of the check that is speaking; the runner sets it.
    var speaker = 0

    package init(check: CheckDescription) { self.init(checks: [check]) }

    init(checks: [CheckDescription]) { self.checks = checks }

    private var check: CheckDescription { checks[speaker] }

    package mutating func add(
        _ message: @autoclosure @escaping @Sendable () -> String, _ subject: Subject, _ evidence: Evidence,
        _ further: Evidence..., reason: Finding.Reason = .explicit, severity: Severity? = nil,
        remediation: Remediation? = nil
    ) {
        findings.append(
            Finding(
                check: check, severity: severity ?? check.severity, subject: subject, reason: reason,
                message: message, evidence: evidence, further: further, remediation: remediation))
    }

    /// The same with a list of evidence, which has at least one entry.
    package mutating func add(
        _ message: @autoclosure @escaping @Sendable () -> String, _ subject: Subject, _ evidence: [Evidence],
        reason: Finding.Reason = .explicit, severity: Severity? = nil, remediation: Remediation? = nil
    ) {
        findings.append(
            Finding(
                check: check, severity: severity ?? check.severity, subject: subject, reason: reason,
                message: message, evidence: evidence.first, further: Array(evidence.dropFirst()),
                remediation: remediation))
    }

    /// Hands the findings over without a copy.
    mutating func takeFindings() -> [Finding] {
        defer { findings = [] }
        return findings
    }

    /// Says that a subject could not be judged, and why (`service account not in the input`): never a pass by
    /// absence.
    package mutating func cannotEvaluate(_ reason: String) {
        notEvaluated[NotEvaluated(check: check.id, reason: reason), default: 0] += 1
    }
}

/// A check that could not be carried out, and why.
package struct NotEvaluated: Sendable, Hashable {
    package let check: String
    package let reason: String
}
