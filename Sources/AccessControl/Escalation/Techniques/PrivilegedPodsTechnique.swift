// SPDX-License-Identifier: Apache-2.0

internal import Cluster
package import Findings

package enum PrivilegedPodsTechnique: EscalationTechnique {
    package static let technique = Technique(
        "create privileged pods",
        gain: .node,
        condition: { $0.admitsPrivilegedPods },
        needs: .init(
            .init(["create"], "", "pods", "replicationcontrollers"),
            .init(["create", "update", "patch"], "apps", "deployments", "daemonsets", "statefulsets", "replicasets"),
            .init(["create", "update", "patch"], "batch", "jobs", "cronjobs"), names: .any)
    ).gainingBeyondNames()

    package static let description = CheckDescription(
        id: "privileged-pods", title: "Creating privileged pods", severity: .high, layer: .identity,
        rationale: """
            Where Pod Security does not forbid it, a pod can be privileged and run on any node, also on those of the \
            control plane.
            """,
        attack: """
            The attacker starts a privileged pod on a control-plane node, mounts its disk and takes the keys with \
            which certificates are signed.
            """,
        rule: """
            The right to create pods or their controllers, in a namespace whose enforced Pod Security level is \
            privileged or missing (or whose object is not in the input).
            """,
        fix: "Enforce the Pod Security level baseline or restricted in the namespace.",
        mappings: Mappings(
            nsa: ["Authentication and authorization: least-privilege RBAC"], mitre: ["T1611"], owasp: ["K02"]),
        references: ["https://kubernetes.io/docs/concepts/security/pod-security-admission/"],
        examples: [
            .violating(
                "held", at: ["rules[0].resources[0]"],
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: helper}
                rules:
                - {apiGroups: [""], resources: [pods], verbs: [create]}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: RoleBinding
                metadata: {name: helper, namespace: shop}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: helper}
                subjects:
                - {kind: ServiceAccount, name: helper, namespace: shop}
                """),
            .compliant(
                "not held",
                """
                apiVersion: v1
                kind: Namespace
                metadata: {name: shop, labels: {pod-security.kubernetes.io/enforce: baseline}}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: helper}
                rules:
                - {apiGroups: [""], resources: [pods], verbs: [create]}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: RoleBinding
                metadata: {name: helper, namespace: shop}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: helper}
                subjects:
                - {kind: ServiceAccount, name: helper, namespace: shop}
                """),
        ])
}
