// SPDX-License-Identifier: Apache-2.0

import Cluster
import NetworkPolicies
import Testing

struct ConnectionMatrixTests {
    @Test func `the matrix has the connections that single questions have`() {
        for seed in 0..<150 {
            var generator = RandomCluster(seed: UInt64(seed) &+ 77)
            let reachability = Reachability(generator.model())
            let table = PortSetTable()
            let matrix = ConnectionMatrix(reachability, table)
            let columns = Array(0..<reachability.classCount) + RandomCluster.outside(reachability)
            matrix.load(columns)
            for (line, source) in columns.enumerated() {
                let row = matrix.withRow(line) { Array($0) }
                for destination in columns where min(source, destination) < reachability.classCount {
                    let expected = reachability.connection(from: source, to: destination)
                    #expect(table.sets[Int(row[destination])] == expected, "seed \(seed): \(source) to \(destination)")
                }
            }
        }
    }

    @Test func `a pod with more than 64 rules gets what each of them allows`() {
        var model = NetworkModel()
        model.addNamespace("a")
        for number in 0..<150 {
            model.endpoints.append(
                Endpoint(namespace: "a", name: "pod-\(number)", kind: "Pod", labels: ["n": "\(number)"]))
        }
        func pods(_ number: Int) -> PodSelection {
            PodSelection(
                namespaces: .named("a"),
                pods: LabelSelector(requirements: [.init(key: "n", operation: .isIn, values: ["\(number)"])]))
        }
        let rules = (1..<150).map { number in
            PolicyRule(peers: [.pods(pods(number)), .pods(pods(149))], ports: [.range(.tcp, number...number)])
        }
        model.policies = [
            Policy(
                tier: .network, kind: "NetworkPolicy", namespace: "a", name: "many", subject: pods(0),
                rules: [.ingress: rules])
        ]
        let reachability = Reachability(model)
        let table = PortSetTable()
        let matrix = ConnectionMatrix(reachability, table)
        let target = reachability.column(ofEndpoint: 0)
        for number in 1..<150 {
            matrix.load([reachability.column(ofEndpoint: number)])
            let ports = matrix.withRow(0) { table.sets[Int($0[target])] }
            #expect(ports == (number == 149 ? PortSet(.tcp, 1, 149) : PortSet(.tcp, number, number)))
        }
    }
}
