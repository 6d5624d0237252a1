// SPDX-License-Identifier: Apache-2.0

internal import Cluster
package import Findings

package enum AdmissionWebhooksTechnique: EscalationTechnique {
    package static let technique = Technique(
        "change every object through a webhook",
        gain: .clusterAdmin,
        place: .cluster,
        needs: .init(
            .init(["create", "update", "patch"], "admissionregistration.k8s.io", "mutatingwebhookconfigurations"),
            names: .any, clusterScoped: true))

    package static let description = CheckDescription(
        id: "admission-webhooks", title: "Writing mutating webhooks", severity: .critical, layer: .identity,
        rationale: """
            A mutating webhook receives every object that is written, secrets included, and changes it.
            """,
        attack: """
            The attacker adds their account to the next binding that an administrator writes.
            """,
        rule: """
            `create`, `update` or `patch` on `mutatingwebhookconfigurations`. A list of names does not help: whoever may change \
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
                - {apiGroups: ["admissionregistration.k8s.io"], resources: [mutatingwebhookconfigurations], verbs: [create]}
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
                - {apiGroups: ["admissionregistration.k8s.io"], resources: [mutatingwebhookconfigurations], verbs: [get, create], resourceNames: [own-webhook]}
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
