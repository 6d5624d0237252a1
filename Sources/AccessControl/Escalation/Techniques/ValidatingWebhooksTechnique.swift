// SPDX-License-Identifier: Apache-2.0

internal import Cluster
package import Findings

package enum ValidatingWebhooksTechnique: EscalationTechnique {
    package static let technique = Technique(
        "read every object that is written through a webhook",
        gain: .influence,
        place: .cluster,
        needs: .init(
            .init(["create", "update", "patch"], "admissionregistration.k8s.io", "validatingwebhookconfigurations"),
            names: .any, clusterScoped: true))

    package static let description = CheckDescription(
        id: "validating-webhooks", title: "Writing validating webhooks", severity: .high, layer: .identity,
        rationale: """
            A validating webhook receives every object that is written, secrets included, and may refuse it.
            """,
        attack: """
            The attacker waits for secrets to be written, or stops the cluster by refusing everything.
            """,
        rule: """
            `create`, `update` or `patch` on `validatingwebhookconfigurations`. A list of names does not help: whoever may change \
            one configuration may have it called for everything; `create` is never granted by name.
            """,
        fix: "Leave webhook configurations to the installer; let the program that serves one only read it.",
        mappings: Mappings(
            nsa: ["Authentication and authorization: least-privilege RBAC"], mitre: ["T1546"], owasp: ["K02"]),
        references: ["https://kubernetes.io/docs/concepts/security/rbac-good-practices/"],
        examples: [
            .violating(
                "held", at: ["rules[0].resources[0]"],
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: helper}
                rules:
                - {apiGroups: ["admissionregistration.k8s.io"], resources: [validatingwebhookconfigurations], verbs: [create]}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: helper}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: helper}
                subjects:
                - {kind: ServiceAccount, name: helper, namespace: shop}
                """),
            .compliant(
                "not held",
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: helper}
                rules:
                - {apiGroups: ["admissionregistration.k8s.io"], resources: [validatingwebhookconfigurations], verbs: [get, create], resourceNames: [own-webhook]}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: helper}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: helper}
                subjects:
                - {kind: ServiceAccount, name: helper, namespace: shop}
                """),
        ])
}
