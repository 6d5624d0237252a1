// SPDX-License-Identifier: Apache-2.0

internal import Cluster
package import Findings

package enum GuardrailWriteCheck: RolePower {
    package static let power = Power(
        "switch off admission policies",
        .init(
            ["create", "update", "patch", "delete", "deletecollection"], "admissionregistration.k8s.io",
            "validatingadmissionpolicies",
            "validatingadmissionpolicybindings", "mutatingadmissionpolicies", "mutatingadmissionpolicybindings"),
        .init(
            ["create", "update", "patch", "delete", "deletecollection"], "kyverno.io", "clusterpolicies", "policies",
            "policyexceptions"),
        .init(
            ["create", "update", "patch", "delete", "deletecollection"], "policies.kyverno.io", "validatingpolicies",
            "mutatingpolicies",
            "imagevalidatingpolicies", "policyexceptions"),
        .init(
            ["create", "update", "patch", "delete", "deletecollection"], "templates.gatekeeper.sh",
            "constrainttemplates"),
        .init(["create", "update", "patch", "delete", "deletecollection"], "constraints.gatekeeper.sh", "*"),
        .init(["create", "update", "patch", "delete", "deletecollection"], "config.gatekeeper.sh", "configs"))

    package static let description = CheckDescription(
        id: "guardrail-write", title: "Writing admission policies", severity: .high, layer: .identity,
        rationale: """
            Admission policies are the guard rails of a cluster. An account that writes or deletes them, or grants \
            exceptions, stands outside of them.
            """,
        attack: """
            The attacker deletes a policy's binding or writes an exception for themselves, then does what it \
            forbade.
            """,
        rule: """
            Fires for write verbs on ValidatingAdmissionPolicy, MutatingAdmissionPolicy and their bindings, on \
            Kyverno policies and exceptions, and on Gatekeeper templates, constraints and configuration.
            """,
        fix: "Let a platform account own admission policies and drop the write verbs.",
        mappings: Mappings(
            nsa: ["Authentication and authorization: least-privilege RBAC"], mitre: ["T1562.001"], owasp: ["K02"]),
        references: ["https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/"],
        examples: [
            .violating(
                "granted in the whole cluster", at: ["rules[0].resources[0]"],
                """
                kind: ClusterRole
                apiVersion: rbac.authorization.k8s.io/v1
                metadata: {name: helper}
                rules:
                - apiGroups: [admissionregistration.k8s.io]
                  resources: [validatingadmissionpolicybindings]
                  verbs: [delete]
                ---
                kind: ClusterRoleBinding
                apiVersion: rbac.authorization.k8s.io/v1
                metadata: {name: helper}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: helper}
                subjects:
                - {kind: ServiceAccount, name: helper, namespace: shop}
                """),
            .compliant(
                "without this power",
                """
                kind: ClusterRole
                apiVersion: rbac.authorization.k8s.io/v1
                metadata: {name: helper}
                rules:
                - apiGroups: [admissionregistration.k8s.io]
                  resources: [validatingadmissionpolicies]
                  verbs: [get, list]
                ---
                kind: ClusterRoleBinding
                apiVersion: rbac.authorization.k8s.io/v1
                metadata: {name: helper}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: helper}
                subjects:
                - {kind: ServiceAccount, name: helper, namespace: shop}
                """),
        ])
}
