// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

package enum ClusterAdminBindingCheck: ResourceCheck {
    package static let kinds = ["ClusterRoleBinding", "RoleBinding"]

    package static let description = CheckDescription(
        id: "cluster-admin-binding", title: "Binding to cluster-admin", severity: .critical, layer: .identity,
        rationale: """
            The built-in role `cluster-admin` allows everything. Bound in the whole cluster its holder owns the \
            cluster, bound in one namespace it owns the namespace.
            """,
        attack: """
            One leaked token or one exploited pod of the holder is the end of every other protection in the cluster.
            """,
        rule: """
            Fires for a ClusterRoleBinding or RoleBinding to ClusterRole `cluster-admin` with a subject other than \
            the control plane's own. A RoleBinding is one step less severe. The bootstrap binding of \
            `system:masters` is reported when somebody was added to it.
            """,
        fix: """
            Write a role with the permissions that the holder uses and bind that; for people prefer a binding that \
            is made only when needed.
            """,
        mappings: Mappings(
            cis: ["5.1.1"], nsa: ["Authentication and authorization: least-privilege RBAC"],
            mitre: ["T1078.003", "MS-TA9019"], owasp: ["K02"],
            peers: [
                .kubescape: ["C-0185", "C-0035"], .trivy: ["KSV-0111"], .kubeLinter: ["cluster-admin-role-binding"],
                .polaris: ["clusterrolebindingClusterAdmin", "rolebindingClusterAdminClusterRole"],
                .kics: ["Cluster Admin Rolebinding With Superuser Permissions"], .rbacPolice: ["cluster_admin"],
                .kubesplaining: ["KUBE-RBAC-OVERBROAD-001"],
            ]),
        references: ["https://kubernetes.io/docs/reference/access-authn-authz/rbac/#user-facing-roles"],
        examples: [
            .violating(
                "operator as cluster-admin", at: ["roleRef.name"],
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: helper}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}
                subjects:
                - {kind: ServiceAccount, name: helper, namespace: shop}
                """),
            .violating(
                "in one namespace", at: ["roleRef.name"],
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: RoleBinding
                metadata: {name: helper, namespace: shop}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}
                subjects:
                - {kind: ServiceAccount, name: helper, namespace: shop}
                """),
            .compliant(
                "role of its own",
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: helper}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: operator}
                subjects:
                - {kind: ServiceAccount, name: helper, namespace: shop}
                """),
            .compliant(
                "the bootstrap binding",
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: cluster-admin, labels: {kubernetes.io/bootstrapping: rbac-defaults}}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}
                subjects:
                - {apiGroup: rbac.authorization.k8s.io, kind: Group, name: "system:masters"}
                """),
        ])

    package static func evaluate(_ resource: Resource, _ context: Context, _ findings: inout FindingCollector) {
        let binding = Binding.of(resource, in: context.inventory)
        guard !binding.isSystem, binding.roleKind == "ClusterRole", binding.roleName == "cluster-admin" else { return }
        let isStock = binding.isClusterBinding && binding.name == "cluster-admin"
        let subjects = binding.subjects.filter { !$0.isSystem && !(isStock && $0.name == "system:masters") }
        guard let first = subjects.first else { return }
        let place = binding.isClusterBinding ? "the whole cluster" : "namespace \"\(binding.namespace)\""
        findings.add(
            "\(binding.title) makes \(RoleHolders.listing(subjects.map(\.title))) administrator of \(place)",
            Subject(resource), Evidence(binding.roleEvidence), Evidence(first.node),
            severity: binding.isClusterBinding ? nil : .high,
            remediation: Remediation(description.fix.asSummary, .review))
    }
}
