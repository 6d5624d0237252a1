// SPDX-License-Identifier: Apache-2.0

internal import Cluster
package import Findings

package enum ImpersonateNamedGroupsTechnique: EscalationTechnique {
    package static let technique = Technique(
        "act as a member of the groups that the rule names",
        gain: .groups,
        needs: .init(clusterScoped: true) {
            $0.allows(verb: "impersonate") && $0.allows(group: "") && $0.allows(resource: "groups", subresource: "")
                && !$0.resourceNames.isEmpty && !$0.resourceNames.contains("system:masters")
        },
        .init(.init(["impersonate"], "", "users", "serviceaccounts"), names: .any))

    package static let description = CheckDescription(
        id: "impersonate-named-groups", title: "Impersonating some groups", severity: .medium, layer: .identity,
        rationale: "The holder has all rights of the groups that the rule names.",
        attack: "The attacker sends requests as somebody they may impersonate, with the strongest of the groups added.",
        rule: """
            `impersonate` on `groups` with `resourceNames` other than `system:masters`, in the whole cluster, and on \
            some user or service account: a group is only impersonated together with a user.
            """,
        fix: "Drop the groups that are not needed from resourceNames.",
        mappings: Mappings(
            nsa: ["Authentication and authorization: least-privilege RBAC"], mitre: ["T1078"], owasp: ["K02"]),
        references: ["https://kubernetes.io/docs/reference/access-authn-authz/user-impersonation/"],
        examples: [
            .violating(
                "held", at: ["rules[0].resources[0]"],
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: helper}
                rules:
                - {apiGroups: [""], resources: [groups], verbs: [impersonate], resourceNames: [admins]}
                - {apiGroups: [""], resources: [users], verbs: [impersonate], resourceNames: [ann]}
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
                - {apiGroups: [""], resources: [groups], verbs: [impersonate], resourceNames: [admins]}
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
