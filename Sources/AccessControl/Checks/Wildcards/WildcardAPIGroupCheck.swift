// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

package enum WildcardAPIGroupCheck: ResourceCheck {
    package static let kinds = ["ClusterRole", "Role"]

    package static let description = CheckDescription(
        id: "wildcard-apigroup", title: "Every API group", severity: .medium, layer: .identity,
        rationale: """
            With `apiGroups: ["*"]` a rule also covers resources of the same name in groups that are installed \
            later.
            """,
        attack: """
            A custom resource that shares a name with a built-in one becomes reachable without anybody deciding so.
            """,
        rule: """
            Fires for a rule whose `apiGroups` contain `*` and whose verbs and resources are listed; rules with `*` \
            among the resources are told about by `wildcard-all` and `wildcard-resource`.
            """,
        fix: "Name the API groups of the resources.",
        mappings: Mappings(
            nsa: ["Authentication and authorization: least-privilege RBAC"], owasp: ["K02"],
            peers: [.checkov: ["CKV_K8S_49"]]),
        references: ["https://kubernetes.io/docs/concepts/security/rbac-good-practices/"],
        examples: [
            .violating(
                "any group", at: ["rules[0].apiGroups[0]"],
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: helper}
                rules:
                - {apiGroups: ["*"], resources: [deployments], verbs: [get]}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: helper}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: helper}
                subjects:
                - {kind: ServiceAccount, name: helper, namespace: shop}
                """),
            .compliant(
                "group named",
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: helper}
                rules:
                - {apiGroups: [apps], resources: [deployments], verbs: [get]}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: helper}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: helper}
                subjects:
                - {kind: ServiceAccount, name: helper, namespace: shop}
                """),
        ])

    package static func evaluate(_ resource: Resource, _ context: Context, _ findings: inout FindingCollector) {
        let role = Role.of(resource, in: context.inventory)
        guard !role.isSystem else { return }
        let rules = role.rules.filter { $0.hasWildcardGroup && !$0.hasWildcardResource && !$0.resources.isEmpty }
        guard let rule = rules.first else { return }
        let holders = RoleHolders(of: role, in: AccessModel.of(context.inventory))
        let edits = rules.compactMap { edit($0) }
        findings.add(
            "\(resource.kind) \"\(resource.name)\" names \(rule.resources.joined(separator: ", ")) in every API group, "
                + holders.sentence, Subject(resource), Evidence(rule.element("apiGroups", ["*"])),
            severity: holders.severity(.medium),
            remediation: Remediation("name the API groups", .review, edits.count == rules.count ? edits : []))
    }

    /// The groups in which Kubernetes itself has the resources, when all are known.
    private static func edit(_ rule: PolicyRule) -> Edit? {
        guard let list = rule.node["apiGroups"] else { return nil }
        var groups: [String] = []
        for resource in rule.resources {
            guard let known = KnownResources.groups(of: resource) else { return nil }
            groups += known.filter { !groups.contains($0) }
        }
        return Edit(.set(.array(groups.map { .string($0) })), at: Evidence(list))
    }
}
