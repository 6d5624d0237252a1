// SPDX-License-Identifier: Apache-2.0

internal import Cluster
package import Findings

package enum WebhookWriteCheck: RolePower {
    package static let power = Power(
        "write admission webhooks",
        effect: .clusterOnly,
        .init(
            ["create", "update", "patch"], "admissionregistration.k8s.io", "validatingwebhookconfigurations",
            "mutatingwebhookconfigurations"))

    package static let description = CheckDescription(
        id: "webhook-write", title: "Writing admission webhooks", severity: .high, layer: .identity,
        rationale: """
            A webhook sees every object that is written, secrets included, and a mutating one may change them.
            """,
        attack: """
            The attacker registers a webhook of their own, collects secrets and adds a sidecar to every pod.
            """,
        rule: """
            Fires for `create`, `update` or `patch` on webhook configurations without `resourceNames`. \
            Cluster-scoped: a RoleBinding does not grant it.
            """,
        fix: """
            Name the configuration in resourceNames with patch only, as operators need to keep their certificate \
            fresh.
            """,
        mappings: Mappings(
            cis: ["5.1.12"], nsa: ["Authentication and authorization: least-privilege RBAC"],
            mitre: ["T1546", "MS-TA9015"], owasp: ["K02"],
            peers: [
                .kubescape: ["C-0281"], .trivy: ["KSV-0114"], .checkov: ["CKV_K8S_155"],
                .rbacPolice: ["control_webhooks"],
            ]),
        references: ["https://kubernetes.io/docs/concepts/security/rbac-good-practices/"],
        examples: [
            .violating(
                "granted in the whole cluster", at: ["rules[0].resources[0]"],
                """
                kind: ClusterRole
                apiVersion: rbac.authorization.k8s.io/v1
                metadata: {name: helper}
                rules:
                - apiGroups: [admissionregistration.k8s.io]
                  resources: [mutatingwebhookconfigurations]
                  verbs: [create]
                ---
                kind: ClusterRoleBinding
                apiVersion: rbac.authorization.k8s.io/v1
                metadata: {name: helper}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: helper}
                subjects:
                - {kind: ServiceAccount, name: helper, namespace: shop}
                """),
            .compliant(
                "limited to named objects",
                """
                kind: ClusterRole
                apiVersion: rbac.authorization.k8s.io/v1
                metadata: {name: helper}
                rules:
                - apiGroups: [admissionregistration.k8s.io]
                  resources: [mutatingwebhookconfigurations]
                  verbs: [patch]
                  resourceNames: [cert-manager-webhook]
                ---
                kind: ClusterRoleBinding
                apiVersion: rbac.authorization.k8s.io/v1
                metadata: {name: helper}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: helper}
                subjects:
                - {kind: ServiceAccount, name: helper, namespace: shop}
                """),
            .compliant(
                "bound in one namespace, where it has no effect",
                """
                kind: ClusterRole
                apiVersion: rbac.authorization.k8s.io/v1
                metadata: {name: helper}
                rules:
                - apiGroups: [admissionregistration.k8s.io]
                  resources: [mutatingwebhookconfigurations]
                  verbs: [create]
                ---
                kind: RoleBinding
                apiVersion: rbac.authorization.k8s.io/v1
                metadata: {name: helper, namespace: shop}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: helper}
                subjects:
                - {kind: ServiceAccount, name: helper, namespace: shop}
                """),
        ])
}
