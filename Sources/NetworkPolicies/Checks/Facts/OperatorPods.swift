// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents

/// Labels of custom resources by namespace: their operators make pods that usually carry these labels, and that are
/// not in the input.
struct OperatorPods: Sendable {
    private var labels: [String: [[String: String]]] = [:]

    static func of(_ inventory: Inventory) -> OperatorPods {
        inventory.derived.value(of: OperatorPods.self) { OperatorPods(inventory) }
    }

    private init(_ inventory: Inventory) {
        for resource in inventory.resources where Self.isCustom(resource.group) && !resource.isClusterScoped {
            var own = resource.labels?.labelMap ?? [:]
            for (key, value) in resource.spec?["podMetadata"]?["labels"]?.labelMap ?? [:] { own[key] = value }
            if !own.isEmpty { labels[resource.effectiveNamespace, default: []].append(own) }
        }
    }

    /// Whether a custom resource has the labels that a selection asks for.
    func mayBeSelected(by selection: PodSelection, _ model: NetworkModel) -> Bool {
        guard !selection.pods.isEmpty else { return false }
        return labels.contains { namespace, sets in
            let endpoint = Endpoint(namespace: namespace, name: "", kind: "", labels: [:])
            let anyPod = PodSelection(namespaces: selection.namespaces, pods: LabelSelector(requirements: []))
            return anyPod.matches(endpoint, model) && sets.contains { selection.pods.matches($0) }
        }
    }

    /// The same for a plain selector in one namespace.
    func mayBeSelected(by selector: LabelSelector, in namespace: String) -> Bool {
        !selector.isEmpty && (labels[namespace] ?? []).contains { selector.matches($0) }
    }

    /// Groups of the API server's own kinds have no dot or end in k8s.io.
    private static func isCustom(_ group: String) -> Bool { group.contains(".") && !group.hasSuffix(".k8s.io") }
}
