// SPDX-License-Identifier: Apache-2.0

internal import Cluster
package import Findings

package enum AWSAuthTechnique: EscalationTechnique {
    package static let technique = Technique(
        "map a cloud identity to system:masters",
        gain: .clusterAdmin,
        place: .namespace("kube-system"),
        condition: { $0.surroundings.isEKS },
        needs: .init {
            ($0.resourceNames.isEmpty || $0.resourceNames.contains("aws-auth")) && $0.allows(group: "")
                && $0.allows(resource: "configmaps", subresource: "")
                && ["update", "patch"].contains(where: $0.allows(verb:))
        })

    package static let description = CheckDescription(
        id: "aws-auth", title: "Mapping cloud identities", severity: .critical, layer: .identity,
        rationale: """
            On EKS the config map `kube-system/aws-auth` maps cloud identities to Kubernetes groups.
            """,
        attack: "The attacker maps a cloud role of theirs to `system:masters`.",
        rule: """
            `update` or `patch` on `configmaps` in `kube-system` or the whole cluster for all or for `aws-auth`, \
            when the input shows an EKS cluster.
            """,
        fix: "Use EKS access entries, and grant configmaps in the namespaces that need them.",
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
                - {apiGroups: [""], resources: [configmaps], verbs: [patch], resourceNames: [aws-auth]}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: helper}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: helper}
                subjects:
                - {kind: ServiceAccount, name: helper, namespace: shop}
                ---
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: aws-auth, namespace: kube-system}
                """),
            .compliant(
                "not held",
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: helper}
                rules:
                - {apiGroups: [""], resources: [configmaps], verbs: [patch], resourceNames: [aws-auth]}
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
