// SPDX-License-Identifier: Apache-2.0

import Cluster
import Foundation
import NetworkPolicies
import Testing

struct ReachabilityMatrixTests {
    @Test func `the matrix has the pairs that single questions have`() {
        for seed in 0..<60 {
            var generator = RandomCluster(seed: UInt64(seed) &+ 77)
            let reachability = Reachability(generator.model())
            let matrix = ReachabilityMatrix(reachability)
            for atom in 0..<reachability.atomCount {
                let ports = reachability.ports(ofAtom: atom)
                matrix.forEachRow(atom) { row, source in
                    for destination in 0..<reachability.classCount {
                        let isAllowed = row[destination >> 6] >> UInt64(destination & 63) & 1 != 0
                        let expected = !reachability.connection(from: source, to: destination).intersection(ports)
                            .isEmpty
                        if isAllowed != expected { Issue.record("seed \(seed), atom \(atom)") }
                    }
                }
            }
        }
    }

    /// Measured, not judged: run with BULWARK_BENCH=1 in a release build.
    @Test(
        .enabled(if: ProcessInfo.processInfo.environment["BULWARK_BENCH"] != nil),
        arguments: [
            SyntheticCluster(pods: 10_000, classes: 1_000, policies: 1_000),
            SyntheticCluster(pods: 10_000, classes: 5_000, policies: 5_000),
            SyntheticCluster(pods: 100_000, classes: 10_000, policies: 10_000),
        ])
    func `synthetic clusters are evaluated quickly`(cluster: SyntheticCluster) {
        let model = cluster.model()
        let clock = ContinuousClock()
        var reachability: Reachability?
        let compilation = clock.measure { reachability = Reachability(model) }
        guard let reachability else { return }
        var pairs: [Int] = []
        let matrices = clock.measure { pairs = ReachabilityMatrix(reachability).allowedPairs() }
        print(
            "\(cluster): \(reachability.classCount) classes, \(reachability.atomCount) port atoms, compiled in "
                + "\(compilation), matrices in \(matrices), pairs \(pairs.max() ?? 0)")
    }
}

/// A cluster of many alike workloads with policies as people write them.
struct SyntheticCluster: Sendable, CustomStringConvertible {
    let pods: Int
    let classes: Int
    let policies: Int

    var description: String { "\(pods) pods, \(classes) workloads, \(policies) policies" }

    func model() -> NetworkModel {
        var generator = SeededGenerator(42)
        func pick(_ count: Int) -> Int { Int.random(in: 0..<count, using: &generator) }
        var model = NetworkModel()
        let namespaces = max(10, classes / 20)
        for number in 0..<namespaces {
            model.addNamespace("ns-\(number)", labels: ["team": "team-\(number % 17)", "env": "env-\(number % 3)"])
        }
        let perClass = max(1, pods / classes)
        for number in 0..<pods {
            let workload = number / perClass
            model.endpoints.append(
                Endpoint(
                    namespace: "ns-\(workload % namespaces)", name: "pod-\(number)", kind: "Pod",
                    labels: ["app": "app-\(workload / namespaces)", "tier": "tier-\(workload % 5)", "pod": "\(number)"])
            )
        }
        for number in 0..<policies {
            let namespace = "ns-\(number % namespaces)"
            func label(_ key: String, _ value: String) -> LabelSelector {
                LabelSelector(requirements: [.init(key: key, operation: .isIn, values: [value])])
            }
            let everything = LabelSelector(requirements: [])
            func rule() -> PolicyRule {
                let peer: PodSelection =
                    switch pick(4) {
                    case 0: PodSelection(namespaces: .named(namespace), pods: label("app", "app-\(pick(20))"))
                    case 1: PodSelection(namespaces: .matching(label("team", "team-\(pick(17))")), pods: everything)
                    case 2:
                        PodSelection(
                            namespaces: .matching(label("team", "team-\(pick(17))")),
                            pods: label("tier", "tier-\(pick(5))"))
                    default:
                        PodSelection(
                            namespaces: .matching(label("env", "env-\(pick(3))")), pods: label("app", "app-\(pick(20))")
                        )
                    }
                let port = 1000 + pick(200)
                return PolicyRule(peers: [.pods(peer)], ports: pick(5) == 0 ? nil : [.range(.tcp, port...port)])
            }
            let subject = pick(10) == 0 ? everything : label("app", "app-\(pick(20))")
            var rules: [Direction: [PolicyRule]] = [.ingress: [rule(), rule()]]
            if pick(2) == 0 { rules[.egress] = [rule()] }
            model.policies.append(
                Policy(
                    tier: .network, kind: "NetworkPolicy", namespace: namespace, name: "np-\(number)",
                    subject: PodSelection(namespaces: .named(namespace), pods: subject), rules: rules))
        }
        return model
    }
}
