// SPDX-License-Identifier: Apache-2.0

internal import Cluster
package import Findings

package enum ControlPlaneConfigTechnique: EscalationTechnique {
    package static let technique = Technique(
        "change configuration that the control plane trusts",
        gain: .influence,
        place: .namespace("kube-system"),
        needs: .init(
            .init(["update", "patch"], "", "configmaps"),
            names: .among(["extension-apiserver-authentication", "kubeadm-config", "kubelet-config", "kube-proxy"])))

    package static let description = CheckDescription(
        id: "control-plane-config", title: "Writing the control plane's configuration", severity: .high,
        layer: .identity,
        rationale: """
            Config maps in `kube-system` say which front proxy extension API servers trust and how kubelets and the \
            next upgrade are set up.
            """,
        attack: """
            The attacker makes extension API servers trust a proxy of theirs, or the next upgrade start the API \
            server with other flags.
            """,
        rule: """
            `update` or `patch` on `configmaps` in `kube-system` or the whole cluster for all or for those names.
            """,
        fix: "Grant configmaps by a RoleBinding in the namespaces that need them.",
        mappings: Mappings(nsa: ["Authentication and authorization: least-privilege RBAC"], owasp: ["K02"]),
        references: [],
        examples: [
            .violating(
                "held", at: ["rules[0].resources[0]"],
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: helper}
                rules:
                - {apiGroups: [""], resources: [configmaps], verbs: [patch], resourceNames: [kubeadm-config]}
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
                - {apiGroups: [""], resources: [configmaps], verbs: [patch], resourceNames: [leader]}
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
