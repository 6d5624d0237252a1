// SPDX-License-Identifier: Apache-2.0

internal import Cluster
package import Findings

package enum EverythingTechnique: EscalationTechnique {
    package static let technique = Technique(
        "do everything",
        gain: .clusterAdmin,
        place: .cluster,
        needs: .init(clusterScoped: true) { $0.isWildcardAll && $0.hasWildcardGroup })

    package static let description = CheckDescription(
        id: "everything", title: "Every verb on every resource", severity: .critical, layer: .identity,
        rationale: """
            A rule with `*` for API groups, resources and verbs, bound in the whole cluster, is cluster-admin under \
            another name.
            """,
        attack: "The attacker needs one token of the account.",
        rule: "Held by a ClusterRoleBinding to a role with a rule of `*` on `*` in `*`.",
        fix: "Write the verbs and resources that are really used.",
        mappings: Mappings(
            nsa: ["Authentication and authorization: least-privilege RBAC"], mitre: ["T1078.003"], owasp: ["K02"]),
        references: [],
        examples: [
            .violating(
                "held", at: ["rules[0].resources[0]"],
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: helper}
                rules:
                - {apiGroups: ["*"], resources: ["*"], verbs: ["*"]}
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
                - {apiGroups: ["*"], resources: ["*"], verbs: [get]}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: helper}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: helper}
                subjects:
                - {kind: ServiceAccount, name: helper, namespace: shop}
                """),
        ])

    package static func evaluate(_ context: Context, _ findings: inout FindingCollector) {
        let analysis = EscalationAnalysis.of(context)
        for found in analysis.cases(of: description.id) where !analysis.isBoundToClusterAdmin(found.subject) {
            findings.add(analysis.report(found))
        }
    }
}
