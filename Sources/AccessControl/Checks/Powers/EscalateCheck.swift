// SPDX-License-Identifier: Apache-2.0

internal import Cluster
package import Findings

package enum EscalateCheck: RolePower {
    package static let power = Power(
        "write roles beyond their own permissions",
        names: .lowers,
        .init(["escalate"], "rbac.authorization.k8s.io", "roles", "clusterroles"))

    package static let description = CheckDescription(
        id: "escalate", title: "Escalating roles", severity: .critical, layer: .identity,
        rationale: """
            The verb `escalate` switches off the guard that forbids writing permissions into a role that one does \
            not have.
            """,
        attack: """
            The attacker, who may also update a role, writes `*` on `*` into one that they hold already.
            """,
        rule: """
            Fires for `escalate` on `roles` or `clusterroles`. With `resourceNames` one step less severe.
            """,
        fix: """
            Drop escalate; whoever maintains roles should hold the permissions that they hand out.
            """,
        mappings: Mappings(
            cis: ["5.1.8"], nsa: ["Authentication and authorization: least-privilege RBAC"], mitre: ["T1098.006"],
            owasp: ["K02"],
            peers: [
                .kubescape: ["C-0191"], .trivy: ["KSV-0050"], .checkov: ["CKV_K8S_158"],
                .kics: ["RBAC Roles Allow Privilege Escalation"], .rbacPolice: ["escalate_roles"],
                .kubesplaining: ["KUBE-PRIVESC-009"],
            ]),
        references: [
            "https://kubernetes.io/docs/reference/access-authn-authz/rbac/#restrictions-on-role-creation-or-update"
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
                  verbs: [escalate]
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
                  resources: [roles]
                  verbs: [create]
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
