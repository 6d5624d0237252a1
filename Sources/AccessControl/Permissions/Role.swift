// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents

/// A Role or a ClusterRole.
package final class Role: Sendable {
    package let resource: Resource
    /// As written; those of an aggregated ClusterRole are worked out by the model.
    package let rules: [PolicyRule]
    package let isClusterRole: Bool
    /// Part of every cluster, or of the control plane: not the user's doing.
    package let isSystem: Bool
    /// Those of all rules.
    let words: WordBits

    init(_ resource: Resource) {
        self.resource = resource
        isClusterRole = resource.kind == "ClusterRole"
        isSystem = SystemObjects.contains(resource)
        rules = (resource.node["rules"]?.elements ?? Node.Elements.none).filter(\.isMapping).map { PolicyRule($0) }
        words = rules.reduce(into: WordBits()) { $0.formUnion($1.words) }
    }

    package var name: String { resource.name }
    /// Empty for a ClusterRole.
    package var namespace: String { isClusterRole ? "" : resource.effectiveNamespace }

    var fullName: AccessModel.RoleName { AccessModel.RoleName(namespace: namespace, name: name) }

    /// Which ClusterRoles it takes its rules from; nil when it has rules of its own.
    package var aggregation: [LabelSelector]? {
        guard isClusterRole, let rule = resource.node["aggregationRule"], rule.isMapping else { return nil }
        return (rule["clusterRoleSelectors"]?.elements ?? Node.Elements.none).compactMap { LabelSelector($0) }
    }
}

/// Objects that a stock cluster or the control plane brings along.
package enum SystemObjects {
    /// Bootstrap objects carry a label; names that start with `system:` are reserved for Kubernetes itself.
    package static func contains(_ resource: Resource) -> Bool {
        resource.name.hasPrefix("system:") || resource.labels?["kubernetes.io/bootstrapping"] != nil
            || resource.name.hasPrefix("kubeadm:")
    }
}
