// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents

/// Collects roles and bindings, leaving out what the API server would not take.
struct AccessObjects {
    private(set) var roles: [Role] = []
    private(set) var bindings: [Binding] = []
    private(set) var problems: [Problem] = []
    private(set) var positionsOfRoles: [AccessModel.RoleName: Int] = [:]
    private var positionsOfBindings: [BindingName: Int] = [:]

    private struct BindingName: Hashable {
        /// Empty for a ClusterRoleBinding.
        let namespace: String
        let name: String
    }

    /// Adds those of a stock cluster, and tells whether there were any to add.
    mutating func addBuiltIns(_ choice: Authorizer.BuiltIns, besides inventory: Inventory) -> Bool {
        if choice == .omitted { return false }
        let dumped = choice == .included ? [] : BuiltInRoles.kindsDumped(in: inventory)
        for object in BuiltInRoles.resources where !dumped.contains(object.kind) {
            if object.kind.hasSuffix("Role") { add(Role(object)) } else { add(Binding(object)) }
        }
        return !roles.isEmpty || !bindings.isEmpty
    }

    mutating func add(_ inventory: Inventory) {
        let model = AccessModel.of(inventory)
        for role in model.roles where isAccepted(role.resource, model) { add(role) }
        for binding in model.bindings where isAccepted(binding.resource, model) { add(binding) }
    }

    private mutating func isAccepted(_ resource: Resource, _ model: AccessModel) -> Bool {
        guard resource.group == "rbac.authorization.k8s.io" else { return false }
        guard let judgement = model.judgements[resource.ordinal] else { return true }
        problems += judgement.problems
        return judgement.isAccepted
    }

    private mutating func add(_ role: Role) {
        guard let known = positionsOfRoles[role.fullName] else {
            positionsOfRoles[role.fullName] = roles.count
            return roles.append(role)
        }
        roles[known] = role
    }

    private mutating func add(_ binding: Binding) {
        let name = BindingName(namespace: binding.namespace, name: binding.name)
        guard let known = positionsOfBindings[name] else {
            positionsOfBindings[name] = bindings.count
            return bindings.append(binding)
        }
        if canBecome(bindings[known], binding) { bindings[known] = binding }
    }

    /// Whether the API server lets one version of a binding follow another: a `roleRef` never changes.
    private mutating func canBecome(_ known: Binding, _ binding: Binding) -> Bool {
        if (known.roleKind, known.roleName) == (binding.roleKind, binding.roleName) { return true }
        problems.append(
            Problem(
                "invalid-access", at: binding.roleEvidence.location,
                "\(binding.title): roleRef changes from \(known.roleKind) \"\(known.roleName)\" "
                    + "(\(known.resource.location)) to \(binding.roleKind) \"\(binding.roleName)\", which the API server "
                    + "refuses; the first one stays"))
        return false
    }
}

extension BuiltInRoles {
    /// The kinds of which the input holds a cluster's own: who dumps ClusterRoles has all of them.
    static func kindsDumped(in inventory: Inventory) -> Set<String> {
        func has(_ kind: String, _ names: String..., namespace: String = "") -> Bool {
            names.allSatisfy { inventory.resource(kind: kind, namespace: namespace, name: $0) != nil }
        }
        let leader = "system::leader-locking-kube-scheduler"
        var kinds: Set<String> = []
        if has("ClusterRole", "cluster-admin", "system:discovery") { kinds.insert("ClusterRole") }
        if has("ClusterRoleBinding", "cluster-admin", "system:discovery") { kinds.insert("ClusterRoleBinding") }
        if has("Role", leader, namespace: "kube-system") { kinds.insert("Role") }
        if has("RoleBinding", leader, namespace: "kube-system") { kinds.insert("RoleBinding") }
        return kinds
    }

    /// The objects as they would be read from a file.
    static var resources: [Resource] {
        let items = document.roots.first?["items"]?.elements ?? Node.Elements.none
        return items.enumerated().map { ordinal, node in
            Resource(
                node: node, apiVersion: "rbac.authorization.k8s.io/v1", kind: node["kind"]?.scalarText ?? "",
                name: node["metadata"]?["name"]?.scalarText ?? "",
                namespace: node["metadata"]?["namespace"]?.string, ordinal: ordinal)
        }
    }
}
