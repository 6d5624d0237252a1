// SPDX-License-Identifier: Apache-2.0

internal import Findings

/// One kind of change: of security contexts, or what repairs the findings of one check. In reports in which single
/// changes hardly count the few that remove most risk are told.
struct Recipe {
    /// Nil for security contexts.
    let check: CheckDescription?
    /// The first finding that it removes, by position in the report.
    let first: Int
    private(set) var findings = 0
    private(set) var risk = 0
    /// The object of each of its actions, by position in the digest.
    private var changed: [Int] = []
    private(set) var difficulty: Change.Difficulty = .safe
    /// So many findings of each check, by the check's position among all with findings.
    private var checks: [Int] = []

    init(check: CheckDescription?, first: Int) {
        self.check = check
        self.first = first
    }

    /// What one finding adds.
    struct Share {
        /// The finding's check, by position among all with findings.
        fileprivate var check: Int32 = 0
        fileprivate var risk: Int16 = 0
        fileprivate var difficulty = Change.Difficulty.safe

        init() {}

        init(_ finding: Finding, _ check: Int) {
            self.check = Int32(truncatingIfNeeded: check)
            risk = Int16(truncatingIfNeeded: finding.severity.risk)
            guard let remediation = finding.remediation, !remediation.edits.isEmpty else {
                difficulty = .manual
                return
            }
            if remediation.confidence == .review { difficulty = .review }
        }
    }

    /// Counts an action that changes an object.
    mutating func change(_ object: Int) { changed.append(object) }

    /// How many objects it changes.
    var objects: Int { Set(changed).count }

    mutating func add(_ share: Share) {
        let check = Int(share.check)
        findings += 1
        risk += Int(share.risk)
        if check >= checks.count { checks += repeatElement(0, count: check + 1 - checks.count) }
        checks[check] += 1
        if share.difficulty == .manual || difficulty == .safe { difficulty = share.difficulty }
    }

    /// The ids of the checks it satisfies, most findings first.
    func checkIDs(_ rollups: CheckRollups) -> [String] {
        let found = checks.indices.filter { checks[$0] > 0 }
        let named = found.map { (id: rollups.checks[$0].check.id, count: checks[$0]) }
        return named.sorted { ($1.count, $0.id) < ($0.count, $1.id) }.map(\.id)
    }
}

extension Digest {
    /// The kinds of change that remove most risk, most first.
    func topRecipes(_ count: Int) -> ArraySlice<Recipe> {
        recipes.sorted { ($1.risk, $0.first) < ($0.risk, $1.first) }.prefix(count)
    }
}
