// SPDX-License-Identifier: Apache-2.0

internal import Cluster
package import Documents

/// Aggregated ClusterRoles: the controller overwrites their rules with those of the ClusterRoles their selectors match
/// (https://kubernetes.io/docs/reference/access-authn-authz/rbac/#aggregated-clusterroles).
package enum Aggregation {
    /// The built-in roles that take over rules by label, with the label.
    package static let builtIn: [(label: String, role: String)] = [
        ("rbac.authorization.k8s.io/aggregate-to-admin", "admin"),
        ("rbac.authorization.k8s.io/aggregate-to-edit", "edit"),
        ("rbac.authorization.k8s.io/aggregate-to-view", "view"),
    ]

    /// The built-in roles into which an object's labels put its rules.
    package static func builtInTargets(_ labels: Node?) -> [String] {
        guard let labels else { return [] }
        return builtIn.filter { labels[key: $0.label]?.equals("true") == true }.map(\.role)
    }

    /// The ClusterRoles that take over a role's rules, by name.
    static func targets(of role: Role, in model: AccessModel) -> [String] {
        guard role.isClusterRole, let labels = role.resource.labels else { return [] }
        var names = Set(builtInTargets(labels))
        for target in model.aggregatedRoles where target !== role {
            if target.aggregation?.contains(where: { $0.matches(labels) }) == true { names.insert(target.name) }
        }
        return names.sorted()
    }
}

extension Aggregation {
    /// The rules that each role has once the aggregation controller has run. The controller copies until nothing
    /// changes, so a role that takes over an aggregated one has the rules of all that lie behind it.
    package static func effectiveRules(of roles: [Role]) -> [[PolicyRule]] {
        let order = roles.indices.filter { roles[$0].isClusterRole }.sorted { roles[$0].name < roles[$1].name }
        return roles.indices.map { position in
            guard let selectors = roles[position].aggregation else { return roles[position].rules }
            var collection = RuleCollection(roles: roles, order: order)
            collection.collect(position, selectors)
            return collection.rules
        }
    }
}

/// Gathers the rules behind one aggregated role.
private struct RuleCollection {
    let roles: [Role]
    let order: [Int]
    private(set) var rules: [PolicyRule] = []
    private var visited: Set<Int> = []
    private var contents: Set<PolicyRule.Content> = []

    init(roles: [Role], order: [Int]) {
        self.roles = roles
        self.order = order
    }

    mutating func collect(_ position: Int, _ selectors: [LabelSelector]) {
        guard visited.insert(position).inserted else { return }
        for other in order where other != position {
            guard let labels = roles[other].resource.labels, selectors.contains(where: { $0.matches(labels) }) else {
                continue
            }
            if let deeper = roles[other].aggregation { collect(other, deeper) } else { add(roles[other].rules) }
        }
        // What a running cluster reports holds the rules of roles that a partial dump may lack.
        if roles[position].resource.metadata?["resourceVersion"] != nil { add(roles[position].rules) }
    }

    private mutating func add(_ more: [PolicyRule]) {
        for rule in more where contents.insert(rule.content).inserted { rules.append(rule) }
    }
}
