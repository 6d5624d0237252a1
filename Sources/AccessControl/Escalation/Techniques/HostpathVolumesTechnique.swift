// SPDX-License-Identifier: Apache-2.0

internal import Cluster
package import Findings

package enum HostpathVolumesTechnique: EscalationTechnique {
    package static let technique = Technique(
        "mount a node's disk through a persistent volume",
        gain: .node,
        needs: .init(.init(["create"], "", "persistentvolumes"), clusterScoped: true),
        .init(.init(["create"], "", "persistentvolumeclaims")),
        .init(
            .init(["create"], "", "pods", "replicationcontrollers"),
            .init(["create", "update", "patch"], "apps", "deployments", "daemonsets", "statefulsets", "replicasets"),
            .init(["create", "update", "patch"], "batch", "jobs", "cronjobs")))

    package static let description = CheckDescription(
        id: "hostpath-volumes", title: "Mounting nodes through persistent volumes", severity: .critical,
        layer: .identity,
        rationale: """
            Pod Security looks at pods, not at the volume behind their claim; that may be a hostPath.
            """,
        attack: "The attacker claims a volume for `/` of a node in a restricted namespace.",
        rule: """
            `create` on `persistentvolumes` in the whole cluster, and on `persistentvolumeclaims` and pods or \
            controllers in one scope.
            """,
        fix: "Leave persistent volumes to a provisioner.",
        mappings: Mappings(
            nsa: ["Authentication and authorization: least-privilege RBAC"], mitre: ["T1611"], owasp: ["K02"]),
        references: ["https://kubernetes.io/docs/concepts/security/rbac-good-practices/"],
        examples: [
            .violating(
                "held", at: ["rules[0].resources[0]"],
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: helper}
                rules:
                - {apiGroups: [""], resources: [persistentvolumes], verbs: [create]}
                - {apiGroups: [""], resources: ["persistentvolumeclaims", "pods"], verbs: [create]}
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
                - {apiGroups: [""], resources: [persistentvolumes], verbs: [create]}
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
