// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

package enum SelectorMismatchCheck: ResourceCheck {
    package static let kinds = ["Deployment", "ReplicaSet", "StatefulSet", "DaemonSet"]

    package static let description = CheckDescription(
        id: "selector-mismatch", title: "Selector does not match the pods", severity: .medium, layer: .admission,
        rationale: """
            A controller whose selector does not match the labels of its own pod template is rejected by the API \
            server, so that the workload (an agent that watches the cluster, say) silently stays in its old version.
            """,
        attack: "What was repaired in the new version stays open, and the failed rollout is easy to miss.",
        rule: """
            Fires for a Deployment, ReplicaSet, StatefulSet or DaemonSet of apps/v1 whose `spec.selector` is missing or \
            does not match the labels of `spec.template.metadata`. A manifest with neither selector nor pod labels \
            (a kustomize patch or base) cannot be judged.
            """,
        fix: "Give the template the labels that the selector asks for; a selector cannot be changed later.",
        mappings: Mappings(
            owasp: ["K04"],
            peers: [
                .kubescape: ["C-0296"], .kubeLinter: ["mismatching-selector"],
                .kubeScore: ["deployment-pod-selector-labels-match-template-metadata-labels"],
            ]),
        references: ["https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#selector"],
        examples: [
            .violating(
                "another label", at: ["spec.selector"], manifest("selector: {matchLabels: {app: web, tier: front}}")),
            .violating("no selector", at: ["spec.selector"], manifest("replicas: 1")),
            .compliant("the same", manifest("selector: {matchLabels: {app: a}}")),
        ])

    private static func manifest(_ field: String) -> String {
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: a, namespace: shop}
        spec:
          \(field)
          template:
            metadata: {labels: {app: a}}
            spec: {containers: [{name: web, image: nginx}]}
        """
    }

    package static func evaluate(_ resource: Resource, _ context: Context, _ findings: inout FindingCollector) {
        guard resource.apiVersion == "apps/v1", let spec = resource.spec, let template = spec["template"] else {
            return
        }
        let labels = template["metadata"]?["labels"]
        guard let node = spec["selector"], !node.isNull else {
            return reportMissing(resource, spec, labels, &findings)
        }
        guard let selector = LabelSelector(node), !selector.matches(labels) else { return }
        let wrong = selector.requirements.filter { !$0.matches(labels) }
        findings.add(
            "the selector of the \(resource.kind) \"\(resource.name)\" asks for the labels "
                + "\(Wording.quoted(wrong.map(\.key))), and its pods do not have them so",
            Subject(resource), Evidence(node),
            remediation: Remediation(
                "give the pod template the labels that the selector asks for", .safe, edits(wrong, template)))
    }

    private static func edits(_ requirements: [LabelSelector.Requirement], _ template: Node) -> [Edit] {
        let simple = requirements.filter { $0.operation == .isIn && !$0.values.isEmpty }
        guard simple.count == requirements.count else { return [] }
        return simple.map {
            .set(.string($0.values.first ?? ""), below: template, "metadata", "labels", $0.key)
        }
    }

    /// A manifest with neither selector nor pod labels is a patch or a base: kustomize adds both.
    private static func reportMissing(
        _ resource: Resource, _ spec: Node, _ labels: Node?, _ findings: inout FindingCollector
    ) {
        guard let labels, labels.entries.contains(where: { _ in true }) else {
            return findings.cannotEvaluate("neither selector nor pod labels in the manifest")
        }
        findings.add(
            "the \(resource.kind) \"\(resource.name)\" has no selector, which apps/v1 requires", Subject(resource),
            Evidence(below: spec, "selector"), reason: .missing,
            remediation: Remediation(
                "set the pods' labels as the selector", .review,
                [.set(labels.value, below: spec, "selector", "matchLabels")]))
    }
}
