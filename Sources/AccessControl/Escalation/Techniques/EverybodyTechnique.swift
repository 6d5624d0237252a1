// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents
package import Findings

package enum EverybodyTechnique: EscalationTechnique {
    package static let technique = Technique(
        "use rights that everybody has",
        gain: .influence)

    package static let description = CheckDescription(
        id: "everybody", title: "Rights for everybody", severity: .high, layer: .identity,
        rationale: """
            Rights of `system:unauthenticated`, `system:anonymous`, `system:authenticated` or \
            `system:serviceaccounts` belong to every pod, or to everybody who reaches the API server.
            """,
        attack: "The attacker uses them from any pod, or from outside.",
        rule: """
            A binding of the input, other than the stock discovery ones, that names one of these subjects.
            """,
        fix: "Bind the role to the accounts that need it.",
        mappings: Mappings(
            nsa: ["Authentication and authorization: least-privilege RBAC"], mitre: ["T1190"], owasp: ["K02"]),
        references: ["https://kubernetes.io/docs/concepts/security/rbac-good-practices/"],
        examples: [
            .violating(
                "held", at: ["subjects[0].name"],
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: helper}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
                subjects:
                - {apiGroup: rbac.authorization.k8s.io, kind: Group, name: "system:authenticated"}
                """),
            .compliant(
                "not held",
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: helper}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
                subjects:
                - {apiGroup: rbac.authorization.k8s.io, kind: Group, name: "shop-team"}
                """),
        ])

    package static func evaluate(_ context: Context, _ findings: inout FindingCollector) {
        let analysis = EscalationAnalysis.of(context)
        for binding in analysis.authorizer.bindings where !binding.isSystem {
            for subject in binding.subjects where RoleSubject.everybody.contains(subject.name) {
                guard (subject.name == "system:anonymous") == (subject.kind == .user),
                    Discovery.isExceeded(by: binding, to: subject, in: analysis.authorizer)
                else { continue }
                let place = binding.isClusterBinding ? "in the whole cluster" : "in namespace \"\(binding.namespace)\""
                findings.add(
                    "\(subject.title) has the rights of role \"\(binding.roleName)\" \(place), and everybody is in it",
                    Subject(binding.resource), Evidence(subject.node["name"] ?? subject.node),
                    Evidence(binding.roleEvidence),
                    remediation: Remediation(
                        "remove \"\(subject.name)\" from \(binding.title)", .review, [.remove(subject.node)]))
            }
        }
    }

}
