// SPDX-License-Identifier: Apache-2.0

internal import Cluster
package import Findings

package enum ImpersonateAttributesTechnique: EscalationTechnique {
    package static let technique = Technique(
        "claim user ids and extra attributes",
        gain: .influence,
        needs: .init(clusterScoped: true) {
            $0.allows(verb: "impersonate") && $0.allows(group: "authentication.k8s.io")
                && $0.resources.contains {
                    $0 == "*" || $0 == "uids" || $0.hasPrefix("userextras/") || $0 == "userextras"
                }
        },
        .init(.init(["impersonate"], "", "users", "serviceaccounts"), names: .any))

    package static let description = CheckDescription(
        id: "impersonate-attributes", title: "Impersonating user ids and extra fields", severity: .low,
        layer: .identity,
        rationale: """
            Ids and extra fields matter only where a webhook or another authorizer looks at them.
            """,
        attack: "The attacker claims scopes or ids that an authorization webhook trusts.",
        rule: """
            `impersonate` on `uids` or `userextras` in `authentication.k8s.io`, and on some user or service account.
            """,
        fix: "Drop uids and userextras from the rule.",
        mappings: Mappings(nsa: ["Authentication and authorization: least-privilege RBAC"], owasp: ["K02"]),
        references: ["https://kubernetes.io/docs/reference/access-authn-authz/user-impersonation/"],
        examples: [
            .violating(
                "held", at: ["rules[0].resources[0]"],
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: helper}
                rules:
                - {apiGroups: ["authentication.k8s.io"], resources: [uids], verbs: [impersonate]}
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
                - {apiGroups: ["authentication.k8s.io"], resources: [uids], verbs: [impersonate]}
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
