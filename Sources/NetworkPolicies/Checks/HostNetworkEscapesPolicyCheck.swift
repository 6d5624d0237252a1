// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents
package import Findings

package enum HostNetworkEscapesPolicyCheck: InventoryCheck {
    package static let description = CheckDescription(
        id: "host-network-escapes-policy", title: "Policy for a pod on the node's network", severity: .medium,
        layer: .network,
        rationale: """
            A pod with hostNetwork uses the node's own network, where policies for pods do not apply: the policy that \
            selects it protects nothing, and what it opens looks like the node's traffic.
            """,
        attack: """
            The attacker connects to the pod on the node's address as if there were no policy, and from inside it \
            reaches everything that the node reaches.
            """,
        rule: """
            Fires once for each workload with `hostNetwork: true` that NetworkPolicies of its namespace select.
            """,
        fix: """
            Take the pod off the node's network, or restrict the port on the nodes: by a firewall, or by policies of the \
            network plug-in for hosts.
            """,
        mappings: Mappings(nsa: ["Network separation and hardening: network policies"], owasp: ["K05"]),
        references: [
            "https://kubernetes.io/docs/concepts/services-networking/network-policies/#networkpolicy-and-hostnetwork-pods"
        ],
        examples: [
            .violating(
                "selected", at: ["spec.template.spec.hostNetwork"],
                """
                apiVersion: apps/v1
                kind: DaemonSet
                metadata: {name: exporter, namespace: monitoring}
                spec:
                  selector: {matchLabels: {app: exporter}}
                  template:
                    metadata: {labels: {app: exporter}}
                    spec: {hostNetwork: true, containers: [{name: exporter, image: exporter}]}
                ---
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: exporter, namespace: monitoring}
                spec: {podSelector: {matchLabels: {app: exporter}}, policyTypes: [Ingress]}
                """),
            .compliant(
                "no policy for it",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: exporter, namespace: monitoring, labels: {app: exporter}}
                spec: {hostNetwork: true, containers: [{name: exporter, image: exporter}]}
                ---
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: web, namespace: monitoring}
                spec: {podSelector: {matchLabels: {app: web}}, policyTypes: [Ingress]}
                """),
            .compliant(
                "a network of its own",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: exporter, namespace: monitoring, labels: {app: exporter}}
                spec: {containers: [{name: exporter, image: exporter}]}
                ---
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: web, namespace: monitoring}
                spec: {podSelector: {}, policyTypes: [Ingress]}
                """),
        ])

    package static func evaluate(_ context: Context, _ findings: inout FindingCollector) {
        let facts = NetworkFacts.of(context.inventory)
        for position in facts.endpoints where facts.model.endpoints[position].isHostNetwork {
            let endpoint = facts.model.endpoints[position]
            guard let workload = endpoint.workload else { continue }
            let policies = facts.model.policies.filter { policy in
                policy.tier == .network && policy.subject.matches(endpoint, facts.model)
            }
            guard let first = policies.first else { continue }
            let names = policies.count == 1 ? "" : " and \(policies.count - 1) more"
            findings.add(
                "policy \"\(first.name)\"\(names) has no effect on \(endpoint.kind) \"\(endpoint.name)\", which is on "
                    + "the node's network",
                Subject(workload), [Evidence(below: workload.spec, "hostNetwork")],
                remediation: Remediation(
                    "take the pod off the node's network, or restrict its ports on the nodes", .review))
        }
    }
}
