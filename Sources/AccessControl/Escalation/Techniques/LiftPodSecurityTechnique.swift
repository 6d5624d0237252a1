// SPDX-License-Identifier: Apache-2.0

package import Findings

/// Privileged pods where the Pod Security level forbids them, after lifting it.
package enum LiftPodSecurityTechnique: EscalationTechnique {
    package static let technique = Technique(
        "lift the Pod Security level and create privileged pods",
        gain: .node,
        condition: { !$0.admitsPrivilegedPods },
        needs: .init(
            .init(["create"], "", "pods", "replicationcontrollers"),
            .init(["create", "update", "patch"], "apps", "deployments", "daemonsets", "statefulsets", "replicasets"),
            .init(["create", "update", "patch"], "batch", "jobs", "cronjobs"), names: .any),
        .init(.init(["update", "patch"], "", "namespaces"), names: .any)
    ).gainingBeyondNames()

    package static let description = CheckDescription(
        id: "lift-pod-security", title: "Lifting the Pod Security level", severity: .high, layer: .identity,
        rationale: """
            The level that a namespace enforces is a label of it: whoever may change the namespace may lift it.
            """,
        attack: """
            The attacker sets `pod-security.kubernetes.io/enforce` to `privileged` and starts a pod that owns the node.
            """,
        rule: """
            The right to create pods or their controllers and `update` or `patch` on `namespaces`, in a namespace whose \
            enforced Pod Security level is baseline or restricted.
            """,
        fix: "Leave namespaces to the platform.",
        mappings: Mappings(
            nsa: ["Authentication and authorization: least-privilege RBAC"], mitre: ["T1611"], owasp: ["K02"]),
        references: ["https://kubernetes.io/docs/concepts/security/rbac-good-practices/"],
        examples: [
            .violating(
                "held", at: ["rules[0].resources[0]"],
                """
                apiVersion: v1
                kind: Namespace
                metadata: {name: shop, labels: {pod-security.kubernetes.io/enforce: restricted}}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: Role
                metadata: {name: helper, namespace: shop}
                rules:
                - {apiGroups: [""], resources: [pods, namespaces], verbs: [create, patch]}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: RoleBinding
                metadata: {name: helper, namespace: shop}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: helper}
                subjects:
                - {kind: ServiceAccount, name: helper, namespace: shop}
                """),
            .compliant(
                "not held",
                """
                apiVersion: v1
                kind: Namespace
                metadata: {name: shop, labels: {pod-security.kubernetes.io/enforce: restricted}}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: Role
                metadata: {name: helper, namespace: shop}
                rules:
                - {apiGroups: [""], resources: [pods], verbs: [create, patch]}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: RoleBinding
                metadata: {name: helper, namespace: shop}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: helper}
                subjects:
                - {kind: ServiceAccount, name: helper, namespace: shop}
                """),
        ])
}
