// SPDX-License-Identifier: Apache-2.0

import Foundation
import NetworkPolicies
import Testing

/// The engine against the definition, on clusters that chance made.
struct ReachabilityPropertyTests {
    /// Clusters to try; BULWARK_CASES asks for more.
    private static let cases = ProcessInfo.processInfo.environment["BULWARK_CASES"].flatMap { Int($0) } ?? 600

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

    private static func failure(_ model: NetworkModel, _ matching: AddressMatching, _ count: inout Int) -> String? {
        let oracle = Oracle(model: model, matching: matching)
        let reachability = Reachability(model, matching: matching)
        var table = ConnectionTable(reachability)
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
                if ports != table.connection(from: source.1, to: destination.1) {
                    return "the table differs from \(source) to \(destination)"
                }
                for transport in TransportProtocol.allCases {
                    for port in RandomCluster.ports {
                        count += 1
                        let expected = oracle.allows(source.0, destination.0, transport, port)
                        guard ports.contains(transport, port) != expected else { continue }
                        return "\(transport.name) \(port) from \(source) to \(destination): expected \(expected)"
                    }
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
