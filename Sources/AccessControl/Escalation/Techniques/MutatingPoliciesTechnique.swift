// SPDX-License-Identifier: Apache-2.0

internal import Cluster
package import Findings

package enum MutatingPoliciesTechnique: EscalationTechnique {
    package static let technique = Technique(
        "change every pod through an admission policy",
        gain: .serviceAccounts,
        place: .cluster,
        versions: 36...999,
        needs: .init(
            .init(["create", "update", "patch"], "admissionregistration.k8s.io", "mutatingadmissionpolicies"),
            names: .any, clusterScoped: true),
        .init(
            .init(["create", "update", "patch"], "admissionregistration.k8s.io", "mutatingadmissionpolicybindings"),
            names: .any, clusterScoped: true)
    ).gainingBeyondNames()

    package static let description = CheckDescription(
        id: "mutating-policies", title: "Writing mutating admission policies", severity: .critical, layer: .identity,
        rationale: "A mutating admission policy with a binding changes objects without any webhook.",
        attack: "The attacker adds a sidecar to every new pod and collects the tokens.",
        rule: """
            Write verbs on both `mutatingadmissionpolicies` and their bindings, with `--kubernetes-version` v1.36 or \
            later.
            """,
        fix: "Let a platform account own admission policies.",
        mappings: Mappings(
            nsa: ["Authentication and authorization: least-privilege RBAC"], mitre: ["T1546"], owasp: ["K02"]),
        references: [],
        examples: [
            .violating(
                "held", at: ["rules[0].resources[0]"],
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: helper}
                rules:
                - {apiGroups: ["admissionregistration.k8s.io"], resources: [mutatingadmissionpolicies], verbs: [create]}
                - {apiGroups: ["admissionregistration.k8s.io"], resources: [mutatingadmissionpolicybindings], verbs: [create]}
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
                - {apiGroups: ["admissionregistration.k8s.io"], resources: [mutatingadmissionpolicies], verbs: [create]}
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
