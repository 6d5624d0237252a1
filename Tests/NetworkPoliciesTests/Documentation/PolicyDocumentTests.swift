// SPDX-License-Identifier: Apache-2.0

import Cluster
import Documents
import Testing

@testable import NetworkPolicies

struct PolicyDocumentTests {
    private static func markdown(_ manifest: String) -> String {
        let inventory = Inventory(documents: [Document.parse(Array(manifest.utf8), name: "in.yaml")])
        let connectivity = Connectivity(NetworkModel(inventory))
        return PolicyDocument(connectivity, history: GitHistory(isWanted: false)).text(.markdown)
    }

    private static let shop = """
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
        apiVersion: v1
        kind: Pod
        metadata: {name: tool, namespace: lab}
        spec: {containers: [{name: tool, image: tool}]}
        ---
        # Copyright somebody
        ---
        # The shop front reads
        # the stock.
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata: {name: db, namespace: shop}
        spec:
          podSelector: {matchLabels: {app: db}}
          policyTypes: [Ingress]
          ingress:
          # orders
          - from:
            - podSelector: {matchLabels: {app: web}}
            - ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16]}
            ports: [{port: 5432}, {port: metrics}]

        """

    @Test func `a policy is told with its purpose, its workloads and its rules in words`() {
        let text = Self.markdown(Self.shop)
        #expect(text.contains("The shop front reads the stock."))
        #expect(text.contains("* **Selects** pods with app=db of this namespace: Pod db"))
        #expect(
            text.contains(
                "from pods with app=web of this namespace; 10.0.0.0/8 except 10.1.0.0/16 (Pod web) on TCP 5432, the port "
                    + "named \"metrics\" (TCP) — orders `in.yaml:"))
        #expect(text.contains("* **Egress** is not affected."))
    }

    @Test func `what is open is told, and namespaces without policies`() {
        let text = Self.markdown(Self.shop)
        #expect(text.contains("* **Open for ingress**: no policy of the namespace restricts it"))
        #expect(text.contains("let them: Pod web\n"))
        #expect(text.contains("* **lab**: Pod tool"))
    }

    @Test(arguments: [
        ("0", "1970-01-01"), ("951782400", "2000-02-29"), ("1735689599", "2024-12-31"), ("-1", "1969-12-31"),
    ])
    func `seconds are dates`(seconds: String, date: String) {
        #expect(GitHistory.date(Substring(seconds)) == date)
    }

    @Test(arguments: [
        ("10.0.0.0-10.255.255.255", "10.0.0.0/8"), ("0.0.0.0-255.255.255.255", "0.0.0.0/0"),
        ("10.0.0.1-10.0.0.2", "10.0.0.1-10.0.0.2"), ("10.0.0.1-10.0.0.1", "10.0.0.1/32"),
        ("::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "::/0"),
    ])
    func `ranges are blocks where they can be`(range: String, block: String) throws {
        let ends = range.split(separator: "-")
        let low = try #require(IPRange(address: String(ends[0])))
        let high = try #require(IPRange(address: String(ends[1])))
        #expect(IPRange(family: low.family, low: low.low, high: high.low).block == block)
    }
}
