// SPDX-License-Identifier: Apache-2.0

internal import Cluster
package import Findings

package enum ClusterAdminMemberTechnique: EscalationTechnique {
    package static let technique = Technique(
        "do everything as cluster-admin",
        gain: .clusterAdmin,
        place: .cluster)

    package static let description = CheckDescription(
        id: "cluster-admin-member", title: "Bound to cluster-admin", severity: .critical, layer: .identity,
        rationale: "The built-in role cluster-admin, bound in the whole cluster, allows everything.",
        attack: "The attacker needs one token of the account.",
        rule: """
            Named by a ClusterRoleBinding to `cluster-admin`; the bootstrap binding of `system:masters` is not \
            reported.
            """,
        fix: "Bind a role with the permissions that are really used.",
        mappings: Mappings(
            nsa: ["Authentication and authorization: least-privilege RBAC"], mitre: ["T1078.003"], owasp: ["K02"]),
        references: ["https://kubernetes.io/docs/reference/access-authn-authz/rbac/"],
        examples: [
            .violating(
                "held", at: ["roleRef.name"],
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: helper}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}
                subjects:
                - {kind: ServiceAccount, name: helper, namespace: shop}
                """),
            .compliant(
                "not held",
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: helper}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
                subjects:
                - {kind: ServiceAccount, name: helper, namespace: shop}
                """),
        ])

    package static func evaluate(_ context: Context, _ findings: inout FindingCollector) {
        let analysis = EscalationAnalysis.of(context)
        for found in analysis.cases(of: EverythingTechnique.description.id)
        where analysis.isBoundToClusterAdmin(found.subject) {
            findings.add(analysis.memberReport(found, fix: description.fix.asSummary))
        }
    }
}
