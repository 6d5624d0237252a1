// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents

/// The pods of each namespace, found by any of their labels.
final class LabelledPods: Sendable {
    private struct Label: Hashable {
        let namespace: String
        let key: String
        let value: String
    }

    /// Those with pods.
    let namespaces: Set<String>
    private let pods: [Label: [Node]]

    static func of(_ inventory: Inventory) -> LabelledPods {
        inventory.derived.value(of: LabelledPods.self) { LabelledPods(inventory) }
    }

    private init(_ inventory: Inventory) {
        var namespaces: Set<String> = []
        var pods: [Label: [Node]] = [:]
        for workload in inventory.workloads {
            namespaces.insert(workload.namespace)
            guard let labels = workload.podLabels else { continue }
            for (key, value) in labels.entries {
                let label = Label(namespace: workload.namespace, key: key.scalarText, value: value.scalarText)
                pods[label, default: []].append(labels)
            }
        }
        self.namespaces = namespaces
        self.pods = pods
    }

    /// Whether a selector of labels and their values selects a pod.
    func hasAny(_ selector: LabelSelector, in namespace: String) -> Bool {
        guard let first = selector.requirements.first else { return false }
        return first.values.contains { value in
            let label = Label(namespace: namespace, key: first.key, value: value)
            return pods[label, default: []].contains { selector.matches($0) }
        }
    }
}
