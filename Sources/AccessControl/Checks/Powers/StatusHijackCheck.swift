// SPDX-License-Identifier: Apache-2.0

internal import Cluster
package import Findings

package enum StatusHijackCheck: RolePower {
    package static let power = Power(
        "write the status of pods or services",
        .init(["update", "patch"], "", "pods/status", "services/status"))

    package static let description = CheckDescription(
        id: "status-hijack", title: "Writing the status of pods or services", severity: .medium, layer: .identity,
        rationale: """
            The status holds addresses that the cluster acts upon: the load balancer addresses of a service, the \
            readiness and addresses of a pod.
            """,
        attack: """
            The attacker puts an outside address into a service's status and every node diverts traffic for it into \
            the cluster (CVE-2020-8554), or makes a pod of theirs a backend of a service.
            """,
        rule: """
            Fires for `update` or `patch` on `pods/status` or `services/status` without `resourceNames`.
            """,
        fix: "Leave status to the controllers that own it and drop the rule.",
        mappings: Mappings(
            nsa: ["Authentication and authorization: least-privilege RBAC"], mitre: ["T1557"], owasp: ["K02"],
            peers: [.checkov: ["CKV2_K8S_4"], .rbacPolice: ["modify_pod_status", "modify_service_status"]]),
        references: ["CVE-2020-8554"],
        examples: [
            .violating(
                "granted in the whole cluster", at: ["rules[0].resources[0]"],
                """
                kind: ClusterRole
                apiVersion: rbac.authorization.k8s.io/v1
                metadata: {name: helper}
                rules:
                - apiGroups: [""]
                  resources: [services/status]
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
                "without this power",
                """
                kind: ClusterRole
                apiVersion: rbac.authorization.k8s.io/v1
                metadata: {name: helper}
                rules:
                - apiGroups: [""]
                  resources: [services/status]
                  verbs: [get]
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
