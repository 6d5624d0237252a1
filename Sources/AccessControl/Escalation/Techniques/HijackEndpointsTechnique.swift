// SPDX-License-Identifier: Apache-2.0

internal import Cluster
package import Findings

package enum HijackEndpointsTechnique: EscalationTechnique {
    package static let technique = Technique(
        "send a service's traffic elsewhere",
        gain: .influence,
        needs: .init(
            .init(["create", "update", "patch"], "", "endpoints"),
            .init(["create", "update", "patch"], "discovery.k8s.io", "endpointslices")))

    package static let description = CheckDescription(
        id: "hijack-endpoints", title: "Hijacking backends", severity: .medium, layer: .identity,
        rationale: """
            Endpoints and endpoint slices are the backends of services, also of those that admission webhooks use.
            """,
        attack: "The attacker adds an address of theirs to a service.",
        rule: "Write verbs on `endpoints` or `endpointslices` without `resourceNames`.",
        fix: "Leave endpoints to the control plane.",
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
                - {apiGroups: ["discovery.k8s.io"], resources: [endpointslices], verbs: [create]}
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
                - {apiGroups: ["discovery.k8s.io"], resources: [endpointslices], verbs: [get]}
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
