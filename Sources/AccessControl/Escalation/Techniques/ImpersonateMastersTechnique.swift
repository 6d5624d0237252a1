// SPDX-License-Identifier: Apache-2.0

internal import Cluster
package import Findings

package enum ImpersonateMastersTechnique: EscalationTechnique {
    package static let technique = Technique(
        "act as a member of system:masters",
        gain: .clusterAdmin,
        needs: .init(.init(["impersonate"], "", "groups"), names: .among(["system:masters"]), clusterScoped: true),
        .init(.init(["impersonate"], "", "users", "serviceaccounts"), names: .any))

    package static let description = CheckDescription(
        id: "impersonate-masters", title: "Impersonating system:masters", severity: .critical, layer: .identity,
        rationale: "Members of `system:masters` are not asked for permissions.",
        attack: """
            The attacker sends the headers `Impersonate-User` and `Impersonate-Group: system:masters` with a \
            request.
            """,
        rule: """
            `impersonate` on `groups` (all, or `system:masters` by name) and on some user or service account, \
            because the API server takes a group only together with a user.
            """,
        fix: "Name the groups in resourceNames.",
        mappings: Mappings(
            nsa: ["Authentication and authorization: least-privilege RBAC"], mitre: ["T1078"], owasp: ["K02"]),
        references: ["https://kubernetes.io/docs/reference/access-authn-authz/user-impersonation/"],
        examples: [
            .violating(
                "held", at: ["rules[0].resources[1]"],
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: helper}
                rules:
                - {apiGroups: [""], resources: ["users", "groups"], verbs: [impersonate]}
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
                - {apiGroups: [""], resources: [groups], verbs: [impersonate], resourceNames: [system:masters]}
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
