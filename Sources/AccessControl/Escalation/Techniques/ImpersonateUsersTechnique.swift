// SPDX-License-Identifier: Apache-2.0

internal import Cluster
package import Findings

package enum ImpersonateUsersTechnique: EscalationTechnique {
    package static let technique = Technique(
        "act as any user",
        gain: .clusterAdmin,
        place: .cluster,
        needs: .init(.init(["impersonate"], "", "users"), clusterScoped: true))

    package static let description = CheckDescription(
        id: "impersonate-users", title: "Impersonating users", severity: .critical, layer: .identity,
        rationale: """
            Some users of the control plane may do almost everything, for example `system:kube-controller-manager`, \
            which gets tokens of all service accounts.
            """,
        attack: """
            The attacker acts as the controller manager and gets a token of an account that may escalate.
            """,
        rule: "`impersonate` on `users` without `resourceNames`, in the whole cluster.",
        fix: "Name the users in resourceNames.",
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
                - {apiGroups: [""], resources: [users], verbs: [impersonate]}
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
                - {apiGroups: [""], resources: [users], verbs: [impersonate], resourceNames: [ann]}
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
