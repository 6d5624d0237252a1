// SPDX-License-Identifier: Apache-2.0

package import Documents

/// The field on which a finding rests. A field that is missing is named by its nearest existing ancestor and the
/// keys below it that are not there.
package struct Evidence: Sendable, Hashable {
    /// The field itself, or the nearest ancestor that exists.
    package let node: Node
    /// The keys below `node` that are missing; empty when the field exists.
    package let missing: [String]
    /// The value is a credential: neither it nor its line is shown.
    package private(set) var isRedacted = false

    package init(_ node: Node, missing: [String] = []) {
        self.node = node
        self.missing = missing
    }

    /// Evidence whose value is a credential.
    package static func redacted(_ node: Node) -> Evidence {
        var evidence = Evidence(node)
        evidence.isRedacted = true
        return evidence
    }

    /// Walks down from a node as far as the keys exist.
    package init(below node: Node, _ keys: [String]) {
        var node = node
        var found = 0
        while found < keys.count, let child = node[key: keys[found]] {
            node = child
            found += 1
        }
        self.init(node, missing: found == 0 ? keys : found == keys.count ? [] : Array(keys[found...]))
    }

    package init(below node: Node, _ keys: String...) { self.init(below: node, keys) }

    /// The value seen; nil for a missing field, and a stand-in for a credential.
    package var value: Value? {
        if !missing.isEmpty { return nil }
        return isRedacted ? "[redacted]" : node.value
    }

    package var location: Location { node.location }

    /// The path from the object's root.
    package func path(from object: Node) -> FieldPath {
        var path = node.path(from: node.object(near: object))
        path.steps += missing.map { .key($0) }
        return path
    }
}
