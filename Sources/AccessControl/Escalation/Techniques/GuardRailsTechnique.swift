// SPDX-License-Identifier: Apache-2.0

internal import Cluster
package import Findings

package enum GuardRailsTechnique: EscalationTechnique {
    package static let technique = Technique(
        "switch off admission policies",
        gain: .influence,
        needs: .init(
            .init(
                ["create", "update", "patch", "delete", "deletecollection"], "admissionregistration.k8s.io",
                "validatingadmissionpolicies",
                "validatingadmissionpolicybindings", "mutatingadmissionpolicies", "mutatingadmissionpolicybindings"),
            .init(
                ["create", "update", "patch", "delete", "deletecollection"], "kyverno.io", "clusterpolicies",
                "policies", "policyexceptions"
            ),
            .init(
                ["create", "update", "patch", "delete", "deletecollection"], "policies.kyverno.io",
                "validatingpolicies",
                "mutatingpolicies", "imagevalidatingpolicies", "policyexceptions"),
            .init(
                ["create", "update", "patch", "delete", "deletecollection"], "templates.gatekeeper.sh",
                "constrainttemplates"),
            .init(["create", "update", "patch", "delete", "deletecollection"], "constraints.gatekeeper.sh", "*"),
            .init(["create", "update", "patch", "delete", "deletecollection"], "config.gatekeeper.sh", "configs"),
            names: .any))

    package static let description = CheckDescription(
        id: "guard-rails", title: "Switching off guard rails", severity: .high, layer: .identity,
        rationale: """
            Who writes or deletes admission policies, bindings or exceptions is not bound by them.
            """,
        attack: """
            The attacker deletes a binding or writes an exception and does what was forbidden.
            """,
        rule: """
            Write verbs on admission policies of Kubernetes, Kyverno or Gatekeeper and their bindings and \
            exceptions, also on those that `resourceNames` lists.
            """,
        fix: "Let a platform account own admission policies.",
        mappings: Mappings(
            nsa: ["Authentication and authorization: least-privilege RBAC"], mitre: ["T1562.001"], owasp: ["K02"]),
        references: [],
        examples: [
            .violating(
                "held", at: ["rules[0].resources[0]"],
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: helper}
                rules:
                - {apiGroups: ["admissionregistration.k8s.io"], resources: [validatingadmissionpolicybindings], verbs: [delete]}
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
                - {apiGroups: ["admissionregistration.k8s.io"], resources: [validatingadmissionpolicies], verbs: [get]}
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
