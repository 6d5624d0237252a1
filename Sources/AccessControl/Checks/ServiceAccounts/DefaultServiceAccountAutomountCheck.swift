// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

package enum DefaultServiceAccountAutomountCheck: ResourceCheck {
    package static let kinds = ["ServiceAccount"]

    package static let description = CheckDescription(
        id: "default-sa-automount", title: "Default account mounts its token", severity: .low, layer: .identity,
        rationale: """
            As long as the account `default` mounts its token, each pod that names no account carries one.
            """,
        attack: """
            The attacker finds a token in a pod that was never meant to talk to the API server.
            """,
        rule: """
            Fires for a ServiceAccount object named `default` whose `automountServiceAccountToken` is not false.
            """,
        fix: """
            Set automountServiceAccountToken: false on the account; pods that need a token get an account of their \
            own.
            """,
        mappings: Mappings(
            cis: ["5.1.5"], nsa: ["Authentication and authorization: least-privilege RBAC"], owasp: ["K02"],
            peers: [.kubescape: ["C-0189"], .checkov: ["CKV_K8S_41"]]),
        references: ["https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/"],
        examples: [
            .violating(
                "nothing said", at: ["automountServiceAccountToken"],
                """
                apiVersion: v1
                kind: ServiceAccount
                metadata: {name: default, namespace: shop}
                """),
            .compliant(
                "off",
                """
                apiVersion: v1
                kind: ServiceAccount
                metadata: {name: default, namespace: shop}
                automountServiceAccountToken: false
                """),
            .compliant(
                "another account",
                """
                apiVersion: v1
                kind: ServiceAccount
                metadata: {name: web, namespace: shop}
                """),
        ])

    package static func evaluate(_ resource: Resource, _ context: Context, _ findings: inout FindingCollector) {
        guard resource.name == "default", resource.node["automountServiceAccountToken"]?.bool != false else { return }
        let field = Evidence(below: resource.node, "automountServiceAccountToken")
        findings.add(
            "service account \"default\" of namespace \"\(resource.effectiveNamespace)\" mounts its token in every pod",
            Subject(resource), field, reason: field.missing.isEmpty ? .explicit : .missing,
            remediation: Remediation(
                "set automountServiceAccountToken: false", .review, [Edit(.set(false), at: field)]))
    }
}
