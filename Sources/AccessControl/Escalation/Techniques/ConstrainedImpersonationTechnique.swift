// SPDX-License-Identifier: Apache-2.0

internal import Cluster
package import Findings

package enum ConstrainedImpersonationTechnique: EscalationTechnique {
    package static let technique = Technique(
        "act as somebody else for the verbs that the rule names",
        gain: .influence,
        versions: 35...999,
        needs: mode("user-info", of: "users"), target("user-info")
    ).or(versions: 35...999, needs: mode("serviceaccount", of: "serviceaccounts"), target("serviceaccount"))
        .or(versions: 35...999, needs: mode("arbitrary-node", of: "nodes"), target("arbitrary-node"))
        .or(versions: 35...999, needs: mode("associated-node", of: "nodes"), target("associated-node"))

    /// The right to take on an identity in one of the modes.
    private static func mode(_ mode: String, of resource: String) -> Requirement {
        Requirement(.init(["impersonate:\(mode)"], "authentication.k8s.io", resource), names: .any)
    }

    /// The right to use it for some verb.
    private static func target(_ mode: String) -> Requirement {
        let prefix = "impersonate-on:\(mode):"
        return Requirement { $0.verbs.contains { $0 == "*" || $0.utf8.count > 15 && $0.hasPrefix(prefix) } }
    }

    package static let description = CheckDescription(
        id: "constrained-impersonation", title: "Constrained impersonation", severity: .medium, layer: .identity,
        rationale: """
            Since v1.35 impersonation can be limited to some verbs on some resources; the holder still acts with the \
            rights of another there.
            """,
        attack: """
            The attacker uses the pair of rights for an identity that may do more than they may.
            """,
        rule: """
            A verb `impersonate:user-info`, `impersonate:serviceaccount`, `impersonate:arbitrary-node` or \
            `impersonate:associated-node` in `authentication.k8s.io` and a verb `impersonate-on:MODE:VERB` on some \
            resource. Only one of the two is of no use.
            """,
        fix: "Name the identities in resourceNames.",
        mappings: Mappings(nsa: ["Authentication and authorization: least-privilege RBAC"], owasp: ["K02"]),
        references: ["https://github.com/kubernetes/enhancements/issues/5284"],
        examples: [
            .violating(
                "held", at: ["rules[0].resources[0]"],
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: helper}
                rules:
                - {apiGroups: ["authentication.k8s.io"], resources: [users], verbs: ["impersonate:user-info"]}
                - {apiGroups: [""], resources: [pods], verbs: ["impersonate-on:user-info:list"]}
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
                - {apiGroups: ["authentication.k8s.io"], resources: [users], verbs: ["impersonate:user-info"]}
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
