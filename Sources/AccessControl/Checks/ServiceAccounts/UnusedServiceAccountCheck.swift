// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

package enum UnusedServiceAccountCheck: ResourceCheck {
    package static let kinds = ["ServiceAccount"]

    package static let description = CheckDescription(
        id: "unused-service-account", title: "Service account that nothing uses", severity: .low, layer: .identity,
        rationale: """
            An account without pods is a login that nobody watches; with bindings it is a login with rights.
            """,
        attack: """
            The attacker asks for a token of the forgotten account, or starts a pod with it.
            """,
        rule: """
            Fires for a ServiceAccount that no workload of the input runs as, other than `default`, while workloads \
            of its namespace are in the input. The message says whether bindings give it rights.
            """,
        fix: "Delete the account and the bindings that name it.",
        mappings: Mappings(
            nsa: ["Authentication and authorization: least-privilege RBAC"], mitre: ["MS-M9023"], owasp: ["K02"]),
        references: ["https://kubernetes.io/docs/concepts/security/rbac-good-practices/"],
        examples: [
            .violating(
                "nothing runs as it", at: ["metadata.name"],
                """
                apiVersion: v1
                kind: ServiceAccount
                metadata: {name: old, namespace: shop}
                ---
                apiVersion: v1
                kind: Pod
                metadata: {name: web, namespace: shop}
                spec:
                  serviceAccountName: web
                  containers:
                  - {name: web, image: nginx}
                """),
            .compliant(
                "used",
                """
                apiVersion: v1
                kind: ServiceAccount
                metadata: {name: web, namespace: shop}
                ---
                apiVersion: v1
                kind: Pod
                metadata: {name: web, namespace: shop}
                spec:
                  serviceAccountName: web
                  containers:
                  - {name: web, image: nginx}
                """),
            .compliant(
                "no workloads in the input",
                """
                apiVersion: v1
                kind: ServiceAccount
                metadata: {name: old, namespace: shop}
                """),
        ])

    package static func evaluate(_ resource: Resource, _ context: Context, _ findings: inout FindingCollector) {
        let accounts = ServiceAccounts.of(context.inventory)
        let name = ServiceAccounts.Name(resource.effectiveNamespace, resource.name)
        guard resource.name != "default", accounts.workloads(name).isEmpty else { return }
        guard accounts.hasWorkloads(in: name.namespace) else {
            return findings.cannotEvaluate("workloads of the namespace not in the input")
        }
        let authorizer = Authorizer.of(context.inventory)
        let bindings = authorizer.positions(ofAccount: name).map { authorizer.bindings[$0] }
        let own = bindings.filter { !$0.isSystem }
        // Accounts of controllers that run outside of pods.
        guard own.count == bindings.count else { return }
        findings.add(
            "service account \"\(name.namespace)/\(name.name)\" is used by no workload and \(rights(through: own))",
            Subject(resource),
            Evidence(below: resource.node, "metadata", "name"),
            remediation: Remediation(description.fix.asSummary, .review))
    }

    private static func rights(through bindings: [Binding]) -> String {
        bindings.isEmpty ? "has no rights" : "has rights through \(RoleHolders.listing(bindings.map(\.title)))"
    }
}
