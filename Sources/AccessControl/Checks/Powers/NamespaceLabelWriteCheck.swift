// SPDX-License-Identifier: Apache-2.0

internal import Cluster
package import Findings

package enum NamespaceLabelWriteCheck: RolePower {
    package static let power = Power(
        "change the labels of namespaces", names: .lowers, .init(["update", "patch"], "", "namespaces"))

    package static let description = CheckDescription(
        id: "namespace-label-write", title: "Writing namespaces", severity: .high, layer: .identity,
        rationale: """
            Pod Security levels and the reach of network policies are labels of the namespace. Whoever writes them \
            decides what is allowed there.
            """,
        attack: """
            The attacker sets `pod-security.kubernetes.io/enforce: privileged` and starts a privileged pod.
            """,
        rule: """
            Fires for `update` or `patch` on `namespaces`. A RoleBinding grants it for its own namespace. With \
            `resourceNames` one step less severe.
            """,
        fix: "Let a platform account own namespaces and drop the write verbs.",
        mappings: Mappings(
            nsa: ["Authentication and authorization: least-privilege RBAC"], mitre: ["T1562.001"], owasp: ["K02"]),
        references: ["https://kubernetes.io/docs/concepts/security/pod-security-admission/"],
        examples: [
            .violating(
                "granted in the whole cluster", at: ["rules[0].resources[0]"],
                """
                kind: ClusterRole
                apiVersion: rbac.authorization.k8s.io/v1
                metadata: {name: helper}
                rules:
                - apiGroups: [""]
                  resources: [namespaces]
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
                  resources: [namespaces]
                  verbs: [get, list]
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
