// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents
package import Findings

package enum NamespaceNoLimitRangeCheck: InventoryCheck {
    package static let description = CheckDescription(
        id: "namespace-no-limitrange", title: "Namespace without a LimitRange", severity: .low, layer: .workload,
        rationale: """
            A LimitRange gives every container that says nothing a request and a limit. Without one a single \
            forgotten field lets a container use the whole node.
            """,
        attack: "A pod started by hand, without limits, takes a node down.",
        rule: """
            Fires for a Namespace of the input, other than the system's own, for which the input has workloads but no \
            LimitRange for containers.
            """,
        fix: "Add a LimitRange with defaults that fit most containers.",
        mappings: Mappings(
            nsa: ["Kubernetes Pod security: resource policies"], mitre: ["T1499"], owasp: ["K01"],
            peers: [.trivy: ["KSV-0039"]]),
        references: ["https://kubernetes.io/docs/concepts/policy/limit-range/"],
        examples: [
            .violating("without", at: ["metadata.name"], NamespaceBounds.manifest),
            .compliant(
                "with defaults",
                NamespaceBounds.manifest + """

                    ---
                    apiVersion: v1
                    kind: LimitRange
                    metadata: {name: limits, namespace: shop}
                    spec: {limits: [{type: Container, default: {memory: 256Mi}}]}
                    """),
        ])

    package static func evaluate(_ context: Context, _ findings: inout FindingCollector) {
        let defaults = LimitDefaults.of(context.inventory)
        for namespace in NamespaceBounds.judged(context) where !defaults.has(namespace.name) {
            report(namespace, &findings)
        }
    }

    private static func report(_ resource: Resource, _ findings: inout FindingCollector) {
        let range: Value = [
            "apiVersion": "v1", "kind": "LimitRange",
            "metadata": ["name": "limits", "namespace": .string(resource.name)],
            "spec": [
                "limits": [
                    [
                        "type": "Container", "default": ["memory": "512Mi"],
                        "defaultRequest": ["cpu": "50m", "memory": "128Mi"],
                    ]
                ]
            ],
        ]
        findings.add(
            "the namespace \"\(resource.name)\" has no LimitRange for containers", Subject(resource),
            Evidence(below: resource.node, "metadata", "name"), reason: .missing,
            remediation: Remediation(
                "add a LimitRange, with defaults that fit the workloads", .review,
                [Edit(.addObject(range), at: Evidence(resource.node))]))
    }
}
