// SPDX-License-Identifier: Apache-2.0

internal import Cluster
package import Findings

package enum ExecPodsWithGetTechnique: EscalationTechnique {
    package static let technique = Technique(
        "run commands in pods over a WebSocket",
        gain: .runningPods,
        versions: 0...34,
        needs: .init(.init(["get"], "", "pods/exec", "pods/attach"), names: .any))

    package static let description = CheckDescription(
        id: "exec-pods-with-get", title: "Running commands in pods over a WebSocket", severity: .high, layer: .identity,
        rationale: """
            Up to v1.34 a WebSocket to `pods/exec` is a GET request, for which the verb `get` is enough.
            """,
        attack: "The attacker opens a shell with a right that looks like reading.",
        rule: """
            `get` on `pods/exec` or `pods/attach` with `--kubernetes-version` below v1.35; from then on the API \
            server asks for `create` too.
            """,
        fix: "Drop pods/exec and pods/attach.",
        mappings: Mappings(
            nsa: ["Authentication and authorization: least-privilege RBAC"], mitre: ["T1609"], owasp: ["K02"]),
        references: ["https://github.com/kubernetes/kubernetes/issues/78741"],
        examples: [
            .violating(
                "held", at: ["rules[0].resources[0]"], kubernetesVersion: "v1.34",
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: helper}
                rules:
                - {apiGroups: [""], resources: [pods/exec], verbs: [get]}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: helper}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: helper}
                subjects:
                - {kind: ServiceAccount, name: helper, namespace: shop}
                """),
            .compliant(
                "not held", kubernetesVersion: "v1.34",
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
        ])
}
