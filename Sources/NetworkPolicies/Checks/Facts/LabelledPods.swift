// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents

/// The pods of each namespace, found by any of their labels.
final class LabelledPods: Sendable {
    private struct Label: Hashable {
        let key: String
        let value: String
    }

    /// The labels of the pods, by namespace and label. A namespace without labels is there too.
    private let pods: [String: [Label: [Node]]]

    static func of(_ inventory: Inventory) -> LabelledPods {
        inventory.derived.value(of: LabelledPods.self) { LabelledPods(inventory) }
    }

    private init(_ inventory: Inventory) {
        var pods: [String: [Label: [Node]]] = [:]
        for workload in inventory.workloads { Self.add(workload.podLabels, &pods[workload.namespace, default: [:]]) }
        self.pods = pods
    }

    private static func add(_ labels: Node?, _ pods: inout [Label: [Node]]) {
        guard let labels else { return }
        for (key, value) in labels.entries {
            pods[Label(key: key.scalarText, value: value.scalarText), default: []].append(labels)
        }
    }

    /// Whether a namespace has pods.
    func has(_ namespace: String) -> Bool { pods[namespace] != nil }

    /// Whether a selector of labels and their values selects a pod.
    func hasAny(_ selector: LabelSelector, in namespace: String) -> Bool {
        guard let first = selector.requirements.first, let pods = pods[namespace] else { return false }
        return first.values.contains { value in
            pods[Label(key: first.key, value: value), default: []].contains { selector.matches($0) }
        }
    }
}
