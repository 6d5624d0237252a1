// SPDX-License-Identifier: Apache-2.0

internal import Cluster

/// Answers which roles somebody can give to themselves by writing roles and bindings with the verbs `bind` and
/// `escalate` (https://kubernetes.io/docs/reference/access-authn-authz/rbac/#privilege-escalation-prevention-and-bootstrapping).
struct RoleDelegation: Sendable {
    private let authorizer: Authorizer
    /// What each role says about roles and bindings; nil for nothing.
    private let grips: [RoleGrip?]
    private let clusterRoles: [String: Int]
    private let rolesOfNamespaces: [String: [Int]]
    private let bindingsOfNamespaces: [String: [Int]]

    init(_ authorizer: Authorizer) {
        self.authorizer = authorizer
        grips = authorizer.rulesOfRoles.map { RoleGrip.mayBear($0) ? RoleGrip($0) : nil }
        var clusterRoles: [String: Int] = [:]
        for (position, role) in authorizer.roles.enumerated() where role.isClusterRole {
            clusterRoles[role.name] = position
        }
        self.clusterRoles = clusterRoles
        var roles = Self.byNamespace(authorizer.roles.map(\.namespace))
        roles[""] = nil
        rolesOfNamespaces = roles
        bindingsOfNamespaces = Self.byNamespace(authorizer.bindings.map(\.namespace))
    }

    /// The positions of each namespace's objects. Neighbours mostly share theirs, so it is looked up once for a run.
    private static func byNamespace(_ namespaces: [String]) -> [String: [Int]] {
        var positions: [String: [Int]] = [:]
        var start = 0
        for end in 1...max(namespaces.count, 1) where end <= namespaces.count {
            if end < namespaces.count, namespaces[end] == namespaces[start] { continue }
            positions[namespaces[start], default: []] += start..<end
            start = end
        }
        return positions
    }

    /// Whether a role lets its holder bind or escalate.
    func lifts(_ held: HeldRole) -> Bool { held.role != HeldRole.everything && grips[held.role]?.lifts == true }

    /// Whether a role says anything about roles and bindings.
    func bears(_ held: HeldRole) -> Bool { held.role != HeldRole.everything && grips[held.role] != nil }

    /// What somebody who holds roles can give to themselves.
    func gifts(of held: [HeldRole]) -> [RoleGift] {
        let grips = Grips(held, grips)
        var gifts = inCluster(grips.cluster, held)
        if grips.everywhere.lifts {
            gifts += bound(grips.everywhere, .everyNamespace, Array(rolesOfNamespaces.keys).sorted())
            gifts += escalated(grips.everywhere, .everyNamespace, held)
        }
        for (namespace, grip) in grips.namespaces.sorted(by: { $0.key < $1.key }) where grip.lifts {
            gifts += bound(grip, .namespace(namespace), [namespace])
            gifts += escalated(grip, .namespace(namespace), held)
        }
        return gifts
    }

    /// What is held about roles and bindings in each place.
    private struct Grips {
        var cluster = RoleGrip()
        var everywhere = RoleGrip()
        /// Of the namespaces in which something is held besides.
        var namespaces: [String: RoleGrip] = [:]

        init(_ held: [HeldRole], _ grips: [RoleGrip?]) {
            let known = held.compactMap { item in
                item.role == HeldRole.everything ? nil : grips[item.role].map { (scope: item.scope, grip: $0) }
            }
            for item in known where item.scope == .cluster { cluster.formUnion(item.grip) }
            everywhere = cluster
            for item in known where item.scope == .everyNamespace { everywhere.formUnion(item.grip) }
            for item in known {
                if case .namespace(let name) = item.scope { namespaces[name, default: everywhere].formUnion(item.grip) }
            }
        }
    }

    // MARK: - bind

    private func inCluster(_ grip: RoleGrip, _ held: [HeldRole]) -> [RoleGift] {
        guard grip.lifts else { return [] }
        let bindable = grip[.bindClusterRoles]
        var gifts: [RoleGift] = []
        if grip.canMake(.createClusterBindings, .changeClusterBindings) {
            gifts += positions(bindable).map { bind($0, .cluster) }
        } else {
            gifts += changed(bindingsOfNamespaces[""] ?? [], grip[.changeClusterBindings], bindable, NameLimit())
                .map { bind($0, .cluster) }
        }
        return gifts + escalatedInCluster(grip, held)
    }

    /// The roles that can be bound in a namespace, or in all.
    private func bound(_ grip: RoleGrip, _ scope: HeldRole.Scope, _ namespaces: [String]) -> [RoleGift] {
        let (forCluster, forNamespace) = (grip[.bindClusterRoles], grip[.bindRoles])
        guard !forCluster.isEmpty || !forNamespace.isEmpty else { return [] }
        if grip.canMake(.createBindings, .changeBindings) {
            var gifts = positions(forCluster).map { bind($0, scope) }
            // Who may bind every ClusterRole needs no Role.
            if forNamespace.isEmpty || forCluster.isOpen { return gifts }
            for namespace in namespaces {
                gifts += (rolesOfNamespaces[namespace] ?? []).filter {
                    forNamespace.contains(authorizer.roles[$0].name)
                }
                .map { bind($0, .namespace(namespace)) }
            }
            return gifts
        }
        guard !grip[.changeBindings].isEmpty else { return [] }
        let names = scope == .everyNamespace ? bindingsOfNamespaces.keys.filter { !$0.isEmpty }.sorted() : namespaces
        return names.flatMap { namespace in
            changed(bindingsOfNamespaces[namespace] ?? [], grip[.changeBindings], forCluster, forNamespace)
                .map { bind($0, .namespace(namespace)) }
        }
    }

    /// The roles of bindings that can be changed: a binding's subjects may grow, its role stays.
    private func changed(
        _ bindings: [Int], _ changeable: NameLimit, _ clusterRoles: NameLimit, _ roles: NameLimit
    ) -> [Int] {
        if changeable.isEmpty { return [] }
        var seen: Set<Int> = []
        return bindings.compactMap { position in
            let binding = authorizer.bindings[position]
            let role = authorizer.roleOfBindings[position]
            guard role >= 0, changeable.contains(binding.name) else { return nil }
            let bindable = authorizer.roles[role].isClusterRole ? clusterRoles : roles
            return bindable.contains(binding.roleName) && seen.insert(role).inserted ? role : nil
        }
    }

    /// The ClusterRoles of given names; the one with every right when there is no limit.
    private func positions(_ limit: NameLimit) -> [Int] {
        if limit.isOpen { return [clusterRoles["cluster-admin"] ?? HeldRole.everything] }
        return limit.names.compactMap { clusterRoles[$0] }.sorted()
    }

    private func bind(_ role: Int, _ scope: HeldRole.Scope) -> RoleGift {
        let means = scope == .cluster ? RoleGift.Means.bindInCluster : .bindInNamespaces
        guard role != HeldRole.everything else {
            return RoleGift(
                held: HeldRole(role: role, scope: scope), means: means, name: "",
                step: "bind any role to themselves \(scope.phrase)")
        }
        let (kind, name) = (authorizer.roles[role].resource.kind, authorizer.roles[role].name)
        return RoleGift(
            held: HeldRole(role: role, scope: scope), means: means, name: name,
            step: "bind \(kind) \"\(name)\" to themselves \(scope.phrase)")
    }

    // MARK: - escalate

    /// Every right, through ClusterRoles that can be written and are held.
    private func escalatedInCluster(_ grip: RoleGrip, _ held: [HeldRole]) -> [RoleGift] {
        let (escalate, change) = (grip[.escalateClusterRoles], grip[.changeClusterRoles])
        if escalate.isOpen, grip[.createClusterRoles].isOpen || change.isOpen {
            return [everything(.cluster, .escalateClusterRoles, "", "write any permission into a role")]
        }
        guard escalate.meets(change) else { return [] }
        return held.compactMap { item in
            guard item.role != HeldRole.everything else { return nil }
            let role = authorizer.roles[item.role]
            guard role.isClusterRole else { return nil }
            if escalate.contains(role.name), change.contains(role.name) {
                return everything(
                    item.scope, .escalateClusterRoles, role.name,
                    "write any permission into their ClusterRole \"\(role.name)\"")
            }
            // Whoever writes a role sets its labels, too, and so has it aggregated.
            guard role.aggregation != nil, let name = writable(escalate, change) else { return nil }
            return everything(
                item.scope, .escalateClusterRoles, name,
                "write any permission into ClusterRole \"\(name)\" and have their ClusterRole \"\(role.name)\" "
                    + "take it over")
        }
    }

    /// A ClusterRole that exists and can be written.
    private func writable(_ escalate: NameLimit, _ change: NameLimit) -> String? {
        let names = escalate.isOpen ? change.names : escalate.names.filter { change.contains($0) }
        return names.filter { clusterRoles[$0] != nil }.min()
    }

    /// Every right in a namespace, through Roles that can be written and are held.
    private func escalated(_ grip: RoleGrip, _ scope: HeldRole.Scope, _ held: [HeldRole]) -> [RoleGift] {
        let (escalate, change) = (grip[.escalateRoles], grip[.changeRoles])
        if escalate.isOpen, grip[.createRoles].isOpen || change.isOpen {
            return [everything(scope, .escalateRoles, "", "write any permission into a role")]
        }
        guard escalate.meets(change) else { return [] }
        return held.compactMap { item in
            guard item.role != HeldRole.everything, !authorizer.roles[item.role].isClusterRole,
                scope == .everyNamespace || item.scope == scope
            else { return nil }
            let name = authorizer.roles[item.role].name
            guard escalate.contains(name), change.contains(name) else { return nil }
            return everything(
                item.scope, .escalateRoles, name, "write any permission into their Role \"\(name)\"")
        }
    }

    private func everything(
        _ scope: HeldRole.Scope, _ means: RoleGift.Means, _ name: String, _ action: String
    ) -> RoleGift {
        RoleGift(
            held: HeldRole(role: HeldRole.everything, scope: scope), means: means, name: name,
            step: "\(action) \(scope.phrase)")
    }
}
