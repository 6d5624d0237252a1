// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents
internal import Findings

/// Which Services lead to a workload's pods.
enum ServiceSelection {
    /// A Service of the workload's namespace selects its pods.
    static func selects(_ workload: Workload, in context: Context) -> Bool {
        guard let labels = workload.podLabels else { return false }
        return context.inventory.resources(ofKind: "Service").contains { service in
            guard service.effectiveNamespace == workload.namespace, let node = service.spec?["selector"] else {
                return false
            }
            let selector = LabelSelector(labels: node)
            return !selector.isEmpty && selector.matches(labels)
        }
    }
}
