// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

package enum LegacyTokenSecretCheck: ResourceCheck {
    package static let kinds = ["Secret"]

    package static let description = CheckDescription(
        id: "legacy-token-secret", title: "Secret with a token that never expires", severity: .high, layer: .identity,
        rationale: """
            A secret of type `kubernetes.io/service-account-token` holds a token without an end and without a tie to \
            a pod. Whoever reads it once has it for good.
            """,
        attack: """
            The attacker finds the token in a backup, a log or with a mere `get secrets`, and uses it months later.
            """,
        rule: "Fires for a Secret whose `type` is `kubernetes.io/service-account-token`.",
        fix: """
            Delete the secret and use short-lived tokens: a projected volume, or kubectl create token.
            """,
        mappings: Mappings(
            nsa: ["Authentication and authorization: least-privilege RBAC"], mitre: ["T1552.007"], owasp: ["K02"],
            peers: [.kubesplaining: ["KUBE-SECRETS-001"]]),
        references: ["https://kubernetes.io/docs/concepts/security/service-accounts/#authenticating-credentials"],
        examples: [
            .violating(
                "token secret", at: ["type"],
                """
                apiVersion: v1
                kind: Secret
                metadata: {name: ci-token, namespace: shop, annotations: {kubernetes.io/service-account.name: ci}}
                type: kubernetes.io/service-account-token
                """),
            .compliant(
                "ordinary secret",
                """
                apiVersion: v1
                kind: Secret
                metadata: {name: db, namespace: shop}
                type: Opaque
                """),
        ])

    package static func evaluate(_ resource: Resource, _ context: Context, _ findings: inout FindingCollector) {
        guard let type = resource.node["type"], type.equals("kubernetes.io/service-account-token") else { return }
        let account = resource.annotations?["kubernetes.io/service-account.name"]?.scalarText ?? ""
        findings.add(
            "secret \"\(resource.name)\" holds a token of service account \"\(account)\" that never expires",
            Subject(resource), Evidence(type), remediation: Remediation(description.fix.asSummary, .review))
    }
}
