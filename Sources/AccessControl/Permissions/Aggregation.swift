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
        return builtIn.filter { labels[$0.label]?.equals("true") == true }.map(\.role)
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
