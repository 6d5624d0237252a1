// SPDX-License-Identifier: Apache-2.0

internal import Cluster
package import Findings

package enum ExecPodsTechnique: EscalationTechnique {
    package static let technique = Technique(
        "run commands in pods",
        gain: .runningPods,
        needs: .init(.init(["create"], "", "pods/exec", "pods/attach"), names: .any))

    package static let description = CheckDescription(
        id: "exec-pods", title: "Running commands in pods", severity: .high, layer: .identity,
        rationale: """
            A command in a pod has the token, the secrets and the network position of that pod.
            """,
        attack: "The attacker opens a shell in the pod with the strongest account.",
        rule: "`create` on `pods/exec` or `pods/attach`.",
        fix: "Drop pods/exec and pods/attach.",
        mappings: Mappings(
            nsa: ["Authentication and authorization: least-privilege RBAC"], mitre: ["T1609"], owasp: ["K02"]),
        references: ["https://github.com/kubernetes/kubernetes/issues/78741"],
        examples: [
            .violating(
                "held", at: ["rules[0].resources[0]"],
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: helper}
                rules:
                - {apiGroups: [""], resources: [pods/exec], verbs: [create]}
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
                - {apiGroups: [""], resources: [pods/exec], verbs: [get]}
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
