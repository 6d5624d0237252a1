// SPDX-License-Identifier: Apache-2.0

import Cluster
import NetworkPolicies

/// A generator with a seed, so that a failure can be repeated.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}

/// Makes small clusters in which everything that policies can say occurs often.
struct RandomCluster {
    private var generator: SeededGenerator
    private let namespaces = ["a", "b", "c"]
    private let keys = ["app", "tier", "x"]
    private let values = ["1", "2", "3"]
    private let blocks = [
        "0.0.0.0/0", "10.0.0.0/8", "10.1.0.0/16", "10.1.2.0/24", "192.0.2.1/32", "::/0", "2001:db8::/32", "fd00::/8",
    ]
    .compactMap { IPRange(cidr: $0) }
    private let podAddresses = ["10.1.2.3", "10.1.9.9", "10.7.0.1", "fd00::1"].compactMap { IPRange(address: $0) }

    static let ports = [1, 79, 80, 81, 82, 90, 443, 8080, 65_535]
    static let everyPort = TransportProtocol.allCases.flatMap { transport in ports.map { (transport, $0) } }

    /// Columns of addresses that policies treat differently.
    static func outside(_ reachability: Reachability) -> [Int] {
        ["0.0.0.1", "10.0.0.1", "10.1.2.200", "192.0.2.1", "2001:db8::5", "fe80::1"]
            .compactMap { IPRange(address: $0).flatMap { reachability.column(ofAddress: $0) } }
    }

    init(seed: UInt64) { generator = SeededGenerator(seed) }

    private mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &generator) < percent }

    private mutating func pick<T>(_ list: [T]) -> T { list[Int.random(in: 0..<list.count, using: &generator)] }

    private mutating func count(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &generator) }

    mutating func model() -> NetworkModel {
        var model = NetworkModel()
        for name in namespaces { model.addNamespace(name, labels: labels()) }
        for number in 0..<count(2...6) { model.endpoints.append(endpoint(number)) }
        for number in 0..<2 {
            model.nodes.append(
                ClusterNode(name: "node-\(number)", labels: labels(), addresses: [pick(podAddresses)]))
        }
        for number in 0..<count(0...5) { model.policies.append(networkPolicy(number)) }
        if chance(50) { for number in 0..<count(1...3) { model.policies.append(clusterPolicy(number, .admin)) } }
        if chance(40) { for number in 0..<count(1...2) { model.policies.append(clusterPolicy(number, .baseline)) } }
        model.sortPolicies()
        return model
    }

    private mutating func labels() -> [String: String] {
        var labels: [String: String] = [:]
        for key in keys where chance(60) { labels[key] = pick(values) }
        return labels
    }

    private mutating func endpoint(_ number: Int) -> Endpoint {
        var endpoint = Endpoint(namespace: pick(namespaces), name: "pod-\(number)", kind: "Pod", labels: labels())
        endpoint.isHostNetwork = chance(10)
        endpoint.addresses = [pick(podAddresses)]
        for name in ["http", "web"] where chance(70) {
            endpoint.ports.append(
                Endpoint.Port(name: name, transport: pick(TransportProtocol.allCases), number: pick(Self.ports)))
        }
        return endpoint
    }

    private mutating func selector() -> LabelSelector {
        LabelSelector(
            requirements: (0..<pick([0, 0, 1, 1, 1, 2])).map { _ in
                let operation = pick([LabelSelector.Operator.isIn, .isIn, .notIn, .exists, .doesNotExist])
                let needsValues = operation == .isIn || operation == .notIn
                return LabelSelector.Requirement(
                    key: pick(keys), operation: operation,
                    values: needsValues ? (0..<count(1...2)).map { _ in pick(values) } : [])
            })
    }

    private mutating func selection() -> PodSelection {
        PodSelection(
            namespaces: chance(40) ? .named(pick(namespaces)) : .matching(selector()), pods: selector())
    }

    private mutating func peers(_ addresses: Bool) -> [PolicyPeer] {
        (0..<count(1...2)).map { _ in
            guard addresses, chance(35) else { return .pods(selection()) }
            if chance(20) { return .nodes(selector()) }
            let block = pick(blocks)
            let inner = blocks.filter { block.contains($0) && $0 != block && chance(50) }
            return .block(block, except: inner)
        }
    }

    private mutating func ports() -> [PolicyPort]? {
        if chance(30) { return nil }
        return (0..<count(1...2)).map { _ in
            if chance(30) { return .named(chance(70) ? pick(TransportProtocol.allCases) : nil, pick(["http", "web"])) }
            if chance(20) { return .range(pick(TransportProtocol.allCases), 1...65_535) }
            let ends = [pick(Self.ports), pick(Self.ports)].sorted()
            return .range(pick(TransportProtocol.allCases), ends[0]...ends[chance(50) ? 0 : 1])
        }
    }

    /// A policy of any kind, for changes.
    mutating func policy(_ number: Int) -> Policy {
        switch count(0...3) {
        case 0: clusterPolicy(number, .admin)
        case 1: clusterPolicy(number, .baseline)
        default: networkPolicy(number)
        }
    }

    /// Which policy of a model changes; nil for none.
    mutating func position(_ model: NetworkModel) -> Int? {
        model.policies.isEmpty || chance(30) ? nil : count(0...model.policies.count - 1)
    }

    private mutating func networkPolicy(_ number: Int) -> Policy {
        var rules = PolicyRules()
        for direction in Direction.allCases where chance(60) {
            rules[direction] = (0..<count(0...2)).map { _ in
                PolicyRule(peers: chance(20) ? nil : peers(true), ports: ports())
            }
        }
        let namespace = pick(namespaces)
        return Policy(
            tier: .network, kind: "NetworkPolicy", namespace: namespace, name: "np-\(number)",
            subject: PodSelection(namespaces: .named(namespace), pods: selector()), rules: rules)
    }

    private mutating func clusterPolicy(_ number: Int, _ tier: PolicyTier) -> Policy {
        var rules = PolicyRules()
        for direction in Direction.allCases where chance(70) {
            rules[direction] = (0..<count(1...3)).map { _ in
                PolicyRule(
                    action: pick([.allow, .deny, .pass]), peers: peers(direction == .egress), ports: ports())
            }
        }
        return Policy(
            tier: tier, priority: number * 10, kind: "ClusterNetworkPolicy", name: "cnp-\(tier.rawValue)-\(number)",
            subject: selection(), rules: rules)
    }
}
