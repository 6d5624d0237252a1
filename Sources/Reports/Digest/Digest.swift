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
        /// The first of its findings, by position in the report.
        fileprivate var first: Int
        var risk = 0
        var counts = SeverityCounts()
    }

    /// Findings that one change repairs: one field, one new object, or the security contexts of one object.
    struct Action {
        fileprivate let position: Int
        /// It is one of security contexts.
        fileprivate let isOfSecurityContexts: Bool
        /// The object that the first finding is about, by position.
        fileprivate(set) var group: Int
        /// The first of its findings, by position in the report.
        fileprivate(set) var first: Int
        /// That finding's check, by position.
        fileprivate(set) var check: Int
        fileprivate(set) var count = 0
        fileprivate(set) var risk = 0
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
        for index in Self.visitingOrder(findings) { collector.add(findings[index], index) }
        counts = collector.counts
        rollup = collector.rollup
        groupOfFindings = Membership(collector.groupOfFindings, of: collector.groups.count)
        actionOfFindings = Membership(collector.actionOfFindings, of: collector.actions.count)
        groups = Self.sorted(collector.groups)
        actions = collector.orderedActions
        recipes = RecipeBook(collector, actions).recipes
    }

    /// Findings lie in memory in the order in which they were made, object by object: read in this order they and what
    /// they speak of come into the processor's cache once. What comes of it does not depend on the order.
    private static func visitingOrder(_ findings: [Finding]) -> [Int] {
        let places = findings.map { ObjectIdentifier($0) }
        return findings.indices.sorted { places[$0] < places[$1] }
    }

    private static func sorted(_ groups: [Group]) -> [Group] {
        let keys = groups.map { (-$0.counts.worst.risk, -$0.risk, $0.resource.ordinal, $0.first) }
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

/// Collects what one pass over the findings tells, in any order.
private struct DigestCollector {
    private(set) var groups: [Digest.Group] = []
    private(set) var actions: [Digest.Action] = []
    private(set) var counts = SeverityCounts()
    private(set) var rollup = CheckRollups()
    private(set) var groupOfFindings: [Int]
    private(set) var actionOfFindings: [Int]
    /// What each finding adds to the kind of change that repairs it.
    private(set) var shares: [Recipe.Share]
    private var groupPositions: [ObjectIdentifier: Int] = [:]
    private var keys: RepairKeyTable
    /// The object that was asked for last, and the position of its security contexts.
    private var last: (resource: Resource, group: Int, context: Int?)?

    init(_ count: Int) {
        groupOfFindings = [Int](repeating: 0, count: count)
        actionOfFindings = groupOfFindings
        shares = [Recipe.Share](repeating: Recipe.Share(), count: count)
        keys = RepairKeyTable(capacity: count)
    }

    mutating func add(_ finding: Finding, _ index: Int) {
        let risk = finding.severity.risk
        let group = group(of: finding.subject.resource)
        groups[group].risk += risk
        groups[group].first = min(groups[group].first, index)
        groups[group].counts.add(finding.severity)
        groupOfFindings[index] = group
        counts.add(finding.severity)
        let check = rollup.add(finding)
        let action = action(of: finding, index, group)
        actions[action].add(risk)
        if index <= actions[action].first { actions[action].start(index, group, check) }
        actionOfFindings[index] = action
        shares[index] = Recipe.Share(finding, check)
    }

    /// The actions in the order of their first finding.
    var orderedActions: [Digest.Action] {
        var started = [Int32](repeating: -1, count: actionOfFindings.count)
        for action in actions { started[action.first] = Int32(truncatingIfNeeded: action.position) }
        return started.filter { $0 >= 0 }.map { actions[Int($0)] }
    }

    private mutating func group(of resource: Resource) -> Int {
        if let last, last.resource === resource { return last.group }
        let key = ObjectIdentifier(resource)
        let group = groupPositions[key] ?? groups.count
        if group == groups.count {
            groupPositions[key] = group
            groups.append(Digest.Group(resource: resource, position: group, first: .max))
        }
        last = (resource, group, nil)
        return group
    }

    private mutating func action(of finding: Finding, _ index: Int, _ group: Int) -> Int {
        let key = RepairKey(finding).wide(finding.subject.resource)
        if key.isSecurityContext, let context = last?.context { return context }
        let position = keys.number(of: key)
        if position == actions.count {
            actions.append(Digest.Action(position, index, isOfSecurityContexts: key.isSecurityContext))
        }
        if key.isSecurityContext { last?.context = position }
        return position
    }
}

extension Digest.Action {
    fileprivate init(_ position: Int, _ first: Int, isOfSecurityContexts: Bool) {
        self.init(
            position: position, isOfSecurityContexts: isOfSecurityContexts, group: 0, first: first, check: 0)
    }

    fileprivate mutating func add(_ risk: Int) {
        count += 1
        self.risk += risk
    }

    fileprivate mutating func start(_ first: Int, _ group: Int, _ check: Int) {
        self.first = first
        self.group = group
        self.check = check
    }
}

/// The kinds of change.
private struct RecipeBook {
    private(set) var recipes: [Recipe] = []
    /// By the check's position; -1 for security contexts.
    private var positions: [Int: Int] = [:]

    /// - Parameter actions: in the order of their first finding.
    init(_ collector: DigestCollector, _ actions: [Digest.Action]) {
        var recipeOfActions = [Int](repeating: 0, count: actions.count)
        for action in actions {
            let check = action.isOfSecurityContexts ? nil : action.check
            let position = position(of: check, collector.rollup, action.first)
            recipes[position].change(action.group)
            recipeOfActions[action.position] = position
        }
        for (finding, action) in collector.actionOfFindings.enumerated() {
            recipes[recipeOfActions[action]].add(collector.shares[finding])
        }
    }

    private mutating func position(of check: Int?, _ rollup: CheckRollups, _ first: Int) -> Int {
        if let position = positions[check ?? -1] { return position }
        positions[check ?? -1] = recipes.count
        recipes.append(Recipe(check: check.map { rollup.checks[$0].check }, first: first))
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
