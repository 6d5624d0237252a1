// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

package enum AnonymousBindingCheck: ResourceCheck {
    package static let kinds = ["ClusterRoleBinding", "RoleBinding"]

    package static let description = CheckDescription(
        id: "anonymous-binding", title: "Rights for everybody without login", severity: .critical, layer: .identity,
        rationale: """
            Requests without credentials run as `system:anonymous` in the group `system:unauthenticated`. A binding \
            to either opens the API to whoever can reach it.
            """,
        attack: """
            Scanners find API servers on the internet within minutes; what anonymous users may do is done by \
            strangers.
            """,
        rule: """
            Fires for a binding whose subjects contain user `system:anonymous` or group `system:unauthenticated`. \
            What gives no more than the stock role `system:public-info-viewer`, version and health, is not reported.
            """,
        fix: "Remove the subject.",
        mappings: Mappings(
            cis: ["5.1.1"], nsa: ["Authentication and authorization: least-privilege RBAC"], mitre: ["T1190"],
            owasp: ["K02"], peers: [.kubescape: ["C-0262"], .trivy: ["KSV-0122"]]),
        references: ["https://kubernetes.io/docs/reference/access-authn-authz/authentication/#anonymous-requests"],
        examples: [
            .violating(
                "anonymous viewers", at: ["subjects[0].name"],
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: helper}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
                subjects:
                - {apiGroup: rbac.authorization.k8s.io, kind: User, name: "system:anonymous"}
                """),
            .compliant(
                "a team",
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: helper}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
                subjects:
                - {apiGroup: rbac.authorization.k8s.io, kind: Group, name: "shop-team"}
                """),
        ])

    package static func evaluate(_ resource: Resource, _ context: Context, _ findings: inout FindingCollector) {
        let binding = Binding.of(resource, in: context.inventory)
        guard !binding.isSystem else { return }
        let authorizer = Authorizer.of(context.inventory)
        for subject in binding.subjects where isAnybody(subject) {
            guard Discovery.isExceeded(by: binding, to: subject, in: authorizer) else { continue }
            findings.add(
                "\(binding.title) gives role \"\(binding.roleName)\" to \(subject.title): to everybody without login",
                Subject(resource), Evidence(subject.node["name"] ?? subject.node), Evidence(binding.roleEvidence),
                remediation: Remediation("remove the subject \"\(subject.name)\"", .review, [.remove(subject.node)]))
        }
    }

    private static func isAnybody(_ subject: RoleSubject) -> Bool {
        subject.kind == .user && subject.name == "system:anonymous"
            || subject.kind == .group && subject.name == "system:unauthenticated"
    }
}
