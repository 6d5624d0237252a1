// SPDX-License-Identifier: Apache-2.0

internal import Cluster
package import Findings

package enum NetworkPoliciesTechnique: EscalationTechnique {
    package static let technique = Technique(
        "open or close the network",
        gain: .influence,
        needs: .init(
            .init(["create", "update", "patch", "delete", "deletecollection"], "networking.k8s.io", "networkpolicies"),
            .init(
                ["create", "update", "patch", "delete", "deletecollection"], "policy.networking.k8s.io",
                "clusternetworkpolicies",
                "adminnetworkpolicies", "baselineadminnetworkpolicies"),
            .init(
                ["create", "update", "patch", "delete", "deletecollection"], "cilium.io", "ciliumnetworkpolicies",
                "ciliumclusterwidenetworkpolicies"),
            .init(
                ["create", "update", "patch", "delete", "deletecollection"], "crd.projectcalico.org", "networkpolicies",
                "globalnetworkpolicies"),
            .init(
                ["create", "update", "patch", "delete", "deletecollection"], "projectcalico.org", "networkpolicies",
                "globalnetworkpolicies"
            )))

    package static let description = CheckDescription(
        id: "network-policies", title: "Changing network policies", severity: .medium, layer: .identity,
        rationale: "Network policies decide who can reach whom.",
        attack: "The attacker deletes the policy that keeps them from the database.",
        rule: """
            Write verbs on network policies of Kubernetes, Cilium or Calico without `resourceNames`.
            """,
        fix: "Let a pipeline write network policies.",
        mappings: Mappings(
            nsa: ["Authentication and authorization: least-privilege RBAC"], mitre: ["T1562.007"], owasp: ["K02"]),
        references: [],
        examples: [
            .violating(
                "held", at: ["rules[0].resources[0]"],
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: helper}
                rules:
                - {apiGroups: ["networking.k8s.io"], resources: [networkpolicies], verbs: [delete]}
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
                - {apiGroups: ["networking.k8s.io"], resources: [networkpolicies], verbs: [get]}
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
