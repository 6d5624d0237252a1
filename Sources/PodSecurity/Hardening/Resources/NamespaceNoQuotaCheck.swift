// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

package enum NamespaceNoQuotaCheck: ResourceCheck {
    package static let kinds = ["Namespace"]

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

    package static func evaluate(_ resource: Resource, _ context: Context, _ findings: inout FindingCollector) {
        guard NamespaceBounds.isJudged(resource, context) else { return }
        if context.inventory.resources(ofKind: "ResourceQuota").contains(where: {
            $0.effectiveNamespace == resource.name
        }) {
            return
        }
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

    static func isJudged(_ namespace: Resource, _ context: Context) -> Bool {
        if namespace.name.isEmpty || namespace.name.hasPrefix("kube-") { return false }
        return context.inventory.workloads.contains { $0.namespace == namespace.name }
    }
}
