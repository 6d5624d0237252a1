// SPDX-License-Identifier: Apache-2.0

internal import Cluster
package import Findings

package enum PodsAttachCheck: RolePower {
    package static let power = Power(
        "attach to containers", names: .lowers, .init(["create", "get"], "", "pods/attach"))

    package static let description = CheckDescription(
        id: "pods-attach", title: "Attaching to pods", severity: .high, layer: .identity,
        rationale: """
            `pods/attach` connects to the main process of a container: its output, and its input when the container \
            keeps one open.
            """,
        attack: """
            The attacker types into an interactive program or shell, or reads what it prints.
            """,
        rule: """
            Fires for `create` or `get` on `pods/attach`. With `resourceNames` one step less severe.
            """,
        fix: "Drop pods/attach, or hand it out for a limited time and to people only.",
        mappings: Mappings(
            nsa: ["Authentication and authorization: least-privilege RBAC"], mitre: ["T1609"], owasp: ["K02"],
            peers: [.trivy: ["KSV-0054"], .kics: ["RBAC Roles with Attach Permission"]]),
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
                  resources: [pods/attach]
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
                  resources: [pods/log]
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
