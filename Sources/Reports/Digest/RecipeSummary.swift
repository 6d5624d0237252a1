// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents
internal import Findings

/// The few kinds of change that remove most risk, for reports in which single changes hardly count.
struct RecipeSummary {
    /// One kind of change: of security contexts, or what repairs the findings of one check.
    struct Recipe {
        /// Nil for security contexts.
        let check: CheckDescription?
        /// The most frequent place of it, in report order: the first.
        let first: Int
        var findings = 0
        var risk = 0
        var objects: Set<ObjectIdentifier> = []
        var difficulty: Change.Difficulty = .safe
        fileprivate var checks: [ObjectIdentifier: (check: CheckDescription, count: Int)] = [:]

        /// The ids of the checks it satisfies, most findings first.
        var checkIDs: [String] {
            checks.values.sorted { ($1.count, $0.check.id) < ($0.count, $1.check.id) }.map(\.check.id)
        }
    }

    let recipes: [Recipe]

    init(_ report: Report, _ digest: Digest, count: Int) {
        var recipes: [Recipe] = []
        var positions: [ObjectIdentifier?: Int] = [:]
        for action in digest.actions {
            guard let first = action.findings.first else { continue }
            let check = action.isSecurityContext ? nil : report.findings[first].check
            let key = check.map { ObjectIdentifier($0) }
            let position = positions[key] ?? recipes.count
            if position == recipes.count {
                positions[key] = position
                recipes.append(Recipe(check: check, first: first))
            }
            recipes[position].findings += action.findings.count
            recipes[position].risk += action.risk
            recipes[position].objects.insert(ObjectIdentifier(report.findings[first].subject.resource))
            for index in action.findings { Self.add(report.findings[index], to: &recipes[position]) }
        }
        let sorted = recipes.sorted { ($1.risk, $0.first) < ($0.risk, $1.first) }
        self.recipes = Array(sorted.prefix(count))
    }

    private static func add(_ finding: Finding, to recipe: inout Recipe) {
        let check = finding.check
        recipe.checks[ObjectIdentifier(check), default: (check, 0)].count += 1
        guard let remediation = finding.remediation, !remediation.edits.isEmpty else {
            recipe.difficulty = .manual
            return
        }
        if remediation.confidence == .review, recipe.difficulty == .safe { recipe.difficulty = .review }
    }
}
