// SPDX-License-Identifier: Apache-2.0

package import Cluster
package import Documents

/// A RoleBinding or a ClusterRoleBinding.
package final class Binding: Sendable {
    package let resource: Resource
    package let isClusterBinding: Bool
    /// A stock cluster's own, or the control plane's, with nobody else added to it.
    package let isSystem: Bool
    package let roleKind: String
    package let roleName: String
    package let subjects: [RoleSubject]

    init(_ resource: Resource) {
        self.resource = resource
        isClusterBinding = resource.kind == "ClusterRoleBinding"
        let roleRef = resource.node["roleRef"]
        let roleName = roleRef?["name"]?.apiText ?? ""
        roleKind = roleRef?["kind"]?.apiText ?? ""
        self.roleName = roleName
        let fallback = resource.kind == "ClusterRoleBinding" ? "" : resource.effectiveNamespace
        subjects = (resource.node["subjects"]?.elements ?? Node.Elements.none).filter(\.isMapping).map {
            RoleSubject($0, bindingNamespace: fallback)
        }
        isSystem = SystemObjects.contains(resource) && subjects.allSatisfy { $0.isExpected(toHold: roleName) }
    }

    package var name: String { resource.name }
    /// Empty for a ClusterRoleBinding, which grants in the whole cluster.
    package var namespace: String { isClusterBinding ? "" : resource.effectiveNamespace }

    /// Whether the kind of role can be granted by this kind of binding.
    package var refersToRole: Bool { roleKind == "ClusterRole" || (roleKind == "Role" && !isClusterBinding) }

    /// `ClusterRoleBinding "name"` or `RoleBinding "namespace/name"`.
    package var title: String {
        isClusterBinding ? "ClusterRoleBinding \"\(name)\"" : "RoleBinding \"\(namespace)/\(name)\""
    }

    /// The node that names the role, for evidence.
    package var roleEvidence: Node { resource.node["roleRef"]?["name"] ?? resource.node["roleRef"] ?? resource.node }
}

/// Whom a binding gives its role to.
package struct RoleSubject: Sendable, Hashable {
    package enum Kind: String, Sendable, Hashable {
        case user = "User", group = "Group", serviceAccount = "ServiceAccount"
    }

    package let node: Node
    /// Nil for a kind that the API server does not know.
    package let kind: Kind?
    package let name: String
    /// Of a service account, else empty. In a RoleBinding the authorizer falls back to the binding's namespace.
    package let namespace: String

    init(_ node: Node, bindingNamespace: String) {
        self.node = node
        kind = Kind(rawValue: node["kind"]?.apiText ?? "")
        name = node["name"]?.apiText ?? ""
        let written = node["namespace"]?.apiText ?? ""
        namespace = kind == .serviceAccount ? (written.isEmpty ? bindingNamespace : written) : ""
    }

    /// `ServiceAccount "namespace/name"`, `Group "name"`.
    package var title: String {
        guard let kind else { return "subject \"\(name)\"" }
        return kind == .serviceAccount ? "\(kind.rawValue) \"\(namespace)/\(name)\"" : "\(kind.rawValue) \"\(name)\""
    }

    /// The name under which the authorizer knows it.
    package var userName: String? {
        switch kind {
        case .user: name
        case .serviceAccount: namespace.isEmpty ? nil : "system:serviceaccount:\(namespace):\(name)"
        case .group, nil: nil
        }
    }

    /// A user or group of the control plane. The groups that everybody is in are not among them.
    package var isSystem: Bool {
        guard kind == .user || kind == .group, name.hasPrefix("system:") else { return false }
        return !Self.everybody.contains(name) && !name.hasPrefix("system:serviceaccount") && name != "system:masters"
    }

    /// Whether it may stand in a binding of the control plane to a role.
    func isExpected(toHold role: String) -> Bool {
        if isSystem || (kind == .serviceAccount && namespace == "kube-system") { return true }
        guard kind != .serviceAccount else { return false }
        if name == "system:masters" || name.hasPrefix("kubeadm:") { return role == "cluster-admin" }
        return Self.everybody.contains(name) && (Discovery.roles.contains(role) || role.hasPrefix("kubeadm:"))
    }

    /// Users and groups that stand for people and programs nobody has chosen.
    package static let everybody: Set<String> = [
        "system:anonymous", "system:unauthenticated", "system:authenticated", "system:serviceaccounts",
    ]
}
