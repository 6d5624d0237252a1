// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents
package import Findings

package enum EgressDenyBlocksDNSCheck: InventoryCheck {
    package static let description = CheckDescription(
        id: "egress-deny-blocks-dns", title: "Egress allowed, but not to DNS", severity: .low, layer: .network,
        rationale: """
            A workload that may connect to Services finds them by name. When its policies forget DNS the connections \
            that were allowed fail, and the usual repair in a hurry is to open egress altogether.
            """,
        attack: """
            None by itself: the outage invites a rule that allows everything.
            """,
        rule: """
            Fires for workloads that are isolated for egress and may connect to pods, when nothing lets them ask DNS: \
            neither kube-dns in kube-system, as far as labels go, nor any address on UDP port 53. Info when UDP is \
            allowed and TCP, to which DNS changes for long answers, is not. Workloads that may connect to nothing, or \
            to addresses alone, need no DNS. One finding for all workloads with the same policies.
            """,
        fix: """
            Allow UDP and TCP 53 to the cluster's DNS.
            """,
        mappings: Mappings(nsa: ["Network separation and hardening: network policies"], owasp: ["K05"]),
        references: ["https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/"],
        examples: [
            .violating(
                "forgotten", at: ["spec.egress"],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: web, namespace: shop, labels: {app: web}}
                spec: {containers: [{name: web, image: web}]}
                ---
                apiVersion: v1
                kind: Pod
                metadata: {name: db, namespace: shop, labels: {app: db}}
                spec: {containers: [{name: db, image: db}]}
                ---
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: web, namespace: shop}
                spec:
                  podSelector: {matchLabels: {app: web}}
                  policyTypes: [Egress]
                  egress:
                  - to: [{podSelector: {matchLabels: {app: db}}}]
                    ports: [{port: 5432}]
                """),
            .violating(
                "only UDP", at: ["spec.egress"],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: web, namespace: shop, labels: {app: web}}
                spec: {containers: [{name: web, image: web}]}
                ---
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: web, namespace: shop}
                spec:
                  podSelector: {}
                  policyTypes: [Egress]
                  egress:
                  - to: [{podSelector: {}}]
                    ports: [{port: 5432}]
                  - ports: [{port: 53, protocol: UDP}]
                """),
            .compliant(
                "DNS is allowed",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: web, namespace: shop, labels: {app: web}}
                spec: {containers: [{name: web, image: web}]}
                ---
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: web, namespace: shop}
                spec:
                  podSelector: {}
                  policyTypes: [Egress]
                  egress:
                  - to: [{podSelector: {}}]
                    ports: [{port: 5432}]
                  - to:
                    - namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}
                      podSelector: {matchLabels: {k8s-app: kube-dns}}
                    ports: [{port: 53, protocol: UDP}, {port: 53}]
                """),
            .compliant(
                "nothing to look up",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: db, namespace: shop, labels: {app: db}}
                spec: {containers: [{name: db, image: db}]}
                ---
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: default-deny, namespace: shop}
                spec: {podSelector: {}, policyTypes: [Ingress, Egress]}
                """),
        ])

    package static func evaluate(_ context: Context, _ findings: inout FindingCollector) {
        let facts = NetworkFacts.of(context.inventory)
        guard facts.model.policies.contains(where: { $0.rules[.egress]?.isEmpty == false }) else { return }
        let resolver = Resolver(facts)
        var groups: [[Int]: (ports: PortSet, endpoints: [Int])] = [:]
        for endpoint in facts.endpoints where !facts.model.endpoints[endpoint].isHostNetwork {
            let isolating = facts.group(endpoint, .egress).isolating.map { Int($0) }
            guard !isolating.isEmpty, !facts.connectivity.isUnknown(endpoint),
                facts.connectsToPods(isolating), !facts.connectivity.isDNS(endpoint)
            else { continue }
            let missing = PortSet.dns.subtracting(resolver.reachable(from: endpoint))
            if !missing.isEmpty { groups[isolating, default: (missing, [])].endpoints.append(endpoint) }
        }
        for (policies, group) in groups.sorted(by: { $0.value.endpoints[0] < $1.value.endpoints[0] }) {
            report(policies, group, facts, &findings)
        }
    }

    private static func report(
        _ policies: [Int], _ group: (ports: PortSet, endpoints: [Int]), _ facts: NetworkFacts,
        _ findings: inout FindingCollector
    ) {
        let withRules = policies.map { facts.model.policies[$0] }.filter { $0.rules[.egress]?.isEmpty == false }
        guard let policy = withRules.first, let resource = policy.resource else { return }
        let evidence = Evidence(below: resource.node, "spec", "egress")
        let isTotal = group.ports.contains(.udp, 53)
        findings.add(
            "\(facts.names(group.endpoints)) may connect to pods but not ask DNS: \(group.ports) is closed",
            Subject(resource), [evidence], severity: isTotal ? nil : .info,
            remediation: Remediation(
                "allow the cluster's DNS on UDP and TCP 53", .review,
                [Edit(.addObject(DefaultDeny.dns(in: policy.namespace)), at: evidence)]))
    }
}

/// Asks the engine who can resolve names: a pod of the cluster's DNS is added where the input has none.
private struct Resolver {
    private let reachability: Reachability
    private let servers: [Int]
    private let addresses: [Int]

    init(_ facts: NetworkFacts) {
        var model = facts.model
        if model.namespaces["kube-system"] == nil { model.addNamespace("kube-system") }
        var server = Endpoint(
            namespace: "kube-system", name: " dns", kind: "", labels: ["k8s-app": "kube-dns"])
        server.ports = [
            Endpoint.Port(name: "dns", transport: .udp, number: 53),
            Endpoint.Port(name: "dns-tcp", transport: .tcp, number: 53),
        ]
        model.endpoints.append(server)
        let reachability = Reachability(model)
        self.reachability = reachability
        let positions = model.endpoints.indices.filter { position in
            position == model.endpoints.count - 1 || facts.connectivity.isDNS(position)
        }
        servers = positions.map { reachability.column(ofEndpoint: $0) }
        addresses = reachability.columns(touching: .all(.v4)) + reachability.columns(touching: .all(.v6))
    }

    /// The ports of DNS on which some server answers.
    func reachable(from endpoint: Int) -> PortSet {
        let column = reachability.column(ofEndpoint: endpoint)
        var ports = PortSet.none
        for peer in servers + addresses {
            ports = ports.union(reachability.ports(.egress, of: column, peer: peer).intersection(.dns))
            if ports == .dns { break }
        }
        return ports
    }
}

extension PortSet {
    fileprivate static let dns = PortSet(.udp, 53, 53).union(PortSet(.tcp, 53, 53))
}

extension Connectivity {
    /// A workload that answers DNS in the system namespace.
    fileprivate func isDNS(_ endpoint: Int) -> Bool {
        guard model.endpoints.indices.contains(endpoint) else { return false }
        let pod = model.endpoints[endpoint]
        return pod.namespace == "kube-system" && (pod.labels["k8s-app"] == "kube-dns" || pod.name == "coredns")
    }
}

extension NetworkFacts {
    /// Some egress rule of the policies is for pods, on more than DNS.
    fileprivate func connectsToPods(_ policies: [Int]) -> Bool {
        policies.contains { position in
            (model.policies[position].rules[.egress] ?? []).contains { rule in
                !rule.isForDNS
                    && (rule.peers ?? []).contains { peer in
                        if case .pods(let selection) = peer { selectsAny(selection) } else { false }
                    }
            }
        }
    }
}
