// SPDX-License-Identifier: Apache-2.0

import Cluster
import Foundation
import NetworkPolicies
import Testing

/// The engine against the definition, on clusters that chance made.
struct ReachabilityPropertyTests {
    /// Clusters to try; BULWARK_CASES asks for more.
    private static let cases = ProcessInfo.processInfo.environment["BULWARK_CASES"].flatMap { Int($0) } ?? 700

    private static let outside = [
        "0.0.0.1", "10.0.0.1", "10.1.2.200", "192.0.2.1", "198.51.100.7", "2001:db8::5", "fe80::1",
    ]
    .compactMap { IPRange(address: $0) }

    @Test(arguments: [AddressMatching.outsideOnly, .pods])
    func `the engine agrees with the definition on every connection`(matching: AddressMatching) {
        var connections = 0
        for seed in 0..<Self.cases {
            var generator = RandomCluster(seed: UInt64(seed))
            let model = generator.model()
            let failure = Self.failure(model, matching, &connections)
            if let failure {
                Issue.record("seed \(seed): \(failure)")
                return
            }
        }
        #expect(connections > 10_000)
    }

    @Test func `a changed policy gives what compiling everything again gives`() {
        for seed in 0..<Self.cases / 3 {
            var generator = RandomCluster(seed: UInt64(seed) &+ 9_000)
            var reachability = Reachability(generator.model(), matching: seed % 2 == 0 ? .outsideOnly : .pods)
            for step in 0..<4 {
                let position = generator.position(reachability.model)
                let policy = step % 3 == 2 && position != nil ? nil : generator.policy(10 + step)
                reachability = reachability.replacing(position, with: policy)
                let expected = Reachability(reachability.model, matching: reachability.matching)
                #expect(Self.connections(reachability) == Self.connections(expected), "seed \(seed), step \(step)")
            }
        }
    }

    @Test func `a policy that asks for what no pod has changes what compiling everything again changes`() {
        for operation in [LabelSelector.Operator.isIn, .notIn, .exists, .doesNotExist] {
            let values = operation == .isIn || operation == .notIn ? ["x"] : []
            let selector = LabelSelector(requirements: [.init(key: "absent", operation: operation, values: values)])
            let peer = PolicyPeer.pods(
                PodSelection(namespaces: .matching(LabelSelector(requirements: [])), pods: selector))
            let ports: [PolicyPort] = [.named(.tcp, "absent"), .range(.tcp, 80...80)]
            let policy = Policy(
                tier: .admin, kind: "ClusterNetworkPolicy", name: "asks",
                subject: PodSelection(namespaces: .matching(LabelSelector(requirements: [])), pods: selector),
                rules: [.ingress: [PolicyRule(action: .deny, peers: [peer], ports: ports)]])
            for seed in 0..<20 {
                var generator = RandomCluster(seed: UInt64(seed) &+ 500)
                let reachability = Reachability(generator.model()).replacing(nil, with: policy)
                let expected = Reachability(reachability.model)
                #expect(Self.connections(reachability) == Self.connections(expected), "seed \(seed), \(operation)")
            }
        }
    }

    /// All connections and their reasons, independent of how columns and groups are numbered.
    private static func connections(_ reachability: Reachability) -> [String] {
        let columns =
            reachability.model.endpoints.indices.map { reachability.column(ofEndpoint: $0) }
            + RandomCluster.outside(reachability)
        return columns.flatMap { source in
            columns.filter { min(source, $0) < reachability.classCount }.map { destination in
                let reasons = Direction.allCases.map { direction in
                    let ends = direction == .egress ? (source, destination) : (destination, source)
                    return reachability.decisions(direction, of: ends.0, peer: ends.1).map { "\($0)" }.sorted()
                }
                return "\(reachability.connection(from: source, to: destination)) \(reasons)"
            }
        }
    }

    private static func failure(_ model: NetworkModel, _ matching: AddressMatching, _ count: inout Int) -> String? {
        let oracle = Oracle(model: model, matching: matching)
        let reachability = Reachability(model, matching: matching)
        let pods = model.endpoints.indices.map { position in
            (Oracle.Side.endpoint(model.endpoints[position]), reachability.column(ofEndpoint: position))
        }
        let addresses = outside.compactMap { address in
            reachability.column(ofAddress: address).map { (Oracle.Side.address(address), $0) }
        }
        for source in pods + addresses {
            for destination in pods + addresses
            where source.1 < reachability.classCount || destination.1 < reachability.classCount {
                let ports = reachability.connection(from: source.1, to: destination.1)
                for (transport, port) in RandomCluster.everyPort {
                    count += 1
                    let expected = oracle.allows(source.0, destination.0, transport, port)
                    guard ports.contains(transport, port) != expected else { continue }
                    return "\(transport.name) \(port) from \(source) to \(destination): expected \(expected)"
                }
            }
        }
        return decisionsDiffer(reachability)
    }

    /// What explains a connection must say the same as what finds it.
    private static func decisionsDiffer(_ reachability: Reachability) -> String? {
        for column in 0..<reachability.classCount {
            for peer in 0..<reachability.classCount {
                for direction in Direction.allCases {
                    let allowed = reachability.decisions(direction, of: column, peer: peer)
                        .filter(\.isAllowed).reduce(PortSet.none) { $0.union($1.ports) }
                    if allowed != reachability.ports(direction, of: column, peer: peer) {
                        return "the decisions differ for \(direction) of \(column) and \(peer)"
                    }
                }
            }
        }
        return nil
    }
}
