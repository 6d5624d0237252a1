// SPDX-License-Identifier: Apache-2.0

internal import Cluster
package import Findings

package enum PrivilegedPSPTechnique: EscalationTechnique {
    package static let technique = Technique(
        "run pods with any pod security policy",
        gain: .influence,
        versions: 0...24,
        needs: .init(
            .init(["use"], "policy", "podsecuritypolicies"), .init(["use"], "extensions", "podsecuritypolicies"),
            names: .among(["privileged"])))

    package static let description = CheckDescription(
        id: "privileged-psp", title: "Using privileged pod security policies", severity: .high, layer: .identity,
        rationale: """
            Up to v1.24 the verb `use` on a pod security policy allows pods what the policy allows.
            """,
        attack: "The attacker starts a privileged pod.",
        rule: """
            `use` on `podsecuritypolicies`, for all or for `privileged`, with `--kubernetes-version` below v1.25.
            """,
        fix: "Name a restricted policy in resourceNames.",
        mappings: Mappings(
            nsa: ["Authentication and authorization: least-privilege RBAC"], mitre: ["T1611"], owasp: ["K02"]),
        references: [],
        examples: [
            .violating(
                "held", at: ["rules[0].resources[0]"], kubernetesVersion: "v1.24",
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: helper}
                rules:
                - {apiGroups: ["policy"], resources: [podsecuritypolicies], verbs: [use]}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: helper}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: helper}
                subjects:
                - {kind: ServiceAccount, name: helper, namespace: shop}
                """),
            .compliant(
                "not held", kubernetesVersion: "v1.24",
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: helper}
                rules:
                - {apiGroups: ["policy"], resources: [podsecuritypolicies], verbs: [use], resourceNames: [restricted]}
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
