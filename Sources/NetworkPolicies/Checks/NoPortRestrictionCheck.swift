// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

package enum NoPortRestrictionCheck: ResourceCheck {
    package static let kinds = ["NetworkPolicy"]

    package static let description = CheckDescription(
        id: "no-port-restriction", title: "Rule for every port", severity: .low, layer: .network,
        rationale: """
            A rule without ports opens all of them: besides the service that is meant also debug interfaces, metrics, \
            and whatever a later version listens on.
            """,
        attack: """
            From a pod that may talk to the service the attacker finds the profiler or the admin interface beside it.
            """,
        rule: """
            Fires for a rule of a NetworkPolicy that has peers but no ports. Rules for everyone are left to \
            allow-all-ingress and allow-all-egress.
            """,
        fix: """
            List the ports that the destinations declare.
            """,
        mappings: Mappings(nsa: ["Network separation and hardening: network policies"], owasp: ["K05"]),
        references: [
            "https://kubernetes.io/docs/concepts/services-networking/network-policies/#the-networkpolicy-resource"
        ],
        examples: [
            .violating(
                "no ports", at: ["spec.ingress[0].ports"],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: db, labels: {app: db}}
                spec: {containers: [{name: db, image: db, ports: [{containerPort: 5432}]}]}
                ---
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: db}
                spec:
                  podSelector: {matchLabels: {app: db}}
                  policyTypes: [Ingress]
                  ingress:
                  - from: [{podSelector: {matchLabels: {app: web}}}]
                """),
            .compliant(
                "ports",
                """
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: db}
                spec:
                  podSelector: {matchLabels: {app: db}}
                  policyTypes: [Ingress]
                  ingress:
                  - from: [{podSelector: {matchLabels: {app: web}}}]
                    ports: [{port: 5432}]
                """),
            .compliant(
                "for everyone",
                """
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: db}
                spec: {podSelector: {}, policyTypes: [Ingress], ingress: [{from: [{namespaceSelector: {}}]}]}
                """),
        ])

    package static func evaluate(_ resource: Resource, _ context: Context, _ findings: inout FindingCollector) {
        let facts = NetworkFacts.of(context.inventory)
        guard let policy = facts.networkPolicy(resource) else { return }
        for (direction, side, rule) in policy.allRules {
            guard rule.ports == nil, rule.peers != nil, let node = rule.node,
                EveryonePeer.find(in: rule, side: side) == nil
            else { continue }
            let place = Evidence(below: node, "ports")
            let declared = declaredPorts(direction, rule, policy, facts)
            let edits = declared.isEmpty ? [] : [Edit(.set(.array(declared)), at: place)]
            let field = direction == .ingress ? "ingress" : "egress"
            findings.add(
                "policy \"\(resource.name)\" has an \(field) rule for every port and protocol", Subject(resource),
                [place], reason: .missing,
                remediation: Remediation(
                    edits.isEmpty ? "list the ports that are needed" : "list the ports that the destinations declare",
                    .review, edits))
        }
    }

    /// The ports of the pods on the receiving side; none when one of them declares nothing, or lies outside.
    private static func declaredPorts(
        _ direction: Direction, _ rule: PolicyRule, _ policy: Policy, _ facts: NetworkFacts
    ) -> [Value] {
        var destinations = direction == .ingress ? Array(facts.endpoints(policy.subject)) : []
        if direction == .egress {
            for peer in rule.peers ?? [] {
                guard case .pods(let selection) = peer else { return [] }
                destinations += facts.endpoints(selection)
            }
        }
        let declared = destinations.map { facts.model.endpoints[$0].ports }
        if declared.contains(where: \.isEmpty) { return [] }
        let ports = Set(declared.joined().map { PortSet($0.transport, $0.number, $0.number) })
        let all = ports.reduce(PortSet.none) { $0.union($1) }
        return TransportProtocol.allCases.flatMap { transport in
            all.ports(of: transport).joined().map { port -> Value in
                transport == .tcp
                    ? ["port": .integer(Int64(port))]
                    : ["port": .integer(Int64(port)), "protocol": .string(transport.name)]
            }
        }
    }
}
