// SPDX-License-Identifier: Apache-2.0

internal import Cluster
package import Findings

package enum PrivilegedSCCTechnique: EscalationTechnique {
    package static let technique = Technique(
        "run pods with privileged security constraints",
        gain: .influence,
        needs: .init(
            .init(["use"], "security.openshift.io", "securitycontextconstraints"),
            names: .among(["privileged", "hostaccess", "hostmount-anyuid", "hostnetwork", "anyuid", "node-exporter"])))

    package static let description = CheckDescription(
        id: "privileged-scc", title: "Using privileged constraints", severity: .high, layer: .identity,
        rationale: """
            On OpenShift the verb `use` on a security context constraint allows pods what the constraint allows.
            """,
        attack: "The attacker starts a privileged pod.",
        rule: """
            `use` on `securitycontextconstraints`, for all or for one with more than `restricted` and `nonroot`.
            """,
        fix: "Name restricted-v2 in resourceNames.",
        mappings: Mappings(
            nsa: ["Authentication and authorization: least-privilege RBAC"], mitre: ["T1611"], owasp: ["K02"]),
        references: [],
        examples: [
            .violating(
                "held", at: ["rules[0].resources[0]"],
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: helper}
                rules:
                - {apiGroups: ["security.openshift.io"], resources: [securitycontextconstraints], verbs: [use], resourceNames: [privileged]}
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
                - {apiGroups: ["security.openshift.io"], resources: [securitycontextconstraints], verbs: [use], resourceNames: [restricted-v2]}
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
