// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents

/// Collects roles and bindings, leaving out what the API server would not take.
struct AccessObjects {
    private(set) var roles: [Role] = []
    private(set) var bindings: [Binding] = []
    private(set) var problems: [Problem] = []
    private var positions: [Name: Int] = [:]

    private struct Name: Hashable {
        let kind: String
        let namespace: String
        let name: String
    }

    mutating func addBuiltIns() {
        for object in BuiltInRoles.resources { add(object) }
        problems = []
    }

    mutating func add(_ inventory: Inventory) {
        for kind in ["Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding"] {
            for resource in inventory.resources(ofKind: kind) where resource.group == "rbac.authorization.k8s.io" {
                add(resource)
            }
        }
    }

    private mutating func add(_ resource: Resource) {
        let judgement = AccessValidation.judge(resource)
        problems += judgement.problems
        guard judgement.isAccepted else { return }
        let isRole = resource.kind.hasSuffix("Role")
        let isClusterScoped = resource.kind.hasPrefix("Cluster")
        let name = Name(
            kind: resource.kind, namespace: isClusterScoped ? "" : resource.effectiveNamespace, name: resource.name)
        let known = positions[name]
        positions[name] = known ?? (isRole ? roles.count : bindings.count)
        if isRole {
            let role = Role(resource)
            if let known { roles[known] = role } else { roles.append(role) }
        } else {
            let binding = Binding(resource)
            if let known { bindings[known] = binding } else { bindings.append(binding) }
        }
    }
}

extension BuiltInRoles {
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
