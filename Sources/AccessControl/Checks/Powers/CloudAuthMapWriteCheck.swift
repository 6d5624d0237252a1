// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

package enum CloudAuthMapWriteCheck: ResourceCheck {
    package static let kinds = ["ClusterRole", "Role"]

    package static let description = CheckDescription(
        id: "cloud-auth-map-write", title: "Writing the cloud authentication map", severity: .critical,
        layer: .identity,
        rationale: """
            On EKS the config map `kube-system/aws-auth` maps cloud identities to Kubernetes users and groups.
            """,
        attack: """
            The attacker maps a cloud role of their own to `system:masters` and is administrator from outside the \
            cluster.
            """,
        rule: """
            Fires for `create`, `update` or `patch` on `configmaps` in `kube-system` or the whole cluster when \
            `resourceNames` name `aws-auth`, or when none are given and the input shows an EKS cluster (an \
            `aws-auth` config map or an account with `eks.amazonaws.com/role-arn`).
            """,
        fix: """
            Use EKS access entries in place of the config map, and grant configmaps by name in the namespace that \
            needs them.
            """,
        mappings: Mappings(
            nsa: ["Authentication and authorization: least-privilege RBAC"], mitre: ["T1078.004"], owasp: ["K02"],
            peers: [.trivy: ["KSV-0115"], .rbacPolice: ["eks_modify_aws_auth"]]),
        references: ["https://docs.aws.amazon.com/eks/latest/userguide/auth-configmap.html"],
        examples: [
            .violating(
                "aws-auth by name", at: ["rules[0].resources[0]"],
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: helper}
                rules:
                - {apiGroups: [""], resources: [configmaps], resourceNames: [aws-auth], verbs: [patch]}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: helper}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: helper}
                subjects:
                - {kind: ServiceAccount, name: helper, namespace: shop}
                """),
            .compliant(
                "another config map",
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: helper}
                rules:
                - {apiGroups: [""], resources: [configmaps], resourceNames: [leader-lock], verbs: [patch]}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: helper}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: helper}
                subjects:
                - {kind: ServiceAccount, name: helper, namespace: shop}
                """),
            .compliant(
                "no sign of EKS",
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: helper}
                rules:
                - {apiGroups: [""], resources: [configmaps], verbs: [patch]}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: helper}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: helper}
                subjects:
                - {kind: ServiceAccount, name: helper, namespace: shop}
                """),
        ])

    private static let power = Power(
        "map cloud identities to Kubernetes users", effect: .within("kube-system"), names: .among(["aws-auth"]),
        .init(["create", "update", "patch"], "", "configmaps"))

    package static func evaluate(_ resource: Resource, _ context: Context, _ findings: inout FindingCollector) {
        let role = Role.of(resource, in: context.inventory)
        guard !role.isSystem, power.mayBegin(in: role) else { return }
        let matches = power.matches(role.rules)
        guard let match = matches.first(where: \.isNamed) ?? matches.first else { return }
        guard match.isNamed || isEKS(context.inventory) else { return }
        let model = AccessModel.of(context.inventory)
        guard let holders = RoleHolders(of: role, in: model).reaching(power.effect) else { return }
        findings.add(
            "\(resource.kind) \"\(resource.name)\" lets its holders write the config map kube-system/aws-auth, "
                + holders.sentence, Subject(resource), Evidence(match.resource), Evidence(match.verb),
            severity: holders.severity(.critical), remediation: Remediation(description.fix.asSummary, .review))
    }

    private static func isEKS(_ inventory: Inventory) -> Bool {
        if inventory.resource(kind: "ConfigMap", namespace: "kube-system", name: "aws-auth") != nil { return true }
        return inventory.resources(ofKind: "ServiceAccount").contains {
            $0.annotations?["eks.amazonaws.com/role-arn"] != nil
        }
    }
}
