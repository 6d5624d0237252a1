// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents
package import Findings

package enum NamespaceNoQuotaCheck: InventoryCheck {
    package static let description = CheckDescription(
        id: "namespace-no-quota", title: "Namespace without a ResourceQuota", severity: .low, layer: .workload,
        rationale: """
            Without a quota one namespace may take the whole cluster: by mistake, by an autoscaler gone wild, or on \
            purpose.
            """,
        attack: "Who may create pods in the namespace starts thousands of them, and other teams' pods stay pending.",
        rule: """
            Fires for a Namespace of the input, other than the system's own, for which the input has workloads but no \
            ResourceQuota.
            """,
        fix: "Add a ResourceQuota with room above today's use.",
        mappings: Mappings(
            nsa: ["Kubernetes Pod security: resource policies"], mitre: ["T1499"], owasp: ["K01"],
            peers: [.trivy: ["KSV-0040"]]),
        references: ["https://kubernetes.io/docs/concepts/policy/resource-quotas/"],
        examples: [
            .violating("without", at: ["metadata.name"], NamespaceBounds.manifest),
            .compliant(
                "with a quota",
                NamespaceBounds.manifest + """

                    ---
                    apiVersion: v1
                    kind: ResourceQuota
                    metadata: {name: quota, namespace: shop}
                    spec: {hard: {pods: "50"}}
                    """),
            .compliant("a system namespace", "{apiVersion: v1, kind: Namespace, metadata: {name: kube-system}}"),
        ])

    package static func evaluate(_ context: Context, _ findings: inout FindingCollector) {
        let quotas = Set(context.inventory.resources(ofKind: "ResourceQuota").map(\.effectiveNamespace))
        for namespace in NamespaceBounds.judged(context) where !quotas.contains(namespace.name) {
            report(namespace, &findings)
        }
    }

    private static func report(_ resource: Resource, _ findings: inout FindingCollector) {
        let quota: Value = [
            "apiVersion": "v1", "kind": "ResourceQuota",
            "metadata": ["name": "quota", "namespace": .string(resource.name)],
            "spec": ["hard": ["pods": "100", "services.loadbalancers": "2", "services.nodeports": "0"]],
        ]
        findings.add(
            "the namespace \"\(resource.name)\" has no ResourceQuota", Subject(resource),
            Evidence(below: resource.node, "metadata", "name"), reason: .missing,
            remediation: Remediation(
                "add a ResourceQuota, with numbers above today's use", .review,
                [Edit(.addObject(quota), at: Evidence(resource.node))]))
    }
}

/// Which namespaces should have bounds.
enum NamespaceBounds {
    static let manifest = """
        apiVersion: v1
        kind: Namespace
        metadata: {name: shop}
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: a, namespace: shop}
        spec: {containers: [{name: web, image: nginx}]}
        """

    /// The input's namespaces, other than the system's own, that have workloads in the input.
    static func judged(_ context: Context) -> [Resource] {
        let used = Set(context.inventory.workloads.map(\.namespace))
        return context.inventory.resources(ofKind: "Namespace")
            .filter { !$0.name.hasPrefix("kube-") && used.contains($0.name) }
    }
}
