// SPDX-License-Identifier: Apache-2.0

internal import Cluster
package import Findings

package enum ConversionWebhooksTechnique: EscalationTechnique {
    package static let technique = Technique(
        "read and change custom resources through a conversion webhook",
        gain: .influence,
        place: .cluster,
        needs: .init(
            .init(["create", "update", "patch"], "apiextensions.k8s.io", "customresourcedefinitions"),
            clusterScoped: true))

    package static let description = CheckDescription(
        id: "conversion-webhooks", title: "Converting custom resources", severity: .high, layer: .identity,
        rationale: "A conversion webhook sees and rewrites every object of a custom resource.",
        attack: "The attacker changes what an operator with wide rights acts upon.",
        rule: """
            `create`, `update` or `patch` on `customresourcedefinitions` without `resourceNames`.
            """,
        fix: "Name the definitions in resourceNames.",
        mappings: Mappings(
            nsa: ["Authentication and authorization: least-privilege RBAC"], mitre: ["T1557"], owasp: ["K02"]),
        references: [],
        examples: [
            .violating(
                "held", at: ["rules[0].resources[0]"],
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: helper}
                rules:
                - {apiGroups: ["apiextensions.k8s.io"], resources: [customresourcedefinitions], verbs: [update]}
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
                - {apiGroups: ["apiextensions.k8s.io"], resources: [customresourcedefinitions], verbs: [get]}
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
