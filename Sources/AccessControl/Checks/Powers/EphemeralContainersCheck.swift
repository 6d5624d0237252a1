// SPDX-License-Identifier: Apache-2.0

internal import Cluster
package import Findings

package enum EphemeralContainersCheck: RolePower {
    package static let power = Power(
        "add containers to running pods",
        names: .lowers,
        .init(["update", "patch"], "", "pods/ephemeralcontainers"))

    package static let description = CheckDescription(
        id: "ephemeral-containers", title: "Adding ephemeral containers", severity: .high, layer: .identity,
        rationale: """
            An ephemeral container joins a running pod with an image of the attacker's choice and a security context \
            of its own.
            """,
        attack: """
            The attacker adds a debugging container, shares the pod's processes and volumes and reads its token.
            """,
        rule: """
            Fires for `update` or `patch` on `pods/ephemeralcontainers`. With `resourceNames` one step less severe.
            """,
        fix: """
            Drop pods/ephemeralcontainers, or hand it out for a limited time and to people only.
            """,
        mappings: Mappings(
            nsa: ["Authentication and authorization: least-privilege RBAC"], mitre: ["T1609"], owasp: ["K02"],
            peers: [.rbacPolice: ["pods_ephemeral_ctrs"], .kubesplaining: ["KUBE-PRIVESC-013"]]),
        references: ["https://kubernetes.io/docs/concepts/workloads/pods/ephemeral-containers/"],
        examples: [
            .violating(
                "granted in the whole cluster", at: ["rules[0].resources[0]"],
                """
                kind: ClusterRole
                apiVersion: rbac.authorization.k8s.io/v1
                metadata: {name: helper}
                rules:
                - apiGroups: [""]
                  resources: [pods/ephemeralcontainers]
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
                  resources: [pods/status]
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
