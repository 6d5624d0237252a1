// SPDX-License-Identifier: Apache-2.0

/// The names of objects to which a permission is limited.
struct NameLimit: Sendable {
    /// No limit.
    private(set) var isOpen = false
    private(set) var names: Set<String> = []

    var isEmpty: Bool { !isOpen && names.isEmpty }

    func contains(_ name: String) -> Bool { isOpen || names.contains(name) }

    /// Whether both allow some name.
    func meets(_ other: NameLimit) -> Bool {
        if isOpen { return !other.isEmpty }
        return other.isOpen ? !isEmpty : !names.isDisjoint(with: other.names)
    }

    mutating func add(_ rule: PolicyRule) {
        if rule.resourceNames.isEmpty { isOpen = true } else { names.formUnion(rule.resourceNames) }
    }

    mutating func formUnion(_ other: NameLimit) {
        isOpen = isOpen || other.isOpen
        names.formUnion(other.names)
    }
}

/// What somebody may do with roles and bindings in one place, with the names to which it is limited.
struct RoleGrip: Sendable {
    enum Right: Int, CaseIterable {
        case bindClusterRoles, bindRoles
        case escalateClusterRoles, escalateRoles
        case createClusterRoles, createRoles, createClusterBindings, createBindings
        case changeClusterRoles, changeRoles, changeClusterBindings, changeBindings

        var verbs: [String] {
            switch self {
            case .bindClusterRoles, .bindRoles: ["bind"]
            case .escalateClusterRoles, .escalateRoles: ["escalate"]
            case .createClusterRoles, .createRoles, .createClusterBindings, .createBindings: ["create"]
            case .changeClusterRoles, .changeRoles, .changeClusterBindings, .changeBindings: ["update", "patch"]
            }
        }

        var resource: String {
            switch self {
            case .bindClusterRoles, .escalateClusterRoles, .createClusterRoles, .changeClusterRoles: "clusterroles"
            case .bindRoles, .escalateRoles, .createRoles, .changeRoles: "roles"
            case .createClusterBindings, .changeClusterBindings: "clusterrolebindings"
            case .createBindings, .changeBindings: "rolebindings"
            }
        }

        func isIn(_ rule: PolicyRule) -> Bool {
            rule.allows(group: "rbac.authorization.k8s.io") && rule.allows(resource: resource, subresource: "")
                && verbs.contains(where: rule.allows(verb:))
        }

        /// Those without which the others pass on no more than own rights.
        static let lifting: [Right] = [.bindClusterRoles, .bindRoles, .escalateClusterRoles, .escalateRoles]
    }

    private var limits = [NameLimit](repeating: NameLimit(), count: Right.allCases.count)

    subscript(right: Right) -> NameLimit { limits[right.rawValue] }

    init() {}

    /// Cheap: false for most roles, which say nothing about roles and bindings.
    static func mayBear(_ rules: [PolicyRule]) -> Bool { rules.contains { $0.words.overlaps(words) } }

    private static let words = WordBits(
        verbs: Right.allCases.flatMap(\.verbs), groups: ["rbac.authorization.k8s.io"],
        resources: Right.allCases.map(\.resource))

    /// What a role says; nil when it says nothing about roles and bindings.
    init?(_ rules: [PolicyRule]) {
        for rule in rules {
            for right in Right.allCases where right.isIn(rule) { limits[right.rawValue].add(rule) }
        }
        if limits.allSatisfy(\.isEmpty) { return nil }
    }

    mutating func formUnion(_ other: RoleGrip) {
        for position in limits.indices where !other.limits[position].isEmpty {
            limits[position].formUnion(other.limits[position])
        }
    }

    /// Whether one of the rights lifts the rule that nobody hands out what they lack.
    var lifts: Bool { Right.lifting.contains { !self[$0].isEmpty } }

    /// Whether objects can be made. A request to create carries no name, but one to update or to apply an object that
    /// does not exist yet does, and is asked for both rights by that name.
    func canMake(_ create: Right, _ change: Right) -> Bool { self[create].isOpen || self[create].meets(self[change]) }
}
