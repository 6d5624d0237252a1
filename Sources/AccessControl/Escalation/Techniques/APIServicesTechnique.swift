// SPDX-License-Identifier: Apache-2.0

internal import Cluster
package import Findings

package enum APIServicesTechnique: EscalationTechnique {
    package static let technique = Technique(
        "serve an API group themselves",
        gain: .influence,
        place: .cluster,
        needs: .init(
            .init(["create", "update", "patch"], "apiregistration.k8s.io", "apiservices"), clusterScoped: true))

    package static let description = CheckDescription(
        id: "api-services", title: "Replacing API groups", severity: .high, layer: .identity,
        rationale: "An APIService routes all requests for an API group to a server of one's choice.",
        attack: """
            The attacker receives what clients send to the group and answers as they please.
            """,
        rule: "`create`, `update` or `patch` on `apiservices` without `resourceNames`.",
        fix: "Name the service in resourceNames.",
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
                - {apiGroups: ["apiregistration.k8s.io"], resources: [apiservices], verbs: [create]}
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
                - {apiGroups: ["apiregistration.k8s.io"], resources: [apiservices], verbs: [patch], resourceNames: [v1beta1.metrics.k8s.io]}
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
