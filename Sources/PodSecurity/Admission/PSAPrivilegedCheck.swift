// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

package enum PSAPrivilegedCheck: ResourceCheck {
    package static let kinds = ["Namespace"]

    package static let description = CheckDescription(
        id: "psa-privileged", title: "Pod Security level privileged enforced", severity: .medium, layer: .admission,
        rationale: """
            The level `privileged` forbids nothing: the label says that a decision was made, and the decision was to \
            let every pod in.
            """,
        attack: "Whoever may create pods in the namespace starts a privileged one and takes over its node.",
        rule: """
            Fires for a Namespace with `pod-security.kubernetes.io/enforce: privileged`, other than kube-system, \
            kube-public and kube-node-lease.
            """,
        fix: """
            Enforce the strictest level that all workloads meet. Move the few that need the node into a namespace of \
            their own that few people may write to.
            """,
        mappings: Mappings(
            cis: ["5.2.2", "5.2.3", "5.2.4", "5.2.5"], nsa: ["Kubernetes Pod security: enforcement"], owasp: ["K04"]),
        references: ["https://kubernetes.io/docs/concepts/security/pod-security-standards/"],
        examples: [
            .violating(
                "for no reason", at: ["metadata.labels[pod-security.kubernetes.io/enforce]"],
                """
                apiVersion: v1
                kind: Namespace
                metadata:
                  name: shop
                  labels: {pod-security.kubernetes.io/enforce: privileged}
                ---
                apiVersion: v1
                kind: Pod
                metadata: {name: a, namespace: shop}
                spec: {containers: [{name: web, image: nginx}]}
                """),
            .violating(
                "for a workload that needs it", at: ["metadata.labels[pod-security.kubernetes.io/enforce]"],
                """
                apiVersion: v1
                kind: Namespace
                metadata:
                  name: monitoring
                  labels: {pod-security.kubernetes.io/enforce: privileged}
                ---
                apiVersion: v1
                kind: Pod
                metadata: {name: a, namespace: monitoring}
                spec: {hostPID: true, containers: [{name: exporter, image: prom/node-exporter}]}
                """),
            .compliant(
                "the system's namespace",
                """
                apiVersion: v1
                kind: Namespace
                metadata: {name: kube-system, labels: {pod-security.kubernetes.io/enforce: privileged}}
                """),
        ])

    package static func evaluate(_ resource: Resource, _ context: Context, _ findings: inout FindingCollector) {
        let labels = PodSecurityLabels(resource)
        guard let enforce = labels.enforce, labels.enforcedLevel == .privileged,
            !NamespaceAdmission.isSystem(resource.name)
        else { return }
        findings.add(
            "the namespace \"\(resource.name)\" enforces \"privileged\", which forbids nothing", Subject(resource),
            Evidence(enforce), remediation: NamespaceAdmission.of(context).strictestLabels(resource, context))
    }
}
