// SPDX-License-Identifier: Apache-2.0

internal import Cluster
package import Findings

package enum ChangePodsTechnique: EscalationTechnique {
    package static let technique = Technique(
        "change the image of running pods",
        gain: .runningPods,
        needs: .init(.init(["update", "patch"], "", "pods"), names: .any))

    package static let description = CheckDescription(
        id: "change-pods", title: "Changing the image of pods", severity: .high, layer: .identity,
        rationale: """
            The image is one of the few fields of a running pod that can be changed; the container starts again with \
            it.
            """,
        attack: "The attacker puts their image into the pod with the strongest account.",
        rule: "`update` or `patch` on `pods`.",
        fix: "Drop update and patch on pods.",
        mappings: Mappings(
            nsa: ["Authentication and authorization: least-privilege RBAC"], mitre: ["T1525"], owasp: ["K02"]),
        references: ["https://kubernetes.io/docs/concepts/security/rbac-good-practices/"],
        examples: [
            .violating(
                "held", at: ["rules[0].resources[0]"],
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: helper}
                rules:
                - {apiGroups: [""], resources: [pods], verbs: [patch]}
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
                - {apiGroups: [""], resources: [pods/status], verbs: [patch]}
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
