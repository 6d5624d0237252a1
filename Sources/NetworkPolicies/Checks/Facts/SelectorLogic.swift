// SPDX-License-Identifier: Apache-2.0

internal import Cluster

extension LabelSelector {
    /// Whether everything that `other` matches is matched too, whatever labels there are. False when in doubt.
    func includes(_ other: LabelSelector) -> Bool {
        requirements.allSatisfy { wanted in other.requirements.contains { wanted.follows(from: $0) } }
    }
}

extension LabelSelector.Requirement {
    /// Whether it holds wherever another one does.
    func follows(from other: LabelSelector.Requirement) -> Bool {
        guard key == other.key else { return false }
        switch (operation, other.operation) {
        case (.isIn, .isIn): return Set(other.values).isSubset(of: values)
        case (.exists, .isIn), (.exists, .exists), (.doesNotExist, .doesNotExist), (.notIn, .doesNotExist): return true
        case (.notIn, .isIn): return Set(other.values).isDisjoint(with: values)
        case (.notIn, .notIn): return Set(values).isSubset(of: other.values)
        default: return false
        }
    }
}

extension PodSelection {
    /// Whether it selects all that another selection selects, whatever pods there are. False when in doubt.
    func includes(_ other: PodSelection, _ model: NetworkModel) -> Bool {
        guard pods.includes(other.pods) else { return false }
        switch (namespaces, other.namespaces) {
        case (.named(let mine), .named(let theirs)): return mine == theirs
        case (.matching(let mine), .matching(let theirs)): return mine.includes(theirs)
        case (.matching(let mine), .named(let theirs)):
            return mine.matches(model.namespaces[theirs] ?? ["kubernetes.io/metadata.name": theirs])
        case (.named(let mine), .matching(let theirs)):
            let name = "kubernetes.io/metadata.name"
            return LabelSelector(requirements: [.init(key: name, operation: .isIn, values: [mine])]).includes(theirs)
        }
    }
}

extension PolicyPeer {
    func includes(_ other: PolicyPeer, _ model: NetworkModel) -> Bool {
        switch (self, other) {
        case (.pods(let mine), .pods(let theirs)): return mine.includes(theirs, model)
        case (.block(let mine, let exceptions), .block(let theirs, let others)):
            return mine.contains(theirs)
                && exceptions.allSatisfy { hole in !hole.overlaps(theirs) || others.contains { $0.contains(hole) } }
        default: return self == other
        }
    }
}

extension PolicyRule {
    /// Whether it allows all that another rule allows, whatever pods there are. False when in doubt.
    func includes(_ other: PolicyRule, _ model: NetworkModel) -> Bool {
        guard action == .allow, other.action == .allow, includesPorts(of: other) else { return false }
        guard let peers else { return true }
        guard let others = other.peers else { return false }
        return others.allSatisfy { theirs in peers.contains { $0.includes(theirs, model) } }
    }

    private func includesPorts(of other: PolicyRule) -> Bool {
        guard let ports else { return true }
        guard let others = other.ports else { return false }
        let mine = PortSet(numbersOf: ports)
        return others.allSatisfy { port in
            if case .range(let transport, let range) = port {
                return PortSet(transport, range.lowerBound, range.upperBound).subtracting(mine).isEmpty
            }
            return ports.contains(port)
        }
    }
}

extension PortSet {
    /// The numbers among a rule's ports.
    init(numbersOf ports: [PolicyPort]) {
        self.init(
            joining: ports.compactMap { port in
                guard case .range(let transport, let range) = port else { return nil }
                return PortSet.line(transport, range.lowerBound, range.upperBound)
            })
    }
}
