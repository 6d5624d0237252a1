// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

package enum WebhookFailOpenCheck: ResourceCheck {
    package static let kinds = AdmissionWebhook.kinds

    package static let description = CheckDescription(
        id: "webhook-fail-open", title: "Security webhook fails open", severity: .high, layer: .admission,
        rationale: """
            With `failurePolicy: Ignore` a request passes unjudged whenever the webhook does not answer in time. A \
            guard that anybody can make look away is none.
            """,
        attack: """
            An attacker overloads the webhook, evicts its pods or waits for its next upgrade, and creates the pod that \
            it would have rejected.
            """,
        rule: """
            Fires for a webhook that belongs to a policy engine or validates pods, what creates pods, or permissions, \
            when its `failurePolicy` is Ignore (the default in v1beta1; in v1 it is Fail). Webhooks for a product's own \
            objects, and those without rules, are left alone.
            """,
        fix: """
            Set `failurePolicy: Fail`, run at least two replicas, and exclude kube-system and the webhook's own \
            namespace so that the cluster can still start.
            """,
        mappings: Mappings(
            mitre: ["MS-TA9015"], owasp: ["K04"], peers: [.kubesplaining: ["KUBE-ADMISSION-001"]]),
        references: [
            "https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/#failure-policy"
        ],
        examples: [
            .violating("a policy engine", at: ["webhooks[0].failurePolicy"], manifest("Ignore", "pods")),
            .violating(
                "the old default", at: ["webhooks[0].failurePolicy"],
                """
                apiVersion: admissionregistration.k8s.io/v1beta1
                kind: ValidatingWebhookConfiguration
                metadata: {name: guard}
                webhooks:
                - name: pods.guard.example.com
                  clientConfig: {service: {namespace: guard, name: guard}}
                  rules: [{apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [pods]}]
                """),
            .compliant("fails closed", manifest("Fail", "pods")),
            .compliant("a product's own objects", manifest("Ignore", "certificates", group: "cert-manager.io")),
        ])

    static func manifest(_ failurePolicy: String, _ resource: String, group: String = "") -> String {
        """
        apiVersion: admissionregistration.k8s.io/v1
        kind: ValidatingWebhookConfiguration
        metadata: {name: guard}
        webhooks:
        - name: validate.guard.example.com
          failurePolicy: \(failurePolicy)
          sideEffects: None
          admissionReviewVersions: [v1]
          clientConfig: {service: {namespace: guard, name: guard}, caBundle: Q0E=}
          rules: [{apiGroups: ["\(group)"], apiVersions: [v1], operations: [CREATE], resources: [\(resource)]}]
        """
    }

    package static func evaluate(_ resource: Resource, _ context: Context, _ findings: inout FindingCollector) {
        for webhook in AdmissionWebhook.all(of: resource) where webhook.failsOpen && webhook.isSecurityRelevant {
            let place = Evidence(below: webhook.node, "failurePolicy")
            findings.add(
                "the webhook \"\(webhook.name)\" lets requests pass when it cannot be reached (failurePolicy Ignore)",
                Subject(resource), place, reason: place.missing.isEmpty ? .explicit : .missing,
                remediation: Remediation("set failurePolicy: Fail", .review, [Edit(.set("Fail"), at: place)]))
        }
    }
}
