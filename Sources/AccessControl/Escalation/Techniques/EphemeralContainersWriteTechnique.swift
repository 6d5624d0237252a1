// SPDX-License-Identifier: Apache-2.0

internal import Cluster
package import Findings

package enum EphemeralContainersWriteTechnique: EscalationTechnique {
    package static let technique = Technique(
        "add containers to running pods",
        gain: .runningPods,
        needs: .init(.init(["update", "patch"], "", "pods/ephemeralcontainers"), names: .any))

    package static let description = CheckDescription(
        id: "ephemeral-containers-write", title: "Adding containers to running pods", severity: .high, layer: .identity,
        rationale: """
            An ephemeral container has an image and a security context of its own inside the pod.
            """,
        attack: "The attacker adds one to the pod with the strongest account.",
        rule: "`update` or `patch` on `pods/ephemeralcontainers`.",
        fix: "Drop pods/ephemeralcontainers.",
        mappings: Mappings(
            nsa: ["Authentication and authorization: least-privilege RBAC"], mitre: ["T1609"], owasp: ["K02"]),
        references: ["https://kubernetes.io/docs/concepts/security/rbac-good-practices/"],
        examples: [
            .violating(
                "held", at: ["rules[0].resources[0]"],
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: helper}
                rules:
                - {apiGroups: [""], resources: [pods/ephemeralcontainers], verbs: [patch]}
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
                - {apiGroups: [""], resources: [pods/ephemeralcontainers], verbs: [get]}
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
