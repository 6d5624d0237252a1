// SPDX-License-Identifier: Apache-2.0

internal import Cluster
package import Findings

package enum NetworkObjectWriteCheck: RolePower {
    package static let power = Power(
        "change who is reachable",
        .init(
            ["create", "update", "patch", "delete", "deletecollection"], "networking.k8s.io", "networkpolicies",
            "ingresses"),
        .init(["create", "update", "patch"], "", "services", "endpoints"),
        .init(["create", "update", "patch"], "discovery.k8s.io", "endpointslices"))

    package static let description = CheckDescription(
        id: "network-object-write", title: "Writing network objects", severity: .medium, layer: .identity,
        rationale: """
            Network policies, services, endpoints and ingresses decide who can reach whom, and who receives whose \
            traffic.
            """,
        attack: """
            The attacker deletes the policy that keeps them from the database, or puts their own address behind a \
            service.
            """,
        rule: """
            Fires for write verbs on network policies, ingresses, services, endpoints and endpoint slices without \
            `resourceNames`.
            """,
        fix: "Keep writing of network objects in a reviewed pipeline and drop the verbs here.",
        mappings: Mappings(
            nsa: ["Authentication and authorization: least-privilege RBAC"], mitre: ["T1562.007"], owasp: ["K02"],
            peers: [.trivy: ["KSV-0056"]]),
        references: ["https://kubernetes.io/docs/concepts/security/rbac-good-practices/"],
        examples: [
            .violating(
                "granted in the whole cluster", at: ["rules[0].resources[0]"],
                """
                kind: ClusterRole
                apiVersion: rbac.authorization.k8s.io/v1
                metadata: {name: helper}
                rules:
                - apiGroups: [networking.k8s.io]
                  resources: [networkpolicies]
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
                - apiGroups: [networking.k8s.io]
                  resources: [networkpolicies]
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
