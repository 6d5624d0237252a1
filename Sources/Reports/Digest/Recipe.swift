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
    /// The objects that it changes.
    var objects: Set<ObjectIdentifier> = []
    private(set) var difficulty: Change.Difficulty = .safe
    /// So many findings of each check, by the check's position among all with findings.
    private var checks: [Int] = []

    init(check: CheckDescription?, first: Int) {
        self.check = check
        self.first = first
    }

    /// Counts a finding of the check at a position.
    mutating func add(_ finding: Finding, _ position: Int) {
        findings += 1
        risk += finding.severity.risk
        if position >= checks.count { checks += repeatElement(0, count: position + 1 - checks.count) }
        checks[position] += 1
        guard let remediation = finding.remediation, !remediation.edits.isEmpty else {
            difficulty = .manual
            return
        }
        if remediation.confidence == .review, difficulty == .safe { difficulty = .review }
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
