// SPDX-License-Identifier: Apache-2.0

package import Documents

/// One Kubernetes object as it was read, with where it came from.
package final class Resource: Sendable {
    /// The root mapping of the object.
    package let node: Node
    /// Nil when missing.
    package let metadata: Node?
    /// As written, for example `apps/v1`.
    package let apiVersion: String
    package let kind: String
    /// `metadata.name`; empty when missing (an object with only `generateName` has that, with its trailing dash).
    package let name: String
    /// `metadata.namespace` as written; nil when missing or when the kind is cluster-scoped.
    package let namespace: String?
    /// Position in the inventory, in reading order.
    package let ordinal: Int

    package init(
        node: Node, apiVersion: String, kind: String, name: String, namespace: String?, ordinal: Int
    ) {
        self.node = node
        metadata = node["metadata"]
        self.apiVersion = apiVersion
        self.kind = kind
        self.name = name
        self.namespace = namespace
        self.ordinal = ordinal
    }

    /// The API group: empty for the core group.
    package var group: String {
        guard let slash = apiVersion.firstIndex(of: "/") else { return "" }
        return String(apiVersion[..<slash])
    }

    package var version: String {
        guard let slash = apiVersion.firstIndex(of: "/") else { return apiVersion }
        return String(apiVersion[apiVersion.index(after: slash)...])
    }

    /// The namespace in which the API server would put the object: as written, else `default`.
    package var effectiveNamespace: String { namespace ?? "default" }

    package var labels: Node? { metadata?["labels"] }
    package var annotations: Node? { metadata?["annotations"] }
    package var spec: Node? { node["spec"] }

    /// Where the object starts.
    package var location: Location { node.location }
    package var file: String { node.document.name }
}

extension Resource: Hashable {
    package static func == (left: Resource, right: Resource) -> Bool { left === right }
    package func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}
