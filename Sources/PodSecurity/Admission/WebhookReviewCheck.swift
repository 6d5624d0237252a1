// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

package enum WebhookReviewCheck: ResourceCheck {
    package static let kinds = AdmissionWebhook.kinds

    package static let description = CheckDescription(
        id: "webhook-review", title: "Admission webhooks to know about", severity: .info, layer: .admission,
        rationale: """
            An admission webhook reads every object it is asked about, Secrets included if its rules say so, and a \
            mutating one changes them. Each one is worth knowing by name and by where it sends the objects.
            """,
        attack: """
            A mutating webhook of the attacker's adds a container to every pod: persistence that survives every new \
            deployment.
            """,
        rule: "Fires once for every webhook configuration that has webhooks, with the targets they call.",
        fix: "Keep the list short, and know for each one who runs it.",
        mappings: Mappings(
            mitre: ["MS-TA9015"], owasp: ["K04"], peers: [.kubescape: ["C-0036", "C-0039"]]),
        references: [
            "https://microsoft.github.io/Threat-Matrix-for-Kubernetes/techniques/Malicious%20admission%20controller/"
        ],
        examples: [
            .violating("any", at: ["webhooks"], WebhookFailOpenCheck.manifest("Fail", "pods")),
            .compliant(
                "an empty configuration",
                """
                apiVersion: admissionregistration.k8s.io/v1
                kind: MutatingWebhookConfiguration
                metadata: {name: guard}
                """),
        ])

    package static func evaluate(_ resource: Resource, _ context: Context, _ findings: inout FindingCollector) {
        let webhooks = AdmissionWebhook.all(of: resource)
        guard !webhooks.isEmpty, let list = resource.node["webhooks"] else { return }
        var targets: [String] = []
        for webhook in webhooks {
            let target = webhook.target + (webhook.hasCABundle ? "" : " (no CA bundle)")
            if !targets.contains(target) { targets.append(target) }
        }
        let verb = webhooks[0].isValidating ? "judge" : "change"
        let count = webhooks.count == 1 ? "1 webhook" : "\(webhooks.count) webhooks"
        let message =
            "\(count) of \"\(resource.name)\" \(verb)\(webhooks.count == 1 ? "s" : "") objects: "
            + targets.joined(separator: ", ")
        findings.add(
            message, Subject(resource), Evidence(list))
    }
}
