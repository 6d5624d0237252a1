// SPDX-License-Identifier: Apache-2.0

/// A role that somebody holds or can come to hold, and where.
struct HeldRole: Sendable, Hashable {
    enum Scope: Sendable, Hashable {
        case cluster
        /// Through role bindings, in every namespace that one chooses.
        case everyNamespace
        case namespace(String)

        /// Whether what is held here has effect in a namespace; nil for the whole cluster.
        func covers(_ namespace: String?) -> Bool {
            switch self {
            case .cluster, .everyNamespace: true
            case .namespace(let name): name == namespace
            }
        }

        /// Completes "bind it to themselves …".
        var phrase: String {
            switch self {
            case .cluster: "in the whole cluster"
            case .everyNamespace: "in any namespace"
            case .namespace(let name): "in namespace \"\(name)\""
            }
        }
    }

    /// Its position among the authorizer's roles.
    let role: Int
    let scope: Scope

    /// The position that stands for a role with every right.
    static let everything = -1
}

/// A role that somebody can give to themselves, though they lack its rights.
struct RoleGift: Sendable, Hashable {
    /// Which technique makes it possible.
    enum Means: Sendable, Hashable { case bindInCluster, bindInNamespaces, escalateClusterRoles, escalateRoles }

    let held: HeldRole
    let means: Means
    /// The role that is named in the request; empty for any.
    let name: String
    /// What to do: `bind ClusterRole "deployer" to themselves in namespace "shop"`.
    let step: String
}
