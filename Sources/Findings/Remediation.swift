// SPDX-License-Identifier: Apache-2.0

package import Documents

/// One change of an object.
package struct Edit: Sendable, Hashable {
    package enum Operation: Sendable, Hashable {
        /// Sets the field at the place, with the parents that it needs.
        case set(Value)
        /// Removes the field at the place.
        case remove
        /// Appends to the list at the place, which is created when missing.
        case append(Value)
        /// Adds a new object beside the one at the place.
        case addObject(Value)
    }

    /// Where: an existing node and the missing keys below it.
    package let place: Evidence
    package let operation: Operation

    package init(_ operation: Operation, at place: Evidence) {
        self.operation = operation
        self.place = place
    }

    /// Sets a field below a node that exists.
    package static func set(_ value: Value, below node: Node, _ keys: String...) -> Edit {
        Edit(.set(value), at: Evidence(below: node, keys))
    }

    package static func remove(_ node: Node) -> Edit { Edit(.remove, at: Evidence(node)) }
}

/// How a finding is repaired.
package struct Remediation: Sendable, Hashable {
    package enum Confidence: String, Sendable, Hashable {
        /// Provably keeps the workload's behaviour, or can be undone by nobody noticing.
        case safe
        /// May break the workload: a person looks at it first.
        case review
    }

    /// One imperative sentence, lower case, no full stop: `set allowPrivilegeEscalation: false`.
    package let summary: String
    package let confidence: Confidence
    /// Empty when a person has to decide what to write.
    package let edits: [Edit]

    package init(_ summary: String, _ confidence: Confidence, _ edits: [Edit] = []) {
        self.summary = summary
        self.confidence = confidence
        self.edits = edits
    }
}
