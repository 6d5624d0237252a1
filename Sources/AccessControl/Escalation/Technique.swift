// SPDX-License-Identifier: Apache-2.0

/// Permissions that together let their holder become more than they are.
package struct Technique: Sendable {
    /// What the holder wins.
    enum Gain: Sendable, Hashable {
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
        /// The groups that the rule names.
        case groups
        /// Those of roles that the holder gives to themselves.
        case rights(RoleGift.Means)
        /// No identity: data, traffic, availability, traces.
        case influence

        /// Completes "can create pods, gaining …"; nil when the action says it all.
        var phrase: String? {
            switch self {
            case .clusterAdmin: "the whole cluster"
            case .node: "root on a node"
            case .serviceAccounts: "the rights of the service accounts there"
            case .runningPods: "the rights of the pods that run there"
            case .storedTokens: "the tokens that lie in secrets there"
            case .users: "the rights of those users"
            case .groups: "the rights of those groups"
            case .rights, .influence: nil
            }
        }
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
    /// Other sets of permissions that do as well.
    package private(set) var alternatives: [Alternative] = []
    /// A list of names in the first requirement's rule limits what is gained to them.
    package private(set) var namesLimitGain = true
    package let place: Place
    let gain: Gain
    /// Minor versions of Kubernetes in which it works.
    package private(set) var versions: ClosedRange<Int>
    /// Holds besides the permissions; nil when nothing else is needed.
    package let condition: (@Sendable (Situation) -> Bool)?

    init(
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

    /// Another set of permissions, with the versions in which it works and what holds besides.
    package struct Alternative: Sendable {
        package let requirements: [Requirement]
        package let versions: ClosedRange<Int>
        let condition: (@Sendable (Situation) -> Bool)?
    }

    /// The same with another set of permissions that does as well, whatever holds besides.
    package func or(versions: ClosedRange<Int> = 0...999, needs requirements: Requirement...) -> Technique {
        var technique = self
        technique.alternatives.append(Alternative(requirements: requirements, versions: versions, condition: nil))
        return technique
    }

    /// The same where the names in a rule are not those of what is gained.
    package func gainingBeyondNames() -> Technique {
        var technique = self
        technique.namesLimitGain = false
        return technique
    }

    /// The last of the versions in which it works in a way that a newer one does not know.
    func lastVersions(before version: Int) -> [Int] {
        ([versions] + alternatives.map(\.versions)).map(\.upperBound).filter { $0 < version }
    }

    /// One technique for each set of permissions that works in a version.
    func ways(in version: Int) -> [Technique] {
        let own = Alternative(requirements: requirements, versions: versions, condition: condition)
        return ([own] + alternatives).filter { $0.versions.contains(version) }.map { Technique(self, $0) }
    }

    private init(_ technique: Technique, _ alternative: Alternative) {
        action = technique.action
        requirements = alternative.requirements
        namesLimitGain = technique.namesLimitGain
        place = technique.place
        gain = technique.gain
        versions = technique.versions
        condition = alternative.condition
    }
}
