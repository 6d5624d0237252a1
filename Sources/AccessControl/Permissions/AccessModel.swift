// SPDX-License-Identifier: Apache-2.0

package import Cluster

/// The roles and bindings of an inventory, joined.
package final class AccessModel: FactOfKinds {
    package static let kinds = ["Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding"]

    /// In reading order, Roles first.
    package let roles: [Role]
    /// In reading order, RoleBindings first.
    package let bindings: [Binding]
    /// The ClusterRoles whose rules come from others.
    package let aggregatedRoles: [Role]
    /// What the API server would say to those to which it has something to say, by the object's position in the
    /// inventory.
    let judgements: [Int: AccessValidation.Judgement]
    /// By the object's position in the inventory.
    private let rolesByOrdinal: [Role?]
    private let bindingsByOrdinal: [Binding?]
    /// Numbers the names of roles and those that bindings refer to.
    private let numbers: [RoleName: Int]
    /// By the number of its name, the last role and the positions of the bindings.
    private let rolesByNumber: [Role?]
    private let bindingsByNumber: [[Int]]

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
        inventory.derived.value(ofKinds: AccessModel.self) { AccessModel(inventory) }
    }

    package init(_ inventory: Inventory) {
        var objects = ModelObjects(inventory.resources.count)
        for kind in ["Role", "ClusterRole"] {
            for resource in Self.objects(kind, inventory) { objects.add(Role(resource)) }
        }
        for kind in ["RoleBinding", "ClusterRoleBinding"] {
            for resource in Self.objects(kind, inventory) { objects.add(Binding(resource)) }
        }
        roles = objects.roles
        bindings = objects.bindings
        judgements = objects.judgements
        rolesByOrdinal = objects.rolesByOrdinal
        bindingsByOrdinal = objects.bindingsByOrdinal
        aggregatedRoles = objects.roles.filter { $0.aggregation != nil }
        numbers = objects.numbers
        rolesByNumber = objects.rolesByNumber
        bindingsByNumber = objects.bindingsByNumber
    }

    private static func objects(_ kind: String, _ inventory: Inventory) -> some Sequence<Resource> {
        inventory.resources(ofKind: kind).filter {
            $0.group == "rbac.authorization.k8s.io" || $0.group == "authorization.openshift.io"
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
        return role(name)
    }

    package func role(_ name: RoleName) -> Role? { numbers[name].flatMap { rolesByNumber[$0] } }

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
        positions(of: role).map { bindings[$0] }
    }

    /// Whether some binding refers to a role.
    func isBound(_ role: Role) -> Bool { !positions(of: role).isEmpty }

    private func positions(of role: Role) -> [Int] { numbers[role.fullName].map { bindingsByNumber[$0] } ?? [] }

    /// Whether the input is a whole cluster's: it holds the stock role that every cluster has.
    package var isClusterDump: Bool { role(RoleName(namespace: "", name: "cluster-admin")) != nil }
}

/// The objects of a model while they are read.
private struct ModelObjects {
    private(set) var roles: [Role] = []
    private(set) var bindings: [Binding] = []
    private(set) var judgements: [Int: AccessValidation.Judgement] = [:]
    private(set) var rolesByOrdinal: [Role?]
    private(set) var bindingsByOrdinal: [Binding?]
    private(set) var numbers: [AccessModel.RoleName: Int] = [:]
    private(set) var rolesByNumber: [Role?] = []
    private(set) var bindingsByNumber: [[Int]] = []

    init(_ count: Int) {
        rolesByOrdinal = Array(repeating: nil, count: count)
        bindingsByOrdinal = Array(repeating: nil, count: count)
    }

    mutating func add(_ role: Role) {
        rolesByNumber[number(role.fullName)] = role
        rolesByOrdinal[role.resource.ordinal] = role
        roles.append(role)
        note(AccessValidation.judge(role), of: role.resource)
    }

    mutating func add(_ binding: Binding) {
        bindingsByNumber[number(AccessModel.roleName(of: binding))].append(bindings.count)
        bindingsByOrdinal[binding.resource.ordinal] = binding
        bindings.append(binding)
        note(AccessValidation.judge(binding), of: binding.resource)
    }

    private mutating func note(_ judgement: AccessValidation.Judgement, of resource: Resource) {
        if !judgement.problems.isEmpty { judgements[resource.ordinal] = judgement }
    }

    private mutating func number(_ name: AccessModel.RoleName) -> Int {
        if let known = numbers[name] { return known }
        numbers[name] = rolesByNumber.count
        rolesByNumber.append(nil)
        bindingsByNumber.append([])
        return rolesByNumber.count - 1
    }
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
