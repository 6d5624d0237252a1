// SPDX-License-Identifier: Apache-2.0

internal import Cluster
package import Findings

package enum WorkloadCreateCheck: RolePower {
    package static let power = Power(
        "create workloads",
        .init(["create"], "", "pods", "replicationcontrollers"),
        .init(["create"], "apps", "deployments", "daemonsets", "statefulsets", "replicasets"),
        .init(["create"], "batch", "jobs", "cronjobs"))

    package static let description = CheckDescription(
        id: "workload-create", title: "Creating workloads", severity: .high, layer: .identity,
        rationale: """
            Creating pods, directly or through a controller, means to run any program as any service account of the \
            namespace and to mount any of its secrets, config maps and volumes.
            """,
        attack: """
            The attacker starts a pod with the most powerful account of the namespace, or a privileged one where Pod \
            Security does not forbid it, and reads its token.
            """,
        rule: """
            Fires for `create` on pods, replication controllers, deployments, daemon sets, stateful sets, replica \
            sets, jobs and cron jobs in their API groups.
            """,
        fix: """
            Let a deployment pipeline with its own account create workloads and drop create here.
            """,
        mappings: Mappings(
            cis: ["5.1.4"], nsa: ["Authentication and authorization: least-privilege RBAC"],
            mitre: ["T1610", "T1053.007"], owasp: ["K02"],
            peers: [
                .kubescape: ["C-0188"], .trivy: ["KSV-0048"], .kubeLinter: ["access-to-create-pods"],
                .kics: ["Permissive Access to Create Pods"], .rbacPolice: ["assign_sa"],
                .kubesplaining: ["KUBE-PRIVESC-001", "KUBE-PRIVESC-002", "KUBE-PRIVESC-003"],
            ]),
        references: ["https://kubernetes.io/docs/concepts/security/rbac-good-practices/"],
        examples: [
            .violating(
                "granted in the whole cluster", at: ["rules[0].resources[0]"],
                """
                kind: ClusterRole
                apiVersion: rbac.authorization.k8s.io/v1
                metadata: {name: helper}
                rules:
                - apiGroups: [apps]
                  resources: [deployments]
                  verbs: [create]
                ---
                kind: ClusterRoleBinding
                apiVersion: rbac.authorization.k8s.io/v1
                metadata: {name: helper}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: helper}
                subjects:
                - {kind: ServiceAccount, name: helper, namespace: shop}
                """),
            .compliant(
                "without this power",
                """
                kind: ClusterRole
                apiVersion: rbac.authorization.k8s.io/v1
                metadata: {name: helper}
                rules:
                - apiGroups: [apps]
                  resources: [deployments]
                  verbs: [get, list, watch]
                ---
                kind: ClusterRoleBinding
                apiVersion: rbac.authorization.k8s.io/v1
                metadata: {name: helper}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: helper}
                subjects:
                - {kind: ServiceAccount, name: helper, namespace: shop}
                """),
        ])
}
