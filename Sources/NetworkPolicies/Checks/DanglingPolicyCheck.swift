// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

package enum DanglingPolicyCheck: ResourceCheck {
    package static let kinds = ["NetworkPolicy"]

    package static let description = CheckDescription(
        id: "dangling-policy", title: "Policy that selects no pod", severity: .low, layer: .network,
        rationale: """
            A policy whose selector matches nothing protects nothing. Usually a label was misspelt or changed, and the \
            pods it was written for are open.
            """,
        attack: """
            The attacker finds the pods as open as without any policy, while everybody believes them protected.
            """,
        rule: """
            Fires for a NetworkPolicy whose podSelector matches no pod of its namespace, when pods of that namespace \
            are part of the input.
            """,
        fix: """
            Correct the selector or the pods' labels, or delete the policy.
            """,
        mappings: Mappings(
            owasp: ["K05"],
            peers: [
                .kubescape: ["C-0299"], .kubeLinter: ["dangling-networkpolicy"],
                .kubeScore: ["networkpolicy-targets-pod"], .kics: ["Network Policy Is Not Targeting Any Pod"],
            ]),
        references: ["https://kubernetes.io/docs/concepts/services-networking/network-policies/"],
        examples: [
            .violating(
                "misspelt", at: ["spec.podSelector"],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: web, labels: {app: web}}
                spec: {containers: [{name: web, image: web}]}
                ---
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: web}
                spec: {podSelector: {matchLabels: {app: wbe}}}
                """),
            .compliant(
                "selects a pod",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: web, labels: {app: web}}
                spec: {containers: [{name: web, image: web}]}
                ---
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: web}
                spec: {podSelector: {matchLabels: {app: web}}}
                """),
            .compliant(
                "pods are no part of the input",
                """
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: web}
                spec: {podSelector: {matchLabels: {app: web}}}
                """),
        ])

    package static func evaluate(_ resource: Resource, _ context: Context, _ findings: inout FindingCollector) {
        let facts = NetworkFacts.of(context.inventory)
        guard let policy = facts.networkPolicy(resource) else { return }
        guard facts.knowsPods(of: policy.namespace) else {
            return findings.cannotEvaluate("pods of the namespace are not in the input")
        }
        if facts.selectsAny(policy.subject) { return }
        findings.add(
            "policy \"\(resource.name)\" selects no pod of namespace \"\(policy.namespace)\"", Subject(resource),
            Evidence(below: resource.node, "spec", "podSelector"),
            remediation: Remediation("correct the selector or the pods' labels, or delete the policy", .review))
    }
}
