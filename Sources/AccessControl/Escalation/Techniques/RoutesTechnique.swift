// SPDX-License-Identifier: Apache-2.0

internal import Cluster
package import Findings

package enum RoutesTechnique: EscalationTechnique {
    package static let technique = Technique(
        "publish services and read routed secrets",
        gain: .influence,
        needs: .init(
            .init(["create", "update", "patch"], "networking.k8s.io", "ingresses"),
            .init(
                ["create", "update", "patch"], "gateway.networking.k8s.io", "gateways", "httproutes", "grpcroutes",
                "tlsroutes", "referencegrants")))

    package static let description = CheckDescription(
        id: "routes", title: "Opening routes", severity: .low, layer: .identity,
        rationale: """
            Ingresses and routes publish services; snippets and certificate references have let writers read the \
            controller's secrets.
            """,
        attack: """
            The attacker publishes an internal service, or injects configuration into the controller.
            """,
        rule: "Write verbs on ingresses, gateways, routes or reference grants.",
        fix: "Forbid snippets in the controller and let a pipeline write routes.",
        mappings: Mappings(
            nsa: ["Authentication and authorization: least-privilege RBAC"], mitre: ["T1190"], owasp: ["K02"]),
        references: [],
        examples: [
            .violating(
                "held", at: ["rules[0].resources[0]"],
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: helper}
                rules:
                - {apiGroups: ["networking.k8s.io"], resources: [ingresses], verbs: [create]}
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
                - {apiGroups: ["networking.k8s.io"], resources: [ingresses], verbs: [get]}
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
