// SPDX-License-Identifier: Apache-2.0

internal import Cluster
package import Findings

package enum ImpersonateNamedUsersTechnique: EscalationTechnique {
    package static let technique = Technique(
        "act as the users that the rule names",
        gain: .users,
        place: .cluster,
        needs: .init(clusterScoped: true) {
            $0.allows(verb: "impersonate") && $0.allows(group: "") && !$0.resourceNames.isEmpty
                && $0.allows(resource: "users", subresource: "")
        })

    package static let description = CheckDescription(
        id: "impersonate-named-users", title: "Impersonating some users", severity: .medium, layer: .identity,
        rationale: "The holder has all rights of the users that the rule names.",
        attack: "The attacker sends requests in the name of the strongest of them.",
        rule: "`impersonate` on `users` with `resourceNames`, in the whole cluster.",
        fix: "Drop the users that are not needed from resourceNames.",
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
                - {apiGroups: [""], resources: [users], verbs: [get], resourceNames: [ann]}
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
