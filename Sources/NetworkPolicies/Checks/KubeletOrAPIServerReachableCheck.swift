// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents
package import Findings

package enum KubeletOrAPIServerReachableCheck: InventoryCheck {
    package static let description = CheckDescription(
        id: "kubelet-or-apiserver-reachable", title: "Nodes' own interfaces reachable without need",
        severity: .medium, layer: .network,
        rationale: """
            A block of private addresses usually holds the nodes. On them answer the kubelet (10250, 10255), etcd (2379) \
            and the API server (6443), none of which an application needs unless it says so.
            """,
        attack: """
            From a compromised pod the attacker tries the kubelet's interface, which runs commands in every pod of the \
            node when its authorisation is weak or a token with nodes/proxy is at hand.
            """,
        rule: """
            Fires for each policy with egress rules that let workloads reach these ports on the nodes of the input, or, \
            where the input has no nodes, on a whole private network (10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16). \
            A port that the rule names itself is intended. The API server counts only for workloads without a mounted \
            token. Rules for everyone are left to allow-all-egress.
            """,
        fix: """
            Name the ports that are needed, except the nodes' network from the block, or select pods instead.
            """,
        mappings: Mappings(
            nsa: ["Network separation and hardening: network policies"], mitre: ["MS-TA9030"], owasp: ["K05"]),
        references: ["https://kubernetes.io/docs/reference/networking/ports-and-protocols/"],
        examples: [
            .violating(
                "a private network, all ports", at: ["spec.egress[0].to[0].ipBlock"],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: web, labels: {app: web}}
                spec: {automountServiceAccountToken: false, containers: [{name: web, image: web}]}
                ---
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: web}
                spec:
                  podSelector: {}
                  policyTypes: [Ingress, Egress]
                  egress:
                  - to: [{ipBlock: {cidr: 10.0.0.0/8}}]
                """),
            .violating(
                "a node of the input", at: ["spec.egress[0].to[0].ipBlock"],
                """
                apiVersion: v1
                kind: Node
                metadata: {name: one}
                status: {addresses: [{type: InternalIP, address: 10.1.2.3}]}
                ---
                apiVersion: v1
                kind: Pod
                metadata: {name: web, labels: {app: web}}
                spec: {containers: [{name: web, image: web}]}
                ---
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: web}
                spec:
                  podSelector: {}
                  policyTypes: [Ingress, Egress]
                  egress:
                  - to: [{ipBlock: {cidr: 10.1.0.0/16}}]
                    ports: [{port: 8000, endPort: 20000}]
                """),
            .compliant(
                "the port is named",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: metrics, labels: {app: metrics}}
                spec: {containers: [{name: metrics, image: metrics}]}
                ---
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: metrics}
                spec:
                  podSelector: {}
                  policyTypes: [Ingress, Egress]
                  egress:
                  - to: [{ipBlock: {cidr: 10.0.0.0/8}}]
                    ports: [{port: 10250}]
                """),
            .compliant(
                "another port",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: web, labels: {app: web}}
                spec: {containers: [{name: web, image: web}]}
                ---
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: web}
                spec:
                  podSelector: {}
                  policyTypes: [Ingress, Egress]
                  egress:
                  - to: [{ipBlock: {cidr: 10.0.0.0/8}}]
                    ports: [{port: 5432}]
                """),
        ])

    private static let kubelet = PortSet(.tcp, 10_250, 10_250).union(PortSet(.tcp, 10_255, 10_255))
        .union(PortSet(.tcp, 2379, 2379))
    private static let server = PortSet(.tcp, 6443, 6443)
    private static let privateNetworks = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"]
        .compactMap { IPRange(cidr: $0) }

    /// Which pods may talk to the API server depends on their accounts too.
    package static func isConcerned(by alteration: Alteration) -> Bool {
        !alteration.isConfinement && !alteration.isAdmissionLevel
    }

    package static func evaluate(_ context: Context, _ findings: inout FindingCollector) {
        let facts = NetworkFacts.of(context.inventory)
        let nodes = facts.model.nodes.flatMap(\.addresses)
        let places = nodes.isEmpty ? privateNetworks.map(\.firstAddress) : nodes
        let reach = EgressReach(facts, to: places, kubelet.union(server))
        var rest = reach.byRule[...]
        while let policy = rest.first?.rule.policy {
            let own = rest.prefix { $0.rule.policy == policy }
            judge(Array(own), nodes, facts, &findings)
            rest = rest.dropFirst(own.count)
        }
    }

    private static func judge(
        _ rules: [(rule: RuleReference, endpoints: [Int])], _ nodes: [IPRange], _ facts: NetworkFacts,
        _ findings: inout FindingCollector
    ) {
        var evidence: [Evidence] = []
        var ports = PortSet.none
        var policy: Policy?
        for (reference, endpoints) in rules {
            guard let found = facts.egressRule(reference), let node = found.rule.node,
                EveryonePeer.find(in: found.rule, side: "to") == nil
            else { continue }
            let open = unneeded(found.rule, endpoints, facts)
            let places = found.rule.blocks.filter { holdsNodes($0, nodes) }.map { Evidence($0.node) }
            if open.isEmpty || places.isEmpty && !found.rule.blocks.isEmpty { continue }
            policy = found.policy
            ports = ports.union(open)
            evidence += places.isEmpty ? [Evidence(node)] : places
        }
        guard let policy, let resource = policy.resource else { return }
        let endpoints = Set(rules.flatMap(\.endpoints)).sorted()
        let whom = nodes.isEmpty ? "a whole private network, nodes included," : "the nodes"
        let message =
            "\(policy.kind) \"\(policy.name)\" lets \(facts.names(endpoints)) reach \(whom) on \(ports)"
        findings.add(
            message, Subject(resource), evidence,
            remediation: Remediation(
                "name the ports that are needed, or except the nodes' network from the block", .review))
    }

    /// The nodes' ports that a rule opens without naming them.
    private static func unneeded(_ rule: PolicyRule, _ endpoints: [Int], _ facts: NetworkFacts) -> PortSet {
        let needsServer = endpoints.contains { endpoint in
            facts.model.endpoints[endpoint].workload?.spec["automountServiceAccountToken"]?.bool != false
        }
        let asked = needsServer ? kubelet : kubelet.union(server)
        guard let ports = rule.ports else { return asked }
        var open = PortSet(numbersOf: ports).intersection(asked)
        for case .range(let transport, let range) in ports where range.count == 1 {
            open = open.subtracting(PortSet(transport, range.lowerBound, range.upperBound))
        }
        return open
    }

    private static func holdsNodes(
        _ block: (node: Node, range: IPRange, exceptions: [IPRange]), _ nodes: [IPRange]
    ) -> Bool {
        let networks = nodes.isEmpty ? privateNetworks : nodes
        return networks.contains { network in
            block.range.contains(network) && !block.exceptions.contains { $0.overlaps(network) }
        }
    }
}

extension IPRange {
    /// The range's first address as a range of its own.
    fileprivate var firstAddress: IPRange { IPRange(family: family, low: low, high: low) }
}
