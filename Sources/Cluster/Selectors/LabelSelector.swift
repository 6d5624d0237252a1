// SPDX-License-Identifier: Apache-2.0

package import Documents

/// A `LabelSelector` of the API: all of its requirements hold. An empty selector matches everything; a missing one has
/// the meaning its field gives it, so it is not represented here.
package struct LabelSelector: Sendable, Hashable {
    package enum Operator: String, Sendable {
        case isIn = "In", notIn = "NotIn", exists = "Exists", doesNotExist = "DoesNotExist"
    }

    package struct Requirement: Sendable, Hashable {
        package let key: String
        package let operation: Operator
        package let values: [String]

        package init(key: String, operation: Operator, values: [String] = []) {
            self.key = key
            self.operation = operation
            self.values = values
        }

        /// `NotIn` and `DoesNotExist` also hold for objects without the key.
        package func matches(_ labels: Node?) -> Bool {
            let value = labels?[key: key]
            return switch operation {
            case .isIn: value.map { isListed($0) } ?? false
            case .notIn: value.map { !isListed($0) } ?? true
            case .exists: value != nil
            case .doesNotExist: value == nil
            }
        }

        /// A value that is no scalar counts as empty.
        private func isListed(_ value: Node) -> Bool {
            value.isScalar ? values.contains { value.equals(text: $0) } : values.contains("")
        }

        /// The same for a value that was looked up elsewhere; nil when the key is missing.
        package func matches(value: String?) -> Bool {
            switch operation {
            case .isIn: value.map { values.contains($0) } ?? false
            case .notIn: value.map { !values.contains($0) } ?? true
            case .exists: value != nil
            case .doesNotExist: value == nil
            }
        }
    }

    /// `matchLabels` first, then `matchExpressions`, in source order.
    package let requirements: [Requirement]

    package init(requirements: [Requirement]) { self.requirements = requirements }

    package var isEmpty: Bool { requirements.isEmpty }

    /// Reads a selector; nil when the API server would reject it (unknown operator, values missing or superfluous).
    package init?(_ node: Node) {
        guard node.isMapping || node.isNull else { return nil }
        var requirements: [Requirement] = []
        if let labels = node["matchLabels"] { requirements += Self.equalities(labels) }
        for expression in node["matchExpressions"]?.elements ?? Node.Elements.none {
            guard let requirement = Self.requirement(expression) else { return nil }
            requirements.append(requirement)
        }
        self.requirements = requirements
    }

    /// Reads a plain map of labels, as Services and ReplicationControllers have it.
    package init(labels: Node) { requirements = Self.equalities(labels) }

    package func matches(_ labels: Node?) -> Bool { requirements.allSatisfy { $0.matches(labels) } }

    private static func equalities(_ labels: Node) -> [Requirement] {
        labels.entries.map {
            Requirement(key: $0.key.scalarText, operation: .isIn, values: [$0.value.scalarText])
        }
    }

    private static func requirement(_ node: Node) -> Requirement? {
        guard let key = node["key"]?.scalarText, !key.isEmpty, let name = node["operator"]?.scalarText,
            let operation = Operator(rawValue: name)
        else { return nil }
        let values = (node["values"]?.elements ?? Node.Elements.none).map(\.scalarText)
        switch operation {
        case .isIn, .notIn: guard !values.isEmpty else { return nil }
        case .exists, .doesNotExist: guard values.isEmpty else { return nil }
        }
        return Requirement(key: key, operation: operation, values: values)
    }
}
