// SPDX-License-Identifier: Apache-2.0

internal import Cluster
package import Findings

package enum BindCheck: RolePower {
    package static let power = Power(
        "bind roles beyond their own permissions",
        names: .lowers,
        .init(["bind"], "rbac.authorization.k8s.io", "roles", "clusterroles"))

    package static let description = CheckDescription(
        id: "bind", title: "Binding roles", severity: .critical, layer: .identity,
        rationale: """
            The verb `bind` switches off the guard that forbids handing out roles with more permissions than one \
            has.
            """,
        attack: """
            The attacker, who may also write a binding, binds `cluster-admin` to an account of their own.
            """,
        rule: """
            Fires for `bind` on `roles` or `clusterroles`. With `resourceNames` only those roles can be handed out: \
            one step less severe.
            """,
        fix: "Name the roles that may be handed out in resourceNames.",
        mappings: Mappings(
            cis: ["5.1.8"], nsa: ["Authentication and authorization: least-privilege RBAC"], mitre: ["T1098.006"],
            owasp: ["K02"],
            peers: [
                .kubescape: ["C-0191"], .trivy: ["KSV-0051", "KSV-0052"], .checkov: ["CKV_K8S_157", "CKV2_K8S_1"],
                .rbacPolice: ["bind_roles"], .kubesplaining: ["KUBE-PRIVESC-009"],
            ]),
        references: [
            "https://kubernetes.io/docs/reference/access-authn-authz/rbac/#restrictions-on-role-binding-creation-or-update"
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
                  resources: [clusterroles]
                  verbs: [bind]
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
                  resources: [clusterroles]
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
