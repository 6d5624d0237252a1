// SPDX-License-Identifier: Apache-2.0

internal import Cluster
package import Findings

package enum ForgePodsTechnique: EscalationTechnique {
    package static let technique = Technique(
        "make pods backends of services or choose their node",
        gain: .influence,
        needs: .init(
            .init(["update", "patch"], "", "pods/status"), .init(["create"], "", "pods/binding", "bindings"),
            names: .any))

    package static let description = CheckDescription(
        id: "forge-pods", title: "Forging the status of pods", severity: .medium, layer: .identity,
        rationale: """
            The readiness and address of a pod decide whether a service sends it traffic; a binding decides on its \
            node.
            """,
        attack: "The attacker makes a pod of theirs receive the traffic of a service.",
        rule: "`update` or `patch` on `pods/status`, or `create` on `pods/binding`.",
        fix: "Leave status and binding to the control plane.",
        mappings: Mappings(nsa: ["Authentication and authorization: least-privilege RBAC"], owasp: ["K02"]),
        references: [],
        examples: [
            .violating(
                "held", at: ["rules[0].resources[0]"],
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: helper}
                rules:
                - {apiGroups: [""], resources: [pods/status], verbs: [patch]}
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
                - {apiGroups: [""], resources: [pods/status], verbs: [get]}
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
