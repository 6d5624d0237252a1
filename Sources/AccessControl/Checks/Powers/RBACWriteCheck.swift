// SPDX-License-Identifier: Apache-2.0

internal import Cluster
package import Findings

package enum RBACWriteCheck: RolePower {
    package static let power = Power(
        "write roles or bindings",
        .init(
            ["create", "update", "patch"], "rbac.authorization.k8s.io", "roles", "clusterroles", "rolebindings",
            "clusterrolebindings"))

    package static let description = CheckDescription(
        id: "rbac-write", title: "Writing roles and bindings", severity: .high, layer: .identity,
        rationale: """
            Roles and bindings decide who may do what. Without `bind` and `escalate` their writers can pass on only \
            what they have themselves, but to anybody.
            """,
        attack: """
            The attacker gives all rights of a stolen account to a second one that nobody watches, and stays.
            """,
        rule: """
            Fires for `create`, `update` or `patch` on roles, cluster roles and their bindings without \
            `resourceNames`.
            """,
        fix: "Let a reviewed pipeline write roles and bindings, and drop the rule here.",
        mappings: Mappings(
            cis: ["5.1.8"], nsa: ["Authentication and authorization: least-privilege RBAC"], mitre: ["T1098.006"],
            owasp: ["K02"], peers: [.trivy: ["KSV-0050", "KSV-0055"], .kubesplaining: ["KUBE-PRIVESC-010"]]),
        references: [
            "https://kubernetes.io/docs/reference/access-authn-authz/rbac/#privilege-escalation-prevention-and-bootstrapping"
        ],
        examples: [
            .violating(
                "granted in the whole cluster", at: ["rules[0].resources[0]"],
                """
                kind: ClusterRole
                apiVersion: rbac.authorization.k8s.io/v1
                metadata: {name: helper}
                rules:
                - apiGroups: [rbac.authorization.k8s.io]
                  resources: [rolebindings]
                  verbs: [create, update]
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
                - apiGroups: [rbac.authorization.k8s.io]
                  resources: [rolebindings]
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
