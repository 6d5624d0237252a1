// SPDX-License-Identifier: Apache-2.0

package import Cluster

/// The roles and bindings of an inventory, joined.
package final class AccessModel: Sendable {
    /// In reading order, Roles first.
    package let roles: [Role]
    /// In reading order, RoleBindings first.
    package let bindings: [Binding]
    /// The ClusterRoles whose rules come from others.
    package let aggregatedRoles: [Role]
    /// By the object's position in the inventory.
    private let rolesByOrdinal: [Role?]
    private let bindingsByOrdinal: [Binding?]
    private let positionsOfRoles: [RoleName: Int]
    private let bindingsOfRoles: [RoleName: [Int]]

    /// A role among all; the namespace is empty for ClusterRoles.
    package struct RoleName: Sendable, Hashable {
        package let namespace: String
        package let name: String

        package init(namespace: String, name: String) {
            self.namespace = namespace
            self.name = name
        }
    }

    /// The model of an inventory, made once.
    package static func of(_ inventory: Inventory) -> AccessModel {
        inventory.derived.value(of: AccessModel.self) { AccessModel(inventory) }
    }

    package init(_ inventory: Inventory) {
        let roles = Self.objects(["Role", "ClusterRole"], inventory).map { Role($0) }
        let bindings = Self.objects(["RoleBinding", "ClusterRoleBinding"], inventory).map { Binding($0) }
        var positions: [RoleName: Int] = [:]
        for (position, role) in roles.enumerated() {
            positions[RoleName(namespace: role.namespace, name: role.name)] = position
        }
        var bound: [RoleName: [Int]] = [:]
        for (position, binding) in bindings.enumerated() {
            bound[Self.roleName(of: binding), default: []].append(position)
        }
        var rolesByOrdinal = [Role?](repeating: nil, count: inventory.resources.count)
        for role in roles { rolesByOrdinal[role.resource.ordinal] = role }
        self.rolesByOrdinal = rolesByOrdinal
        var bindingsByOrdinal = [Binding?](repeating: nil, count: inventory.resources.count)
        for binding in bindings { bindingsByOrdinal[binding.resource.ordinal] = binding }
        self.bindingsByOrdinal = bindingsByOrdinal
        self.roles = roles
        self.bindings = bindings
        aggregatedRoles = roles.filter { $0.aggregation != nil }
        positionsOfRoles = positions
        bindingsOfRoles = bound
    }

    private static func objects(_ kinds: [String], _ inventory: Inventory) -> [Resource] {
        kinds.flatMap { kind in
            inventory.resources(ofKind: kind).filter {
                $0.group == "rbac.authorization.k8s.io" || $0.group == "authorization.openshift.io"
            }
        }
    }

    /// The role that a binding refers to.
    package static func roleName(of binding: Binding) -> RoleName {
        RoleName(namespace: binding.roleKind == "ClusterRole" ? "" : binding.namespace, name: binding.roleName)
    }

    /// The role that a binding refers to; nil when it is not in the input.
    package func role(of binding: Binding) -> Role? {
        let name = Self.roleName(of: binding)
        guard binding.roleKind == "ClusterRole" || (binding.roleKind == "Role" && !name.namespace.isEmpty) else {
            return nil
        }
        return positionsOfRoles[name].map { roles[$0] }
    }

    package func role(_ name: RoleName) -> Role? { positionsOfRoles[name].map { roles[$0] } }

    fileprivate func role(_ resource: Resource) -> Role? {
        guard rolesByOrdinal.indices.contains(resource.ordinal) else { return nil }
        return rolesByOrdinal[resource.ordinal].flatMap { $0.resource === resource ? $0 : nil }
    }

    fileprivate func binding(_ resource: Resource) -> Binding? {
        guard bindingsByOrdinal.indices.contains(resource.ordinal) else { return nil }
        return bindingsByOrdinal[resource.ordinal].flatMap { $0.resource === resource ? $0 : nil }
    }

    /// The bindings that refer to a role, in reading order.
    package func bindings(of role: Role) -> [Binding] {
        (bindingsOfRoles[RoleName(namespace: role.namespace, name: role.name)] ?? []).map { bindings[$0] }
    }

    /// Whether the input is a whole cluster's: it holds the stock role that every cluster has.
    package var isClusterDump: Bool { positionsOfRoles[RoleName(namespace: "", name: "cluster-admin")] != nil }
}

extension Role {
    /// The role that an object of the inventory is, read once for all checks.
    static func of(_ resource: Resource, in inventory: Inventory) -> Role {
        AccessModel.of(inventory).role(resource) ?? Role(resource)
    }
}

extension Binding {
    /// The binding that an object of the inventory is, read once for all checks.
    static func of(_ resource: Resource, in inventory: Inventory) -> Binding {
        AccessModel.of(inventory).binding(resource) ?? Binding(resource)
    }
}
