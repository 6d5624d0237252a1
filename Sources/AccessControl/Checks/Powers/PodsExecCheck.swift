// SPDX-License-Identifier: Apache-2.0

internal import Cluster
package import Findings

package enum PodsExecCheck: RolePower {
    package static let power = Power(
        "run commands in containers", names: .lowers, .init(["create", "get"], "", "pods/exec"))

    package static let description = CheckDescription(
        id: "pods-exec", title: "Exec into pods", severity: .high, layer: .identity,
        rationale: """
            `pods/exec` runs any command in any container in reach, with the account and the secrets of that pod.
            """,
        attack: """
            The attacker opens a shell in the pod whose account can do most, reads its token and goes on as that \
            account.
            """,
        rule: """
            Fires for `create` or `get` on `pods/exec`. Up to v1.34 `get` is enough over a WebSocket; since v1.35 \
            the API server asks for `create` too. With `resourceNames` one step less severe.
            """,
        fix: "Drop pods/exec, or hand it out for a limited time and to people only.",
        mappings: Mappings(
            cis: ["5.1.4"], nsa: ["Authentication and authorization: least-privilege RBAC"],
            mitre: ["T1609", "MS-TA9006"], owasp: ["K02"],
            peers: [
                .kubescape: ["C-0002"], .trivy: ["KSV-0053"], .checkov: ["CKV2_K8S_2"],
                .kics: ["RBAC Roles with Exec Permission"], .rbacPolice: ["pods_exec"],
                .kubesplaining: ["KUBE-PRIVESC-004"],
            ]),
        references: ["https://github.com/kubernetes/kubernetes/issues/78741"],
        examples: [
            .violating(
                "granted in the whole cluster", at: ["rules[0].resources[0]"],
                """
                kind: ClusterRole
                apiVersion: rbac.authorization.k8s.io/v1
                metadata: {name: helper}
                rules:
                - apiGroups: [""]
                  resources: [pods/exec]
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
                  resources: [pods]
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
