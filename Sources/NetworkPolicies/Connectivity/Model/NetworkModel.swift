// SPDX-License-Identifier: Apache-2.0

package import Cluster
package import Documents

/// Everything that decides who can talk to whom, read from an inventory.
package struct NetworkModel: Sendable {
    /// Sorted by title.
    package var endpoints: [Endpoint] = []
    /// Labels of each namespace, with the name's label that the API server adds.
    package var namespaces: [String: [String: String]] = [:]
    package var nodes: [ClusterNode] = []
    /// In the order of evaluation: tier, priority, namespace, name.
    package var policies: [Policy] = []
    /// Policies of kinds that are not evaluated, with the pods that they may concern.
    package var unevaluated: [UnevaluatedPolicy] = []
    /// Ways into the cluster, in reading order: routes first.
    package var entryPoints: [EntryPoint] = []
    /// What the API server would reject, what is ambiguous and what is not evaluated, in reading order.
    package var problems: [Problem] = []

    package init() {}

    /// A policy of a kind that is not evaluated here.
    package struct UnevaluatedPolicy: Sendable {
        package let resource: Resource
        /// The pods that it may select.
        package let selection: PodSelection
    }

    /// Adds the labels of a namespace; the name's own label cannot be changed.
    package mutating func addNamespace(_ name: String, labels: [String: String] = [:]) {
        var labels = namespaces[name].map { old in old.merging(labels) { $1 } } ?? labels
        labels["kubernetes.io/metadata.name"] = name
        namespaces[name] = labels
    }

    /// Puts policies into the order of evaluation.
    package mutating func sortPolicies() { policies.sort { $0.isEvaluated(before: $1) } }
}

extension Policy {
    /// The order of evaluation: tier, priority, then names for want of something better.
    func isEvaluated(before other: Policy) -> Bool {
        if tier != other.tier { return tier < other.tier }
        if priority != other.priority { return priority < other.priority }
        return (kind, namespace, name) < (other.kind, other.namespace, other.name)
    }
}

extension Node {
    /// A mapping of labels.
    var labelMap: [String: String] {
        var labels: [String: String] = [:]
        for (key, value) in entries { labels[key.scalarText] = value.scalarText }
        return labels
    }

    /// The elements of a list field; none when it is missing.
    func items(_ key: StaticString) -> Node.Elements { self[key]?.elements ?? Node.Elements.none }

    /// A field that is there and not null.
    func field(_ key: StaticString) -> Node? {
        guard let value = self[key], !value.isNull else { return nil }
        return value
    }
}
