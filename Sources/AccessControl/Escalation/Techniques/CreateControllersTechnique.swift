// SPDX-License-Identifier: Apache-2.0

internal import Cluster
package import Findings

package enum CreateControllersTechnique: EscalationTechnique {
    package static let technique = Technique(
        "create or change controllers of pods",
        gain: .serviceAccounts,
        needs: .init(
            .init(["create", "update", "patch"], "", "replicationcontrollers"),
            .init(["create", "update", "patch"], "apps", "deployments", "daemonsets", "statefulsets", "replicasets"),
            .init(["create", "update", "patch"], "batch", "jobs", "cronjobs"), names: .any)
    ).gainingBeyondNames()

    package static let description = CheckDescription(
        id: "create-controllers", title: "Creating or changing controllers", severity: .high, layer: .identity,
        rationale: """
            Whoever writes a pod template decides what runs and as which account, as good as creating pods.
            """,
        attack: """
            The attacker changes the image, the command and the service account of a deployment.
            """,
        rule: """
            `create`, `update` or `patch` on deployments, daemon sets, stateful sets, replica sets, replication \
            controllers, jobs or cron jobs in their own API groups, with or without `resourceNames` (which `create` does not honour). The subresources \
            `scale` and `status` do not count.
            """,
        fix: "Grant only the scale subresource, or leave writing to the deployment pipeline.",
        mappings: Mappings(
            nsa: ["Authentication and authorization: least-privilege RBAC"], mitre: ["T1610", "T1053.007"],
            owasp: ["K02"]),
        references: ["https://kubernetes.io/docs/concepts/security/rbac-good-practices/"],
        examples: [
            .violating(
                "held", at: ["rules[0].resources[0]"],
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: helper}
                rules:
                - {apiGroups: ["apps"], resources: [deployments], verbs: [patch]}
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
                - {apiGroups: [""], resources: [deployments], verbs: [create]}
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
