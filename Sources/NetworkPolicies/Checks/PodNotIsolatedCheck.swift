// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents
package import Findings

package enum PodNotIsolatedCheck: InventoryCheck {
    package static let description = CheckDescription(
        id: "pod-not-isolated", title: "Workload that no policy selects", severity: .medium, layer: .network,
        rationale: """
            In a namespace where others are protected, this workload was forgotten: no policy selects its pods, so \
            that they accept and open connections of any kind.
            """,
        attack: """
            The attacker goes round the protected workloads and uses the one that everything may talk to as a \
            stepping stone.
            """,
        rule: """
            Fires for a workload in a namespace with NetworkPolicies when none of them, and no rule of a cluster-wide \
            policy, selects its pods in either direction. Namespaces without any policy are left to \
            namespace-no-policy, pods on the host's network to host-network-escapes-policy.
            """,
        fix: """
            Write a policy for the workload, or a default deny for the namespace.
            """,
        mappings: Mappings(
            cis: ["5.3.2"], nsa: ["Network separation and hardening: network policies"], owasp: ["K05"],
            peers: [
                .kubescape: ["C-0260", "C-0030"], .checkov: ["CKV2_K8S_6"], .kubeLinter: ["non-isolated-pod"],
                .kubeScore: ["pod-networkpolicy"], .kics: ["Missing Network Policy"],
                .kubesplaining: ["KUBE-NETPOL-COVERAGE-002"],
            ]),
        references: ["https://kubernetes.io/docs/concepts/services-networking/network-policies/"],
        examples: [
            .violating(
                "forgotten", at: ["metadata.labels"],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: db, namespace: shop, labels: {app: db}}
                spec: {containers: [{name: db, image: db}]}
                ---
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: web, namespace: shop}
                spec: {podSelector: {matchLabels: {app: web}}, policyTypes: [Ingress, Egress]}
                """),
            .compliant(
                "one direction is enough",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: db, namespace: shop, labels: {app: db}}
                spec: {containers: [{name: db, image: db}]}
                ---
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: db, namespace: shop}
                spec: {podSelector: {matchExpressions: [{key: app, operator: NotIn, values: [web]}]}}
                """),
            .compliant(
                "a namespace without policies",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: db, namespace: shop}
                spec: {containers: [{name: db, image: db}]}
                """),
        ])

    package static func evaluate(_ context: Context, _ findings: inout FindingCollector) {
        let facts = NetworkFacts.of(context.inventory)
        lazy var places = NamespaceCoverage.of(context.inventory).places
        let protected = Set(facts.model.policies.lazy.filter { $0.tier == .network }.map(\.namespace))
        var deny = (namespace: "", edits: [Edit]())
        for position in facts.endpoints where Direction.allCases.allSatisfy({ facts.isFree(position, $0) }) {
            let endpoint = facts.model.endpoints[position]
            guard protected.contains(endpoint.namespace), !endpoint.isHostNetwork, let workload = endpoint.workload
            else { continue }
            if facts.connectivity.isUnknown(position) {
                findings.cannotEvaluate("a policy of a kind that is not evaluated may select the pod")
                continue
            }
            let evidence = Evidence(below: workload.template, "metadata", "labels")
            // Endpoints of a namespace come together.
            if deny.namespace != endpoint.namespace || deny.edits.isEmpty {
                let place = places[endpoint.namespace] ?? evidence
                deny = (endpoint.namespace, DefaultDeny.additions(in: endpoint.namespace, at: place))
            }
            findings.add(
                "no policy of namespace \"\(endpoint.namespace)\" selects \(endpoint.kind) \"\(endpoint.name)\"",
                Subject(workload), [evidence],
                remediation: Remediation(
                    "add a default deny for both directions and allow DNS", .review,
                    deny.edits))
        }
    }
}
