// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

package enum SecretInKubeSystemCheck: ResourceCheck {
    package static let kinds = ["Secret"]

    package static let description = CheckDescription(
        id: "secret-in-kube-system", title: "User Secret in kube-system", severity: .low, layer: .workload,
        rationale: """
            kube-system holds the cluster's own parts. Add-ons and operators often may read all Secrets there, so \
            that a Secret of yours is shared with each of them.
            """,
        attack:
            "An attacker in any add-on with access to the Secrets of kube-system reads it together with the others.",
        rule: """
            Fires for a Secret in `kube-system` of type `Opaque` (the default) that no controller owns. Tokens, \
            certificates, Helm releases and the like have types of their own and do not count.
            """,
        fix: "Move the Secret into the namespace of the program that needs it.",
        mappings: Mappings(owasp: ["K03"], peers: [.kubesplaining: ["KUBE-SECRETS-002"]]),
        references: ["https://kubernetes.io/docs/concepts/security/secrets-good-practices/"],
        examples: [
            .violating(
                "without a type", at: ["metadata.namespace"],
                """
                apiVersion: v1
                kind: Secret
                metadata: {name: smtp, namespace: kube-system}
                """),
            .compliant(
                "elsewhere, and of another type",
                """
                apiVersion: v1
                kind: Secret
                metadata: {name: smtp, namespace: mail}
                ---
                apiVersion: v1
                kind: Secret
                metadata: {name: bootstrap-token-a, namespace: kube-system}
                type: bootstrap.kubernetes.io/token
                """),
        ])

    package static func evaluate(_ resource: Resource, _ context: Context, _ findings: inout FindingCollector) {
        guard resource.namespace == "kube-system", resource.metadata?["ownerReferences"] == nil else { return }
        if let type = resource.node["type"], !type.equals("Opaque"), !type.isNull { return }
        findings.add(
            "the Secret \"\(resource.name)\" is kept in kube-system", Subject(resource),
            Evidence(below: resource.node, "metadata", "namespace"),
            remediation: Remediation("move the Secret into the namespace of the program that needs it", .review))
    }
}
