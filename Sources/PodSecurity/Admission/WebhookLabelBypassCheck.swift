// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

package enum WebhookLabelBypassCheck: ResourceCheck {
    package static let kinds = AdmissionWebhook.kinds

    package static let description = CheckDescription(
        id: "webhook-label-bypass", title: "Security webhook skipped by a label", severity: .medium,
        layer: .admission,
        rationale: """
            The webhook only looks at objects whose labels match its `objectSelector`. The labels are written by the \
            one who creates the object, so that everybody chooses for themselves whether to be judged.
            """,
        attack:
            "The attacker's pod carries the label that switches the webhook off, or leaves out the one it asks for.",
        rule: """
            Fires for a webhook that belongs to a policy engine or validates pods, what creates pods, or permissions, \
            when its `objectSelector` has any requirement.
            """,
        fix: """
            Remove the objectSelector. Exempt by namespace, or by the user who asks with `matchConditions`: few people \
            can change those.
            """,
        mappings: Mappings(owasp: ["K04"], peers: [.kubesplaining: ["KUBE-ADMISSION-002"]]),
        references: [
            "https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/"
                + "#matching-requests-objectselector"
        ],
        examples: [
            .violating(
                "a label to be left alone", at: ["webhooks[0].objectSelector"],
                WebhookFailOpenCheck.manifest("Fail", "pods")
                    + "\n  objectSelector: {matchExpressions: [{key: skip-guard, operator: DoesNotExist}]}"),
            .compliant("an empty selector", WebhookFailOpenCheck.manifest("Fail", "pods") + "\n  objectSelector: {}"),
        ])

    package static func evaluate(_ resource: Resource, _ context: Context, _ findings: inout FindingCollector) {
        for webhook in AdmissionWebhook.all(of: resource) where webhook.isSecurityRelevant {
            guard let node = webhook.node["objectSelector"], let selector = LabelSelector(node), !selector.isEmpty
            else {
                continue
            }
            let keys = selector.requirements.map { "\"\($0.key)\"" }.joined(separator: ", ")
            findings.add(
                "who creates an object decides by the label \(keys) whether the webhook \"\(webhook.name)\" sees it",
                Subject(resource), Evidence(node),
                remediation: Remediation(
                    "remove the objectSelector and exempt by namespace or with matchConditions", .review))
        }
    }
}
