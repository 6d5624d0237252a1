// SPDX-License-Identifier: Apache-2.0

internal import Cluster
package import Findings

package enum ImpersonateServiceAccountsTechnique: EscalationTechnique {
    package static let technique = Technique(
        "impersonate service accounts",
        gain: .serviceAccounts,
        needs: .init(.init(["impersonate"], "", "serviceaccounts"), names: .any))

    package static let description = CheckDescription(
        id: "impersonate-service-accounts", title: "Impersonating service accounts", severity: .high, layer: .identity,
        rationale: """
            The holder has all rights of the service accounts in reach, or of those that the rule names.
            """,
        attack: "The attacker sends requests in the name of the strongest account.",
        rule: """
            `impersonate` on `serviceaccounts`; `resourceNames` are honoured. The built-in role `edit` holds it.
            """,
        fix: "Name the accounts in resourceNames, or drop the verb.",
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
                - {apiGroups: [""], resources: [serviceaccounts], verbs: [impersonate]}
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
                - {apiGroups: [""], resources: [serviceaccounts], verbs: [get]}
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
