// SPDX-License-Identifier: Apache-2.0

internal import Cluster
package import Findings

package enum WorkloadModifyCheck: RolePower {
    package static let power = Power(
        "change workloads",
        .init(["update", "patch"], "", "pods", "replicationcontrollers"),
        .init(["update", "patch"], "apps", "deployments", "daemonsets", "statefulsets", "replicasets"),
        .init(["update", "patch"], "batch", "jobs", "cronjobs"))

    package static let description = CheckDescription(
        id: "workload-modify", title: "Changing workloads", severity: .high, layer: .identity,
        rationale: """
            Changing a workload is as good as creating one: another image, another command, another service account.
            """,
        attack: """
            The attacker patches the image of a running deployment and has code in its pods, with their account and \
            secrets.
            """,
        rule: """
            Fires for `update` or `patch` on pods and the built-in controllers without `resourceNames`. The `status` \
            and `scale` subresources are other resources and do not fire.
            """,
        fix: """
            Name the workloads in resourceNames, or grant only the scale subresource when scaling is what is needed.
            """,
        mappings: Mappings(
            cis: ["5.1.4"], nsa: ["Authentication and authorization: least-privilege RBAC"], mitre: ["MS-TA9012"],
            owasp: ["K02"],
            peers: [
                .trivy: ["KSV-0048"], .rbacPolice: ["modify_pods", "rce_weak_ns"], .kubesplaining: ["KUBE-PRIVESC-003"],
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
                  verbs: [patch]
                ---
                kind: ClusterRoleBinding
                apiVersion: rbac.authorization.k8s.io/v1
                metadata: {name: helper}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: helper}
                subjects:
                - {kind: ServiceAccount, name: helper, namespace: shop}
                """),
            .compliant(
                "limited to named objects",
                """
                kind: ClusterRole
                apiVersion: rbac.authorization.k8s.io/v1
                metadata: {name: helper}
                rules:
                - apiGroups: [apps]
                  resources: [deployments]
                  verbs: [patch]
                  resourceNames: [web]
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
