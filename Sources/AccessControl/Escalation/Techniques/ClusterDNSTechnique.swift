// SPDX-License-Identifier: Apache-2.0

internal import Cluster
package import Findings

package enum ClusterDNSTechnique: EscalationTechnique {
    package static let technique = Technique(
        "rewrite the cluster's DNS",
        gain: .influence,
        place: .namespace("kube-system"),
        needs: .init(
            .init(["update", "patch"], "", "configmaps"),
            names: .among(["coredns", "coredns-custom", "kube-dns", "node-local-dns"])))

    package static let description = CheckDescription(
        id: "cluster-dns", title: "Rewriting names", severity: .high, layer: .identity,
        rationale: "CoreDNS reads its configuration from a config map in `kube-system`.",
        attack: "The attacker answers the look-ups of all pods.",
        rule: """
            `update` or `patch` on `configmaps` in `kube-system` or the whole cluster, for all or for `coredns`, \
            `coredns-custom`, `kube-dns`, `node-local-dns`.
            """,
        fix: "Grant configmaps by a RoleBinding in the namespaces that need them.",
        mappings: Mappings(
            nsa: ["Authentication and authorization: least-privilege RBAC"], mitre: ["T1557"], owasp: ["K02"]),
        references: [],
        examples: [
            .violating(
                "held", at: ["rules[0].resources[0]"],
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: helper}
                rules:
                - {apiGroups: [""], resources: [configmaps], verbs: [update], resourceNames: [coredns]}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: helper}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: helper}
                subjects:
                - {kind: ServiceAccount, name: helper, namespace: shop}
                """),
            .compliant(
                "not held",
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: helper}
                rules:
                - {apiGroups: [""], resources: [configmaps], verbs: [update], resourceNames: [leader]}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: helper}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: helper}
                subjects:
                - {kind: ServiceAccount, name: helper, namespace: shop}
                """),
        ])
}
