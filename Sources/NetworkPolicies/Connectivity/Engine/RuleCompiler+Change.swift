// SPDX-License-Identifier: Apache-2.0

extension RuleCompiler {
    /// Whether a policy tells nothing apart that the policies so far do not. Labels and names of ports that no pod has
    /// tell nothing apart.
    func knows(_ policy: Policy) -> Bool {
        let other = PolicyUsage(CollectionOfOne(policy), model.nodes)
        guard other.blocks.isSubset(of: usage.blocks) else { return false }
        let labels = other.labelKeys.subtracting(usage.labelKeys)
        let names = other.portNames.subtracting(usage.portNames)
            .union(other.egressPortNames.subtracting(usage.egressPortNames))
        if labels.isEmpty, names.isEmpty { return true }
        return !model.endpoints.contains { endpoint in
            labels.contains { endpoint.labels[$0] != nil } || endpoint.ports.contains { names.contains($0.name) }
        }
    }

    /// Compiles the classes again that the policy selects which was taken out, or put in.
    mutating func recompile(
        _ model: NetworkModel, _ change: PolicyChange, ingress: DirectionGroups, egress: DirectionGroups
    ) -> (ingress: DirectionGroups, egress: DirectionGroups) {
        self.model = model
        return (
            recompile(.ingress, \.ingress, change, ingress), recompile(.egress, \.egress, change, egress)
        )
    }

    private mutating func recompile(
        _ direction: Direction, _ drafts: WritableKeyPath<Self, [Draft?]>, _ change: PolicyChange,
        _ old: DirectionGroups
    ) -> DirectionGroups {
        var affected = Bitset(words: words)
        if let removed = change.removed, let draft = self[keyPath: drafts].remove(at: removed) {
            affected.formUnion(index.sets[draft.subject])
        }
        var selected = Bitset(words: words)
        if let inserted = change.inserted {
            let draft = draft(model.policies[inserted], direction)
            self[keyPath: drafts].insert(draft, at: inserted)
            if let draft { selected = index.sets[draft.subject] }
        }
        affected.formUnion(selected)
        var result = old
        if change.moves { for number in result.groups.indices { result.groups[number].move(change) } }
        var numbers: [GroupKey: Int32] = [:]
        for column in affected.positions {
            var policies = old.groups[Int(old.groupOfClass[column])].policies.compactMap(change.position)
            if let inserted = change.inserted, selected[column] {
                policies.insert(Int32(inserted), at: policies.firstIndex { $0 > inserted } ?? policies.count)
            }
            result.groupOfClass[column] = group(direction, column, policies, &numbers, &result.groups)
        }
        return result
    }
}
