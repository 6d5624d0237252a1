// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

package enum PSAVersionFloatingCheck: ResourceCheck {
    package static let kinds = ["Namespace"]

    package static let description = CheckDescription(
        id: "psa-version-floating", title: "Pod Security version not pinned", severity: .info, layer: .admission,
        rationale: """
            The standards change with Kubernetes. Without a pinned version an upgrade of the cluster may begin to \
            reject pods that it admitted the day before, at the worst of times.
            """,
        attack: "Nobody attacks through it; it breaks deployments after an upgrade, and then the label gets removed.",
        rule: """
            Fires for a Namespace that enforces baseline or restricted while \
            `pod-security.kubernetes.io/enforce-version` is missing or `latest`.
            """,
        fix: "Pin the version of the cluster, and raise it after each upgrade.",
        mappings: Mappings(owasp: ["K04"]),
        references: ["https://kubernetes.io/docs/concepts/security/pod-security-admission/"],
        examples: [
            .violating(
                "no version", at: ["metadata.labels[pod-security.kubernetes.io/enforce-version]"],
                """
                apiVersion: v1
                kind: Namespace
                metadata:
                  name: shop
                  labels:
                    pod-security.kubernetes.io/enforce: restricted
                """),
            .violating(
                "the latest", at: ["metadata.labels[pod-security.kubernetes.io/enforce-version]"],
                """
                apiVersion: v1
                kind: Namespace
                metadata:
                  name: shop
                  labels:
                    pod-security.kubernetes.io/enforce: restricted
                    pod-security.kubernetes.io/enforce-version: latest
                """),
            .compliant(
                "pinned",
                """
                apiVersion: v1
                kind: Namespace
                metadata:
                  name: shop
                  labels:
                    pod-security.kubernetes.io/enforce: restricted
                    pod-security.kubernetes.io/enforce-version: v1.34
                """),
        ])

    package static func evaluate(_ resource: Resource, _ context: Context, _ findings: inout FindingCollector) {
        let labels = PodSecurityLabels(resource)
        guard let level = labels.enforcedLevel, level > .privileged, labels.enforcedVersion == nil else { return }
        let place = Evidence(below: resource.node, "metadata", "labels", PodSecurityLabels.prefix + "enforce-version")
        let version = context.settings.kubernetesVersion
        findings.add(
            "the namespace \"\(resource.name)\" enforces \"\(level.rawValue)\" in whatever version the cluster has",
            Subject(resource), place, reason: labels.enforceVersion == nil ? .missing : .explicit,
            remediation: Remediation(
                "set the label \(PodSecurityLabels.prefix)enforce-version: \(version)", .safe,
                [NamespaceAdmission.pin(version, resource)]))
    }
}
