// SPDX-License-Identifier: Apache-2.0

internal import Cluster
package import Findings

package enum ReadLogsTechnique: EscalationTechnique {
    package static let technique = Technique(
        "read the logs of pods",
        gain: .influence,
        needs: .init(.init(["get"], "", "pods/log")))

    package static let description = CheckDescription(
        id: "read-logs", title: "Reading logs", severity: .low, layer: .identity,
        rationale: "Logs often hold tokens and personal data.",
        attack: "The attacker searches logs for credentials.",
        rule: "`get` on `pods/log` without `resourceNames`.",
        fix: "Bind it in the namespaces that need it.",
        mappings: Mappings(
            nsa: ["Authentication and authorization: least-privilege RBAC"], mitre: ["T1552.001"], owasp: ["K02"]),
        references: [],
        examples: [
            .violating(
                "held", at: ["rules[0].resources[0]"],
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: helper}
                rules:
                - {apiGroups: [""], resources: [pods/log], verbs: [get]}
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
                - {apiGroups: [""], resources: [pods], verbs: [get]}
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
