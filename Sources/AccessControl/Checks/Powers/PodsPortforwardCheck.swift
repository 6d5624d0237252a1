// SPDX-License-Identifier: Apache-2.0

internal import Cluster
package import Findings

package enum PodsPortforwardCheck: RolePower {
    package static let power = Power(
        "forward ports of pods", names: .lowers, .init(["create", "get"], "", "pods/portforward"))

    package static let description = CheckDescription(
        id: "pods-portforward", title: "Port forwarding to pods", severity: .medium, layer: .identity,
        rationale: """
            A forwarded port leads through the API server and the kubelet to any port of a pod, also one bound to \
            localhost, past every network policy.
            """,
        attack: """
            The attacker reaches a database or an administration port that no network policy would let them near.
            """,
        rule: """
            Fires for `create` or `get` on `pods/portforward`. With `resourceNames` one step less severe.
            """,
        fix: "Drop pods/portforward, or hand it out for a limited time and to people only.",
        mappings: Mappings(
            nsa: ["Authentication and authorization: least-privilege RBAC"], mitre: ["T1090"], owasp: ["K02"],
            peers: [
                .kubescape: ["C-0063"], .kics: ["RBAC Roles with Port-Forwarding Permission"],
                .kubesplaining: ["KUBE-PRIVESC-015"],
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
                - apiGroups: [""]
                  resources: [pods/portforward]
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
                - apiGroups: [""]
                  resources: [services]
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
