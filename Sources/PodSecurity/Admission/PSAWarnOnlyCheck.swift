// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

package enum PSAWarnOnlyCheck: ResourceCheck {
    package static let kinds = ["Namespace"]

    package static let description = CheckDescription(
        id: "psa-warn-only", title: "Pod Security admission only warns", severity: .low, layer: .admission,
        rationale: """
            Warnings and audit annotations are for the time before a level is enforced. Left at that, nothing is ever \
            rejected, and an attacker does not mind a warning.
            """,
        attack: "A privileged pod is created all the same; a line in the audit log is all that is left of it.",
        rule: """
            Fires for a Namespace whose labels warn or audit against baseline or restricted while no level is enforced.
            """,
        fix: "Enforce the strictest level that all workloads of the namespace meet.",
        mappings: Mappings(cis: ["5.2.1"], nsa: ["Kubernetes Pod security: enforcement"], owasp: ["K04"]),
        references: ["https://kubernetes.io/docs/concepts/security/pod-security-admission/"],
        examples: [
            .violating(
                "warned about", at: ["metadata.labels[pod-security.kubernetes.io/warn]"],
                """
                apiVersion: v1
                kind: Namespace
                metadata:
                  name: shop
                  labels:
                    pod-security.kubernetes.io/warn: restricted
                """),
            .compliant(
                "also enforced",
                """
                apiVersion: v1
                kind: Namespace
                metadata:
                  name: shop
                  labels:
                    pod-security.kubernetes.io/warn: restricted
                    pod-security.kubernetes.io/enforce: baseline
                """),
        ])

    package static func evaluate(_ resource: Resource, _ context: Context, _ findings: inout FindingCollector) {
        let labels = PodSecurityLabels(resource)
        guard labels.enforcedLevel == nil, let label = labels.observing, !NamespaceAdmission.isSystem(resource.name)
        else { return }
        findings.add(
            "the namespace \"\(resource.name)\" only warns about or audits pods below \"\(label.scalarText)\" and "
                + "admits them all",
            Subject(resource), Evidence(label),
            remediation: NamespaceAdmission.of(context).strictestLabels(resource, context))
    }
}
