// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

package enum NonResourceWildcardCheck: ResourceCheck {
    package static let kinds = ["ClusterRole"]

    package static let description = CheckDescription(
        id: "nonresource-wildcard", title: "Every non-resource URL", severity: .medium, layer: .identity,
        rationale: """
            `nonResourceURLs: ["*"]` covers `/debug`, `/logs`, `/metrics` and every other path of the API server \
            that is no resource.
            """,
        attack: """
            The attacker profiles the API server, reads its logs and metrics and learns who and what is in the \
            cluster.
            """,
        rule: """
            Fires for a rule of a ClusterRole whose `nonResourceURLs` contain `*` or `/*`, unless it is part of a \
            rule set that allows everything anyway. Non-resource URLs have effect only through a ClusterRoleBinding.
            """,
        fix: "List the paths that are needed, for example /metrics.",
        mappings: Mappings(nsa: ["Authentication and authorization: least-privilege RBAC"], owasp: ["K02"]),
        references: ["https://kubernetes.io/docs/reference/access-authn-authz/rbac/#referring-to-resources"],
        examples: [
            .violating(
                "every path", at: ["rules[0].nonResourceURLs[0]"],
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: helper}
                rules:
                - {nonResourceURLs: ["*"], verbs: [get]}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: helper}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: helper}
                subjects:
                - {kind: ServiceAccount, name: helper, namespace: shop}
                """),
            .compliant(
                "metrics only",
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: helper}
                rules:
                - {nonResourceURLs: [/metrics], verbs: [get]}
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
        guard !role.isSystem, role.isClusterRole, !role.rules.contains(where: \.isWildcardAll) else { return }
        let patterns = ["*", "/*"]
        guard let rule = role.rules.first(where: { $0.nonResourceURLs.contains { patterns.contains($0) } }) else {
            return
        }
        let holders = RoleHolders(of: role, in: AccessModel.of(context.inventory))
        guard let holders = holders.reaching(.clusterOnly) else { return }
        findings.add(
            "\(resource.kind) \"\(resource.name)\" allows \(rule.verbs.joined(separator: ", ")) on every non-resource URL, "
                + holders.sentence, Subject(resource), Evidence(rule.element("nonResourceURLs", patterns)),
            severity: holders.severity(.medium), remediation: Remediation(description.fix.asSummary, .review))
    }
}
