// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents
internal import Findings

/// A report's findings as a person takes them in: by the object they are about, and by the change that repairs them.
/// Worked out in one pass, since findings by the hundred thousand lie scattered in memory.
struct Digest {
    /// The findings of one object.
    struct Group {
        let resource: Resource
        fileprivate let position: Int
        var risk = 0
        var counts = SeverityCounts()
    }

    /// Findings that one change repairs: one field, one new object, or the security contexts of one object.
    struct Action {
        fileprivate let position: Int
        /// The first of its findings, by position in the report.
        let first: Int
        var count = 0
        var risk = 0
        /// The kind of change, by position.
        let recipe: Int
    }

    /// Most urgent first: by the most severe finding, then by risk, then in reading order.
    let groups: [Group]
    /// In the order of their first finding.
    let actions: [Action]
    let counts: SeverityCounts
    let rollup: CheckRollups
    /// Every kind of change, in the order of their first finding.
    let recipes: [Recipe]
    private let groupOfFindings: Membership
    private let actionOfFindings: Membership

    init(_ findings: [Finding]) {
        var collector = DigestCollector(findings.count)
        for (index, finding) in findings.enumerated() { collector.add(finding, index) }
        groups = Self.sorted(collector.groups)
        actions = collector.actions
        counts = collector.counts
        rollup = collector.rollup
        recipes = collector.recipes
        groupOfFindings = Membership(collector.groupOfFindings, of: collector.groups.count)
        actionOfFindings = Membership(collector.actionOfFindings, of: collector.actions.count)
    }

    private static func sorted(_ groups: [Group]) -> [Group] {
        let keys = groups.map { (worst: -$0.counts.worst.risk, risk: -$0.risk, place: $0.resource.ordinal) }
        return groups.indices.sorted { keys[$0] < keys[$1] }.map { groups[$0] }
    }

    /// The findings of a group by their positions in the report, most severe first.
    func findings(of group: Group) -> ArraySlice<Int> { groupOfFindings.members(of: group.position) }

    /// The findings of an action by their positions in the report, most severe first.
    func findings(of action: Action) -> ArraySlice<Int> { actionOfFindings.members(of: action.position) }

    /// The actions that remove most risk, most first; equal ones in the order of the report.
    func topActions(_ count: Int) -> [Action] {
        var top: [Action] = []
        for action in actions {
            if top.count == count, let last = top.last, action.risk <= last.risk { continue }
            let place = top.firstIndex { action.risk > $0.risk } ?? top.count
            top.insert(action, at: place)
            if top.count > count { top.removeLast() }
        }
        return top
    }
}

/// Which findings belong to which group.
private struct Membership {
    private let starts: [Int]
    private let findings: [Int]

    init(_ groups: [Int], of count: Int) {
        var starts = [Int](repeating: 0, count: count + 1)
        for group in groups { starts[group + 1] += 1 }
        for group in 0..<count { starts[group + 1] += starts[group] }
        self.starts = starts
        var findings = [Int](repeating: 0, count: groups.count)
        for (finding, group) in groups.enumerated() {
            findings[starts[group]] = finding
            starts[group] += 1
        }
        self.findings = findings
    }

    func members(of group: Int) -> ArraySlice<Int> { findings[starts[group]..<starts[group + 1]] }
}

/// Collects what one pass over the findings tells.
private struct DigestCollector {
    var groups: [Digest.Group] = []
    var actions: [Digest.Action] = []
    var counts = SeverityCounts()
    var rollup = CheckRollups()
    var recipes: [Recipe] = []
    var groupOfFindings: [Int] = []
    var actionOfFindings: [Int] = []
    private var groupPositions: [ObjectIdentifier: Int] = [:]
    private var actionPositions: [RepairKey: Int] = [:]
    private var recipePositions: [ObjectIdentifier?: Int] = [:]

    init(_ count: Int) {
        groupOfFindings.reserveCapacity(count)
        actionOfFindings.reserveCapacity(count)
        actionPositions.reserveCapacity(count / 2)
    }

    mutating func add(_ finding: Finding, _ index: Int) {
        let risk = finding.severity.risk
        let group = group(of: finding.subject.resource)
        groups[group].risk += risk
        groups[group].counts.add(finding.severity)
        groupOfFindings.append(group)
        counts.add(finding.severity)
        let check = rollup.add(finding)
        let action = action(of: finding, index)
        actions[action].count += 1
        actions[action].risk += risk
        actionOfFindings.append(action)
        recipes[actions[action].recipe].add(finding, check)
    }

    private mutating func group(of resource: Resource) -> Int {
        let key = ObjectIdentifier(resource)
        if let position = groupPositions[key] { return position }
        groupPositions[key] = groups.count
        groups.append(Digest.Group(resource: resource, position: groups.count))
        return groups.count - 1
    }

    private mutating func action(of finding: Finding, _ index: Int) -> Int {
        let key = RepairKey(finding).wide(finding.subject.resource)
        if let position = actionPositions[key] { return position }
        actionPositions[key] = actions.count
        let recipe = recipe(of: key.isSecurityContext ? nil : finding.check, index)
        recipes[recipe].objects.insert(ObjectIdentifier(finding.subject.resource))
        actions.append(Digest.Action(position: actions.count, first: index, recipe: recipe))
        return actions.count - 1
    }

    private mutating func recipe(of check: CheckDescription?, _ index: Int) -> Int {
        let key = check.map { ObjectIdentifier($0) }
        if let position = recipePositions[key] { return position }
        recipePositions[key] = recipes.count
        recipes.append(Recipe(check: check, first: index))
        return recipes.count - 1
    }
}

extension Severity {
    /// How much a finding weighs when risks are compared: a critical one outweighs three high ones.
    var risk: Int {
        switch self {
        case .info: 1
        case .low: 3
        case .medium: 10
        case .high: 30
        case .critical: 100
        }
    }
}

extension SeverityCounts {
    /// The most severe that occurs.
    var worst: Severity { Severity.allCases.last { self[$0] > 0 } ?? .info }
}
