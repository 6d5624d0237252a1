// SPDX-License-Identifier: Apache-2.0

extension Reachability {
    /// The answers after one policy has changed: what a change would do, for admission and for comparisons.
    ///
    /// Only the classes that the policy selects, before or after, are compiled again; everything else is shared. When
    /// the policy asks pods for labels or port names that they have and no policy asked for before, or cuts addresses
    /// anew, all rules are compiled again.
    ///
    /// - Parameters:
    ///   - position: the policy of the model that is replaced or removed; nil to add one.
    ///   - policy: what takes its place; nil to remove it.
    package func replacing(_ position: Int?, with policy: Policy?) -> Reachability {
        var policies = model.policies
        if let position { policies.remove(at: position) }
        let inserted = policy.map { policy in
            let place = policies.firstIndex { policy.isEvaluated(before: $0) } ?? policies.count
            policies.insert(policy, at: place)
            return place
        }
        var model = model
        model.policies = policies
        if let policy, !compiler.knows(policy) { return recompiled(model) }
        var compiler = compiler
        let change = PolicyChange(removed: position, inserted: inserted)
        let groups = compiler.recompile(model, change, ingress: ingress, egress: egress)
        return Reachability(compiler, ingress: groups.ingress, egress: groups.egress)
    }

    private func recompiled(_ model: NetworkModel) -> Reachability {
        var compiler = RuleCompiler(model, matching: matching, namesMatch: compiler.namesMatch, after: compiler)
        let groups = compiler.compile()
        return Reachability(compiler, ingress: groups.ingress, egress: groups.egress)
    }
}

/// How the positions of policies move when one is taken out and one put in.
struct PolicyChange {
    /// Position before.
    let removed: Int?
    /// Position after.
    let inserted: Int?

    var moves: Bool { removed != inserted }

    /// The new position; nil for the policy that was taken out.
    func position(_ old: Int32) -> Int32? {
        var position = Int(old)
        if let removed {
            if position == removed { return nil }
            if position > removed { position -= 1 }
        }
        if let inserted, position >= inserted { position += 1 }
        return Int32(position)
    }
}

extension DirectionGroups.Group {
    /// The same group with policies at their new positions; for groups without the policy that was taken out.
    mutating func move(_ change: PolicyChange) {
        policies = policies.compactMap(change.position)
        isolating = isolating.compactMap(change.position)
        for index in rules.indices {
            rules[index].policy = change.position(Int32(rules[index].policy)).map { Int($0) } ?? rules[index].policy
        }
    }
}
