// SPDX-License-Identifier: Apache-2.0

/// Permissions that together let their holder become more than they are.
package struct Technique: Sendable {
    /// What the holder wins.
    package enum Gain: Sendable, Hashable {
        /// Everything, at once.
        case clusterAdmin
        /// Root on a node of their choice, and so the keys of the control plane.
        case node
        /// Every service account in reach, or those that the rule names.
        case serviceAccounts
        /// The accounts of the pods that run in reach.
        case runningPods
        /// The accounts whose tokens lie in secrets in reach.
        case storedTokens
        /// The users that the rule names.
        case users
        /// No identity: data, traffic, availability, traces.
        case influence
    }

    /// Where the permissions have to be held.
    package enum Place: Sendable, Hashable {
        /// In the whole cluster or in any one namespace.
        case anywhere
        /// In the whole cluster.
        case cluster
        /// In this namespace or the whole cluster.
        case namespace(String)
    }

    /// Verb phrase that completes "can …": `create workloads`.
    package let action: String
    package let requirements: [Requirement]
    package let place: Place
    package let gain: Gain
    /// Minor versions of Kubernetes in which it works.
    package let versions: ClosedRange<Int>
    /// Holds besides the permissions; nil when nothing else is needed.
    package let condition: (@Sendable (Situation) -> Bool)?

    package init(
        _ action: String, gain: Gain, place: Place = .anywhere, versions: ClosedRange<Int> = 0...999,
        condition: (@Sendable (Situation) -> Bool)? = nil, needs requirements: Requirement...
    ) {
        self.action = action
        self.requirements = requirements
        self.place = place
        self.gain = gain
        self.versions = versions
        self.condition = condition
    }
}

/// One of the permissions that a technique needs: any of its grants.
package struct Requirement: Sendable {
    /// Which rules with `resourceNames` count.
    package enum Names: Sendable, Hashable {
        /// None: the technique needs objects that the attacker chooses.
        case unlimited
        /// All: what is named is gained.
        case any
        /// Those that name one of these.
        case among(Set<String>)
    }

    package let grants: [Power.Grant]
    package let names: Names
    /// The resources are cluster-scoped: only a ClusterRoleBinding grants them.
    package let isClusterScoped: Bool
    private let custom: (@Sendable (PolicyRule) -> Bool)?
    /// The resources of each grant, taken apart.
    private let targets: [[Target]]

    private struct Target: Sendable {
        let resource: String
        let subresource: String
    }

    package init(_ grants: Power.Grant..., names: Names = .unlimited, clusterScoped: Bool = false) {
        self.grants = grants
        self.names = names
        isClusterScoped = clusterScoped
        custom = nil
        targets = grants.map { grant in
            grant.resources.map { text in
                let request = ResourceRequest("", text)
                return Target(resource: request.resource, subresource: request.subresource)
            }
        }
    }

    /// A requirement that lists of verbs and resources cannot express.
    package init(clusterScoped: Bool = false, _ matches: @escaping @Sendable (PolicyRule) -> Bool) {
        grants = []
        names = .any
        isClusterScoped = clusterScoped
        custom = matches
        targets = []
    }

    /// Lists of verbs and resources do not express it.
    var isCustom: Bool { custom != nil }

    /// Whether a rule meets it.
    package func isMet(by rule: PolicyRule) -> Bool {
        if let custom { return custom(rule) }
        for (grant, targets) in zip(grants, targets) where isMet(by: rule, grant, targets) { return true }
        return false
    }

    private func isMet(by rule: PolicyRule, _ grant: Power.Grant, _ targets: [Target]) -> Bool {
        guard rule.allows(group: grant.group) else { return false }
        var hasResource = false
        var hasSubresource = false
        for target in targets where rule.allows(resource: target.resource, subresource: target.subresource) {
            hasResource = true
            if !target.subresource.isEmpty { hasSubresource = true }
        }
        guard hasResource else { return false }
        if rule.resourceNames.isEmpty { return grant.verbs.contains { rule.allows(verb: $0) } }
        switch names {
        case .unlimited: return false
        case .any: break
        case .among(let wanted): guard rule.resourceNames.contains(where: { wanted.contains($0) }) else { return false }
        }
        // A create request for a top-level object carries no name, so a list of names never allows it.
        return grant.verbs.contains { rule.allows(verb: $0) && ($0 != "create" || hasSubresource) }
    }

    /// Whether a rule meets it for every object.
    package func isMetWithoutLimit(by rule: PolicyRule) -> Bool { rule.resourceNames.isEmpty && isMet(by: rule) }
}
