// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents
package import Findings

package enum UndocumentedPolicyCheck: InventoryCheck {
    package static let description = CheckDescription(
        id: "undocumented-policy", title: "Policy that says nowhere what it is for", severity: .info, layer: .network,
        rationale: """
            Rules outlive the people who wrote them. When nobody knows what a policy is for, nobody dares to tighten \
            or remove it, and access that is no longer needed stays.
            """,
        attack: """
            None by itself: the attacker profits from access that everybody is afraid to take away.
            """,
        rule: """
            Fires for a network policy with rules that has neither an annotation `bulwark.dev/description` (or \
            `kubernetes.io/description`, `description`) nor a comment above it or inside. Licence headers, comments \
            for programs and the `# Source:` line of a rendered chart do not count. A policy without rules, a default \
            deny, speaks for itself. One finding for all policies of a namespace.
            """,
        fix: """
            Say in a sentence who needs the access and why: in the annotation, or in a comment above the policy or rule. \
            `network document` prints it.
            """,
        mappings: Mappings(nsa: ["Network separation and hardening: network policies"], owasp: ["K05"]),
        references: ["https://kubernetes.io/docs/reference/labels-annotations-taints/#description"],
        examples: [
            .violating(
                "no word", at: ["metadata.annotations[bulwark.dev/description]"],
                """
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: web}
                spec:
                  podSelector: {}
                  ingress: [{from: [{podSelector: {matchLabels: {app: web}}}]}]
                """),
            .compliant(
                "an annotation",
                """
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata:
                  name: web
                  annotations: {bulwark.dev/description: The shop front reads the stock}
                spec:
                  podSelector: {}
                  ingress: [{from: [{podSelector: {matchLabels: {app: web}}}]}]
                """),
            .compliant(
                "a comment",
                """
                # The shop front reads the stock.
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: web}
                spec:
                  podSelector: {}
                  ingress: [{from: [{podSelector: {matchLabels: {app: web}}}]}]
                """),
            .compliant(
                "a default deny",
                """
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: default-deny}
                spec: {podSelector: {}, policyTypes: [Ingress, Egress]}
                """),
        ])

    package static func evaluate(_ context: Context, _ findings: inout FindingCollector) {
        let policies = NetworkFacts.of(context.inventory).model.policies
        let notes = PolicyNotes(policies.lazy.compactMap(\.resource).filter { PolicyNotes.mayHaveComments($0) })
        var silent: [String: [Policy]] = [:]
        for policy in policies {
            guard let resource = policy.resource, !policy.rules.all.isEmpty, !notes.isDocumented(resource)
            else { continue }
            silent[policy.namespace, default: []].append(policy)
        }
        for (_, policies) in silent.sorted(by: { $0.key < $1.key }) { report(policies, &findings) }
    }

    /// All policies of a namespace at once.
    private static func report(_ policies: [Policy], _ findings: inout FindingCollector) {
        let resources = policies.compactMap(\.resource)
        guard let first = resources.first, let policy = policies.first else { return }
        let names = policies.map { "\"\($0.name)\"" }
        let list = names.count > 3 ? names.prefix(2) + ["\(names.count - 2) more"] : names[...]
        let text =
            names.count == 1
            ? "nothing says what \(policy.kind) \(names[0]) is for"
            : "nothing says what \(names.count) policies are for: \(list.joined(separator: ", "))"
        findings.add(
            text, Subject(first),
            resources.map { Evidence(below: $0.node, "metadata", "annotations", PolicyNotes.annotations[0]) },
            reason: .missing,
            remediation: Remediation(
                "write down who needs the access and why, in a comment or the annotation "
                    + PolicyNotes.annotations[0], .review))
    }
}
