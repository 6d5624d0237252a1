// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

package enum WebhookNamespaceExemptCheck: ResourceCheck {
    package static let kinds = AdmissionWebhook.kinds

    package static let description = CheckDescription(
        id: "webhook-ns-exempt", title: "Namespaces that a security webhook does not see", severity: .medium,
        layer: .admission,
        rationale: """
            Namespaces that are excluded by name are a hole in the guard. kube-system and the webhook's own namespace \
            have to be one, or the cluster may not start again; every other one needs a reason.
            """,
        attack: "Who may create pods in an excluded namespace creates those that are rejected everywhere else.",
        rule: """
            Fires for a webhook that belongs to a policy engine or validates pods, what creates pods, or permissions, \
            when its `namespaceSelector` excludes namespaces by `kubernetes.io/metadata.name`. Info when these are only \
            kube-system, kube-public, kube-node-lease and the webhook's own.
            """,
        fix: "Exclude no more than kube-system and the webhook's own namespace, and keep the rights there few.",
        mappings: Mappings(owasp: ["K04"], peers: [.kubesplaining: ["KUBE-ADMISSION-003"]]),
        references: [
            "https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/"
                + "#matching-requests-namespaceselector"
        ],
        examples: [
            .violating(
                "a team's namespace", at: ["webhooks[0].namespaceSelector.matchExpressions[0].values"],
                WebhookFailOpenCheck.manifest("Fail", "pods")
                    + "\n  namespaceSelector: {matchExpressions: [{key: kubernetes.io/metadata.name, operator: NotIn, "
                    + "values: [kube-system, ci]}]}"),
            .compliant(
                "all but those that opt out by label",
                WebhookFailOpenCheck.manifest("Fail", "pods")
                    + "\n  namespaceSelector: {matchExpressions: [{key: guard/ignore, operator: DoesNotExist}]}"),
        ])

    package static func evaluate(_ resource: Resource, _ context: Context, _ findings: inout FindingCollector) {
        for webhook in AdmissionWebhook.all(of: resource) where webhook.isSecurityRelevant {
            for expression in webhook.node["namespaceSelector"]?["matchExpressions"]?.elements ?? Node.Elements.none {
                guard expression["key"]?.equals("kubernetes.io/metadata.name") == true,
                    expression["operator"]?.equals("NotIn") == true, let values = expression["values"]
                else { continue }
                report(values, webhook, &findings)
            }
        }
    }

    private static func report(_ values: Node, _ webhook: AdmissionWebhook, _ findings: inout FindingCollector) {
        let names = values.elements.map(\.scalarText)
        guard !names.isEmpty else { return }
        let others = names.filter { !NamespaceAdmission.isSystem($0) && $0 != webhook.serviceNamespace }
        findings.add(
            "the webhook \"\(webhook.name)\" does not see the namespaces \(Wording.quoted(names))",
            Subject(webhook.resource), Evidence(values), severity: others.isEmpty ? .info : nil,
            remediation: others.isEmpty
                ? nil
                : Remediation("let the webhook see \(Wording.quoted(others)), or note why it must not", .review))
    }
}
