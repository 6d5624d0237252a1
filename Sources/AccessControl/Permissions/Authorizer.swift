// SPDX-License-Identifier: Apache-2.0

package import Cluster
package import Documents

/// Answers who may do what, as the API server's RBAC authorizer does: allowed when any rule of any binding allows it,
/// cluster-wide bindings first, then those of the request's namespace.
package final class Authorizer: FactOfKinds {
    package static let kinds = ["Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding"]

    /// Whether the roles and bindings of a stock cluster are added to those of the input; the input's win.
    package enum BuiltIns: Sendable, Hashable {
        /// Those kinds of which the input is no dump of a cluster.
        case automatic
        case included, omitted
    }

    /// The permission that allows a request.
    package struct Grant: Sendable {
        package let binding: Binding
        package let role: Role
        package let rule: PolicyRule
    }

    /// All that were read and, when included, those of a stock cluster; of several with one name the last.
    package let roles: [Role]
    package let bindings: [Binding]
    /// Objects that the API server would not take.
    package let problems: [Problem]
    package let usesBuiltIns: Bool
    /// The rules of each role, those of aggregated roles worked out.
    package let rulesOfRoles: [[PolicyRule]]
    /// The position of each binding's role; -1 when there is none.
    package let roleOfBindings: [Int]
    /// Some binding is not a stock cluster's.
    package let hasOwnBindings: Bool
    private let positionsOfRoles: [AccessModel.RoleName: Int]
    private let bindingsByUser: [UserKey: [Int]]
    private let bindingsByGroup: [String: [Int]]
    /// Whether a binding is none of a stock cluster's and gives something; one whose role is not known counts.
    private let isOwn: [Bool]
    /// Some binding names a service account by its user name, or so that another's user name is the same: then somebody
    /// holds what a binding gives to another subject.
    let hasAliases: Bool
    /// Bindings of the user's own reach service accounts through their groups.
    private let reachesAccountsByGroup: Bool

    /// The authorizer of an inventory with automatic built-ins, made once.
    package static func of(_ inventory: Inventory) -> Authorizer {
        inventory.derived.value(ofKinds: Authorizer.self) { Authorizer(inventory) }
    }

    package init(_ inventory: Inventory, builtIns: BuiltIns = .automatic) {
        var objects = AccessObjects()
        usesBuiltIns = objects.addBuiltIns(builtIns, besides: inventory)
        objects.add(inventory)
        roles = objects.roles
        bindings = objects.bindings
        problems = objects.problems
        rulesOfRoles = Aggregation.effectiveRules(of: objects.roles)
        positionsOfRoles = objects.positionsOfRoles
        let join = BindingJoin(objects)
        roleOfBindings = join.roleOfBindings
        bindingsByUser = join.byUser
        bindingsByGroup = join.byGroup
        hasAliases = join.hasAliases
        let rules = rulesOfRoles
        let isOwn = zip(objects.bindings, join.roleOfBindings).map { binding, role in
            !binding.isSystem && (role < 0 || !rules[role].isEmpty)
        }
        self.isOwn = isOwn
        hasOwnBindings = objects.bindings.contains { !$0.isSystem }
        reachesAccountsByGroup = join.byGroup.contains { group, positions in
            Identity.isImplied(group: group) && positions.contains { isOwn[$0] }
        }
    }

    /// The rules that a binding gives; nil when there is no such role.
    func rules(of binding: Binding) -> [PolicyRule]? {
        guard binding.refersToRole else { return nil }
        return positionsOfRoles[AccessModel.roleName(of: binding)].map { rulesOfRoles[$0] }
    }

    /// Whether a request for a resource is allowed.
    package func allows(_ request: ResourceRequest, by identity: Identity) -> Bool {
        if identity.bypassesAuthorization { return true }
        return visit(identity, namespace: request.namespace) { $0.allows(request) }
    }

    /// Whether a request for a path that is no resource is allowed.
    package func allows(verb: String, url: String, by identity: Identity) -> Bool {
        if identity.bypassesAuthorization { return true }
        return visit(identity, namespace: "") { $0.allows(verb: verb, url: url) }
    }

    /// Every permission that allows a request, in the order in which the API server comes upon them.
    package func grants(_ identity: Identity, namespace: String, where matches: (PolicyRule) -> Bool) -> [Grant] {
        var grants: [Grant] = []
        for position in bindingPositions(of: identity) where applies(position, namespace) {
            let role = roleOfBindings[position]
            guard role >= 0 else { continue }
            for rule in rulesOfRoles[role] where matches(rule) {
                grants.append(Grant(binding: bindings[position], role: roles[role], rule: rule))
            }
        }
        return grants
    }

    /// Every permission of somebody with effect in the whole cluster or in one of several namespaces.
    func grants(_ identity: Identity, in namespaces: Set<String>) -> [Grant] {
        var grants: [Grant] = []
        for position in bindingPositions(of: identity) {
            let role = roleOfBindings[position]
            let binding = bindings[position]
            guard role >= 0, binding.isClusterBinding || namespaces.contains(binding.namespace) else { continue }
            grants += rulesOfRoles[role].map { Grant(binding: binding, role: roles[role], rule: $0) }
        }
        return grants
    }

    /// The bindings that name an identity or one of its groups, cluster-wide ones first.
    package func bindingPositions(of identity: Identity) -> [Int] {
        var positions = positions(ofUser: identity.user)
        for group in identity.groups { positions += self.positions(ofGroup: group) }
        return Set(positions).sorted { left, right in
            let sides = (bindings[left].isClusterBinding, bindings[right].isClusterBinding)
            return sides.0 == sides.1 ? left < right : sides.0
        }
    }

    func positions(ofUser user: String) -> [Int] {
        user.isEmpty ? [] : bindingsByUser[UserKey(user)] ?? []
    }

    func positions(ofAccount account: ServiceAccounts.Name) -> [Int] { bindingsByUser[UserKey(account)] ?? [] }

    func positions(ofGroup group: String) -> [Int] { bindingsByGroup[group.exactKey] ?? [] }

    /// Whether bindings other than those of a stock cluster reach an account; one whose role is not known counts.
    package func hasOwnBindings(_ account: ServiceAccounts.Name) -> Bool {
        if positions(ofAccount: account).contains(where: { isOwn[$0] }) { return true }
        guard reachesAccountsByGroup else { return false }
        return bindingPositions(of: Identity(serviceAccount: account)).contains { isOwn[$0] }
    }

    private func visit(_ identity: Identity, namespace: String, _ matches: (PolicyRule) -> Bool) -> Bool {
        any(positions(ofUser: identity.user), namespace, matches)
            || identity.groups.contains { any(positions(ofGroup: $0), namespace, matches) }
    }

    private func any(_ positions: [Int], _ namespace: String, _ matches: (PolicyRule) -> Bool) -> Bool {
        for position in positions where applies(position, namespace) {
            let role = roleOfBindings[position]
            if role >= 0, rulesOfRoles[role].contains(where: matches) { return true }
        }
        return false
    }

    private func applies(_ position: Int, _ namespace: String) -> Bool {
        let binding = bindings[position]
        return binding.isClusterBinding || (!namespace.isEmpty && binding.namespace == namespace)
    }
}

/// Joins bindings with roles and subjects.
private struct BindingJoin {
    var roleOfBindings: [Int] = []
    var byUser: [UserKey: [Int]] = [:]
    var byGroup: [String: [Int]] = [:]
    var hasAliases = false

    init(_ objects: AccessObjects) {
        let positions = objects.positionsOfRoles
        roleOfBindings.reserveCapacity(objects.bindings.count)
        for (position, binding) in objects.bindings.enumerated() {
            roleOfBindings.append(binding.refersToRole ? positions[AccessModel.roleName(of: binding)] ?? -1 : -1)
            for subject in binding.subjects { add(subject, position) }
        }
    }

    private mutating func add(_ subject: RoleSubject, _ position: Int) {
        switch subject.kind {
        case .group: byGroup[subject.name.exactKey, default: []].append(position)
        case .user:
            let key = UserKey(subject.name)
            if key.namespace != nil { hasAliases = true }
            byUser[key, default: []].append(position)
        case .serviceAccount:
            if subject.namespace.isEmpty { return }
            if subject.namespace.utf8.contains(0x3A) { hasAliases = true }
            let account = ServiceAccounts.Name(subject.namespace, subject.name)
            byUser[UserKey(account), default: []].append(position)
        case nil: break
        }
    }
}

/// The same for user names that are the same byte by byte. That of a service account is never spelt out.
private struct UserKey: Hashable {
    /// Nil for other users.
    let namespace: String?
    let name: String

    init(_ user: String) {
        let prefix = Identity.accountPrefix.utf8
        let rest = user.utf8.dropFirst(prefix.count)
        if user.utf8.starts(with: prefix), let colon = rest.firstIndex(of: 0x3A) {
            namespace = String(Substring(rest[..<colon])).exactKey
            name = String(Substring(rest[rest.index(after: colon)...])).exactKey
        } else {
            namespace = nil
            name = user.exactKey
        }
    }

    init(_ account: ServiceAccounts.Name) {
        let isPlain = !account.namespace.utf8.contains(0x3A)
        self =
            isPlain
            ? UserKey(namespace: account.namespace.exactKey, name: account.name.exactKey)
            : UserKey(Identity.user(of: account))
    }

    private init(namespace: String?, name: String) {
        self.namespace = namespace
        self.name = name
    }
}
