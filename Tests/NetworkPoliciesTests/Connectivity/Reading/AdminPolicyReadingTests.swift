// SPDX-License-Identifier: Apache-2.0

import Cluster
import Documents
import NetworkPolicies
import Testing

/// What v1alpha1 takes although it is hardly meant.
struct AdminPolicyReadingTests {
    /// The ports that `front` may use towards `back` and towards 192.0.2.1, and what was said about the policy.
    private func answer(_ rule: String) -> (inside: String, outside: String, problems: [Problem]) {
        let text = """
            apiVersion: v1
            kind: Pod
            metadata: {name: front, namespace: shop}
            spec: {containers: [{name: c, image: i}]}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: back, namespace: shop}
            spec: {containers: [{name: c, image: i, ports: [{name: dns, containerPort: 5353, protocol: UDP}]}]}
            ---
            apiVersion: policy.networking.k8s.io/v1alpha1
            kind: AdminNetworkPolicy
            metadata: {name: a}
            spec:
              priority: 1
              subject: {namespaces: {}}
              egress:
              - \(rule)
              - {action: Deny, to: [{namespaces: {}}, {networks: [192.0.2.1/32]}]}
            """
        let model = NetworkModel(Inventory(documents: [Document.parse(Array(text.utf8), name: "p.yaml")]))
        let reachability = Reachability(model)
        let columns = [1, 0].map { reachability.column(ofEndpoint: $0) }
        let address = IPRange(address: "192.0.2.1").flatMap { reachability.column(ofAddress: $0) } ?? 0
        return (
            reachability.connection(from: columns[0], to: columns[1]).description,
            reachability.connection(from: columns[0], to: address).description, model.problems
        )
    }

    @Test func `an empty list of ports is every port`() {
        let answer = answer("{action: Allow, to: [{namespaces: {}}], ports: []}")
        #expect(answer.inside == "All Connections")
        #expect(answer.problems.isEmpty)
    }

    @Test func `a range that ends before it starts has no port`() {
        let ports = "[{portRange: {start: 9, end: 8}}, {portNumber: {port: 80}}]"
        let answer = answer("{action: Allow, to: [{namespaces: {}}], ports: \(ports)}")
        #expect(answer.inside == "TCP 80")
        #expect(answer.problems.map(\.gravity) == [.warning])
    }

    @Test func `a named port matches nothing at addresses`() {
        let peers = "[{networks: [192.0.2.1/32]}, {namespaces: {}}]"
        let answer = answer("{action: Allow, to: \(peers), ports: [{namedPort: dns}, {portNumber: {port: 53}}]}")
        #expect(answer.inside == "TCP 53,UDP 5353")
        #expect(answer.outside == "TCP 53")
        #expect(answer.problems.map(\.gravity) == [.warning])
    }
}
