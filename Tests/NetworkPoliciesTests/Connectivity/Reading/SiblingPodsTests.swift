// SPDX-License-Identifier: Apache-2.0

import Cluster
import Documents
import NetworkPolicies
import Testing

/// Pods of one owner are one workload as long as nothing tells them apart.
struct SiblingPodsTests {
    private func titles(_ more: String) -> [String] {
        let pods = ["1", "2"].map { number in
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: web-\(number)
              namespace: shop
              labels: {app: web, version: "\(number)"}
              ownerReferences: [{apiVersion: apps/v1, kind: StatefulSet, name: web, controller: true}]
            spec: {containers: [{name: c, image: i, ports: [{containerPort: 80}]}]}
            ---

            """
        }
        let document = Document.parse(Array((pods.joined() + more).utf8), name: "p.yaml")
        return NetworkModel(Inventory(documents: [document])).endpoints.map(\.title)
    }

    private func policy(_ selector: String) -> String {
        """
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata: {name: policy, namespace: shop}
        spec: {podSelector: {\(selector)}}
        """
    }

    @Test(arguments: [
        "matchLabels: {app: web}", "matchExpressions: [{key: version, operator: Exists}]",
        "matchExpressions: [{key: version, operator: In, values: ['1', '2']}]",
        "matchExpressions: [{key: version, operator: NotIn, values: ['3']}]",
    ])
    func `a selector that treats them alike leaves one workload`(selector: String) {
        #expect(titles(policy(selector)) == ["shop/web[StatefulSet]"])
    }

    @Test func `a selector that selects some of them makes several`() {
        #expect(titles(policy("matchLabels: {version: '1'}")) == ["shop/web-1[Pod]", "shop/web-2[Pod]"])
    }

    @Test func `a Service that leads to some of them makes several`() {
        let service = """
            apiVersion: v1
            kind: Service
            metadata: {name: first, namespace: shop}
            spec: {type: LoadBalancer, selector: {version: '1'}, ports: [{port: 80}]}
            """
        #expect(titles(service) == ["shop/web-1[Pod]", "shop/web-2[Pod]"])
    }
}
