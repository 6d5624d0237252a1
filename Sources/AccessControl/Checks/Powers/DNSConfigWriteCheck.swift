// SPDX-License-Identifier: Apache-2.0

internal import Cluster
package import Findings

package enum DNSConfigWriteCheck: RolePower {
    package static let power = Power(
        "change the cluster DNS configuration",
        effect: .within("kube-system"),
        names: .among(["coredns", "coredns-custom", "kube-dns", "node-local-dns"]),
        .init(["create", "update", "patch"], "", "configmaps"))

    package static let description = CheckDescription(
        id: "dns-config-write", title: "Writing the cluster DNS configuration", severity: .high, layer: .identity,
        rationale: """
            CoreDNS reads its configuration from a config map in `kube-system`, and answers every name look-up of \
            every pod by it.
            """,
        attack: """
            The attacker adds a rewrite rule, so that traffic for a service or an outside host goes to a pod of \
            theirs.
            """,
        rule: """
            Fires for `create`, `update` or `patch` on `configmaps` in `kube-system` or the whole cluster when no \
            `resourceNames` are given or when they name a DNS configuration (`coredns`, `coredns-custom`, \
            `kube-dns`, `node-local-dns`).
            """,
        fix: """
            Grant configmaps in the namespace that needs them by a RoleBinding, or name them in resourceNames.
            """,
        mappings: Mappings(
            nsa: ["Authentication and authorization: least-privilege RBAC"], mitre: ["T1557", "MS-TA9035"],
            owasp: ["K02"], peers: [.kubescape: ["C-0037"], .trivy: ["KSV-0049"]]),
        references: [],
        examples: [
            .violating(
                "granted in the whole cluster", at: ["rules[0].resources[0]"],
                """
                kind: ClusterRole
                apiVersion: rbac.authorization.k8s.io/v1
                metadata: {name: helper}
                rules:
                - apiGroups: [""]
                  resources: [configmaps]
                  verbs: [update]
                  resourceNames: [coredns]
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
                - apiGroups: [""]
                  resources: [configmaps]
                  verbs: [update]
                  resourceNames: [leader-lock]
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
