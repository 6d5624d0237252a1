// SPDX-License-Identifier: Apache-2.0

internal import Cluster
package import Findings

package enum CloudIdentitiesTechnique: EscalationTechnique {
    package static let technique = Technique(
        "give a cloud identity to a service account",
        gain: .influence,
        condition: { $0.surroundings.usesCloudIdentities },
        needs: .init(.init(["create", "update", "patch"], "", "serviceaccounts"))
    ).or(needs: .init(.init(["create"], "aadpodidentity.k8s.io", "azurepodidentityexceptions")))

    package static let description = CheckDescription(
        id: "cloud-identities", title: "Taking cloud identities", severity: .high, layer: .identity,
        rationale: "Annotations of service accounts tie them to cloud roles.",
        attack: """
            The attacker copies the annotation of a powerful account to one of theirs in the same trust.
            """,
        rule: """
            Write verbs on `serviceaccounts` when accounts of the input have cloud identities, or `create` on \
            `azurepodidentityexceptions`.
            """,
        fix: "Drop the write verbs, and bind cloud roles to single accounts.",
        mappings: Mappings(
            nsa: ["Authentication and authorization: least-privilege RBAC"], mitre: ["T1078.004"], owasp: ["K02"]),
        references: [],
        examples: [
            .violating(
                "held", at: ["rules[0].resources[0]"],
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: helper}
                rules:
                - {apiGroups: [""], resources: [serviceaccounts], verbs: [patch]}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: helper}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: helper}
                subjects:
                - {kind: ServiceAccount, name: helper, namespace: shop}
                ---
                apiVersion: v1
                kind: ServiceAccount
                metadata: {name: cloud, namespace: shop, annotations: {eks.amazonaws.com/role-arn: "arn:aws:iam::1:role/x"}}
                """),
            .compliant(
                "not held",
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: helper}
                rules:
                - {apiGroups: [""], resources: [serviceaccounts], verbs: [patch]}
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
