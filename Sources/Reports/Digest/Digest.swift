// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents
internal import Findings

/// A report's findings as a person takes them in: by the object they are about, and by the change that repairs them.
struct Digest {
    /// The findings of one object.
    struct Group {
        let resource: Resource
        /// Positions in the report, most severe first.
        var findings: [Int] = []
        var risk = 0
        var counts = SeverityCounts()
    }

    /// Findings that one change repairs: one field, one new object, or the security contexts of one object.
    struct Action {
        /// Positions in the report, most severe first.
        var findings: [Int] = []
        var risk = 0
        /// It changes security contexts only.
        let isSecurityContext: Bool
    }

    /// Most urgent first: by the most severe finding, then by risk, then in reading order.
    let groups: [Group]
    /// In the order of their first finding.
    let actions: [Action]
    let counts: SeverityCounts

    init(_ findings: [Finding]) {
        var groups: [Group] = []
        var actions: [Action] = []
        var groupPositions: [ObjectIdentifier: Int] = [:]
        var actionPositions: [RepairKey: Int] = [:]
        var counts = SeverityCounts()
        for (index, finding) in findings.enumerated() {
            let resource = finding.subject.resource
            let group = groupPositions[ObjectIdentifier(resource)] ?? groups.count
            if group == groups.count {
                groupPositions[ObjectIdentifier(resource)] = group
                groups.append(Group(resource: resource))
            }
            groups[group].findings.append(index)
            groups[group].risk += finding.severity.risk
            groups[group].counts.add(finding.severity)
            counts.add(finding.severity)
            let key = RepairKey(finding).wide(resource)
            let action = actionPositions[key] ?? actions.count
            if action == actions.count {
                actionPositions[key] = action
                actions.append(Action(isSecurityContext: key.isSecurityContext))
            }
            actions[action].findings.append(index)
            actions[action].risk += finding.severity.risk
        }
        self.groups = groups.sorted { left, right in
            if left.counts.worst != right.counts.worst { return left.counts.worst > right.counts.worst }
            if left.risk != right.risk { return left.risk > right.risk }
            return left.resource.ordinal < right.resource.ordinal
        }
        self.actions = actions
        self.counts = counts
    }

    /// The actions that remove most risk, most first; equal ones in the order of the report.
    func topActions(_ count: Int) -> [Action] {
        var top: [(risk: Int, position: Int)] = []
        for (position, action) in actions.enumerated() {
            if top.count == count, let last = top.last, action.risk <= last.risk { continue }
            let place = top.firstIndex { action.risk > $0.risk } ?? top.count
            top.insert((action.risk, position), at: place)
            if top.count > count { top.removeLast() }
        }
        return top.map { actions[$0.position] }
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
