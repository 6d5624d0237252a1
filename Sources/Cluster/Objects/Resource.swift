// SPDX-License-Identifier: Apache-2.0

package import Documents

/// One Kubernetes object as it was read, with where it came from.
package final class Resource: Sendable {
    /// The root mapping of the object.
    package let node: Node
    /// Nil when missing.
    package let metadata: Node?
    package let labels: Node?
    package let annotations: Node?
    package let spec: Node?
    package let type: ResourceType
    /// `metadata.name`; empty when missing (an object with only `generateName` has that, with its trailing dash).
    package let name: String
    /// `metadata.namespace` as written; nil when missing or when the kind is cluster-scoped.
    package let namespace: String?
    /// Position in the inventory, in reading order.
    package let ordinal: Int

    package init(node: Node, type: ResourceType, name: String, namespace: String?, ordinal: Int) {
        self.node = node
        metadata = node["metadata"]
        labels = metadata?["labels"]
        annotations = metadata?["annotations"]
        spec = node["spec"]
        self.type = type
        self.name = name
        self.namespace = namespace
        self.ordinal = ordinal
    }

    /// An object whose type is not known from others.
    package convenience init(
        node: Node, apiVersion: String, kind: String, name: String, namespace: String?, ordinal: Int
    ) {
        let type = ResourceType(apiVersion: apiVersion, kind: kind)
        self.init(node: node, type: type, name: name, namespace: namespace, ordinal: ordinal)
    }

    /// As written, for example `apps/v1`.
    package var apiVersion: String { type.apiVersion }
    package var kind: String { type.kind }
    /// The API group: empty for the core group.
    package var group: String { type.group }
    package var version: String { type.version }
    /// The kind lives outside of namespaces; false for kinds that the table does not know.
    package var isClusterScoped: Bool { type.isClusterScoped }

    /// The namespace in which the API server would put the object: as written, else `default`.
    package var effectiveNamespace: String {
        guard let namespace, !namespace.isEmpty else { return "default" }
        return namespace
    }

    /// Where the object starts.
    package var location: Location { node.location }
    package var file: String { node.document.name }
}

extension Resource: Hashable {
    package static func == (left: Resource, right: Resource) -> Bool { left === right }
    package func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}
