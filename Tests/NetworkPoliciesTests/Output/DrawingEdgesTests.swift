// SPDX-License-Identifier: Apache-2.0

import Cluster
import Documents
import Testing

@testable import NetworkPolicies

struct DrawingEdgesTests {
    private static func pod(_ namespace: String, _ name: String) -> String {
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: \(name), namespace: \(namespace), labels: {app: \(name)}}
        spec: {containers: [{name: a, image: a}]}
        ---

        """
    }

    private static func edges(_ manifest: String) -> DrawingEdges {
        let inventory = Inventory(documents: [Document.parse(Array(manifest.utf8), name: "in.yaml")])
        return DrawingEdges(ConnectionList(Connectivity(NetworkModel(inventory))).connections)
    }

    @Test func `what holds for whole namespaces is one edge between their boxes`() {
        let edges = Self.edges(Self.pod("a", "web") + Self.pod("a", "api") + Self.pod("b", "db"))
        // a, b and the outside, each with each but b and the outside with themselves.
        #expect(edges.edges.count == 7)
        #expect(edges.edges.allSatisfy { $0.label == "all" })
        let within = edges.edges.filter { edges.sources[$0.from.box].name == "a" }
        #expect(within.allSatisfy { $0.from.node == nil && $0.to.node == nil })
    }

    @Test func `what holds for one workload ends at it`() {
        let policy = """
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: p, namespace: a}
            spec:
              podSelector: {}
              policyTypes: [Ingress, Egress]
              ingress: [{from: [{podSelector: {matchLabels: {app: web}}}], ports: [{port: 80}]}]
              egress: [{to: [{podSelector: {matchLabels: {app: api}}}], ports: [{port: 80}]}]
            """
        let edges = Self.edges(Self.pod("a", "web") + Self.pod("a", "api") + policy)
        #expect(edges.edges.map(\.label) == ["TCP 80"])
        #expect(edges.sources.map(\.titles) == [["a/web[Pod]"]])
        #expect(edges.destinations.map(\.titles) == [["a/api[Pod]"]])
    }

    @Test func `edges that are many are bundled by their boxes`() {
        let pods = (0..<12).map { Self.pod("a", "web-\($0)") + Self.pod("b", "api-\($0)") }.joined()
        let policies = (0..<12).map { number in
            """
            ---
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: p\(number), namespace: b}
            spec:
              podSelector: {matchLabels: {app: api-\(number)}}
              policyTypes: [Ingress, Egress]
              ingress:
              - from:
                - namespaceSelector: {}
                  podSelector: {matchExpressions: [{key: app, operator: NotIn, values: [web-\(number)]}]}
                ports: [{port: \(8000 + number)}]

            """
        }
        let edges = Self.edges(pods + policies.joined())
        #expect(edges.edges.count <= 90)
        #expect(edges.edges.contains { $0.isBundle && $0.label == "132 of 144 pairs" })
    }
}
