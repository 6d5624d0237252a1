// SPDX-License-Identifier: Apache-2.0

internal import Cluster
package import Findings

package enum ExternalAddressesTechnique: EscalationTechnique {
    package static let technique = Technique(
        "divert traffic for outside addresses",
        gain: .influence,
        needs: .init(
            .init(["update", "patch"], "", "services/status"), .init(["create", "update", "patch"], "", "services")))

    package static let description = CheckDescription(
        id: "external-addresses", title: "Diverting traffic by service addresses", severity: .medium, layer: .identity,
        rationale: """
            External IPs and load balancer addresses of services are diverted on every node (CVE-2020-8554).
            """,
        attack: "The attacker claims the address of an outside service and reads the traffic.",
        rule: """
            `update` or `patch` on `services/status`, or write verbs on `services`, without `resourceNames`.
            """,
        fix: """
            Deny external IPs by admission (DenyServiceExternalIPs) and drop services/status.
            """,
        mappings: Mappings(
            nsa: ["Authentication and authorization: least-privilege RBAC"], mitre: ["T1557"], owasp: ["K02"]),
        references: ["CVE-2020-8554"],
        examples: [
            .violating(
                "held", at: ["rules[0].resources[0]"],
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: helper}
                rules:
                - {apiGroups: [""], resources: [services/status], verbs: [patch]}
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
                - {apiGroups: [""], resources: [services/status], verbs: [get]}
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
