// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import NetworkPolicies

struct PolicyPlanTests {
    private func pod(_ name: String, _ labels: String, namespace: String = "a") -> String {
        """
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: \(name), namespace: \(namespace), labels: {\(labels)}}
        spec: {containers: [{name: c, image: c}]}

        """
    }

    @Test func `the fewest lasting labels that select one workload alone are chosen`() {
        let generated = Generated(
            pod("a", "app: shop, tier: web, pod-template-hash: x1, helm.sh/chart: shop-1.2")
                + pod("b", "app: shop, tier: db, version: v1") + pod("c", "app: shop, tier: db, version: v2")
                + pod("d", "app: shop, tier: web", namespace: "b"))
        #expect(generated.labels("a") == "tier=web")
        #expect(generated.labels("b") == "version=v1")
        #expect(generated.labels("d") == "app=shop")
    }

    @Test func `a release's name is a last resort`() {
        let generated = Generated(
            pod("a", "app: redis, app.kubernetes.io/instance: one")
                + pod("b", "app: redis, app.kubernetes.io/instance: two"))
        #expect(generated.labels("a") == "app.kubernetes.io/instance=one")
    }

    @Test func `pods with fewer labels than others are those that do not have them`() {
        let generated = Generated(pod("a", "app: x") + pod("b", "app: x, role: leader") + pod("c", ""))
        #expect(generated.labels("a") == "app=x,!role")
        #expect(generated.labels("c") == "!app")
        #expect(generated.page.yaml.contains("operator: DoesNotExist"))
    }

    @Test func `workloads that no label tells apart share a policy, and it says so`() {
        let generated = Generated(pod("a", "app: x") + pod("b", "app: x"))
        #expect(generated.plan.policies.map(\.name) == ["default-deny", "a"])
        #expect(generated.page.yaml.contains("no labels select these pods alone: the policy also selects a/b[Pod]"))
    }

    @Test func `peers of other namespaces are named by namespace and labels`() {
        let generated = Generated(
            Generated.deployment("cart")
                + Generated.deployment("client", namespace: "b", spec: "env: [{name: X, value: 'cart.a:80'}]"))
        #expect(
            generated.page.yaml.contains(
                """
                  - from:
                    # b/client[Deployment]
                    #   high: env X names cart.a:80 (input.yaml:37)
                    - namespaceSelector:
                        matchLabels:
                          kubernetes.io/metadata.name: b
                      podSelector:
                        matchLabels:
                          app: client
                    ports:
                    - protocol: TCP
                      port: 8080

                """))
    }

    @Test func `what everyone may do anyway gets no rule of its own`() {
        let open = Generated.deployment("cart").replacing(
            "selector: {app: cart}", with: "type: NodePort\n  selector: {app: cart}")
        let generated = Generated(open + Generated.deployment("client", spec: "env: [{name: X, value: 'cart:80'}]"))
        let rules = generated.plan.policies.first { $0.name == "cart" }?.rules[.ingress] ?? []
        #expect(rules.count == 1)
        #expect(rules.first?.entries.first?.evidence.count == 2)
    }

    @Test func `kube-system gets no default deny`() {
        let generated = Generated(pod("dns", "k8s-app: kube-dns", namespace: "kube-system"))
        #expect(generated.plan.policies.map(\.name) == ["dns"])
    }

    @Test(
        arguments: [
            (["10.0.0.0", "10.0.0.1"], 0, ["10.0.0.0/31"]),
            (["10.0.0.1", "10.0.0.2"], 0, ["10.0.0.1/32", "10.0.0.2/32"]),
            (["10.0.0.1", "10.0.0.2"], 50, ["10.0.0.0/30"]),
            (["10.0.0.1", "10.9.0.2"], 50, ["10.0.0.1/32", "10.9.0.2/32"]),
            (["10.0.0.0/8", "10.0.0.1", "10.3.0.0/16", "11.0.0.0"], 0, ["10.0.0.0/8", "11.0.0.0/32"]),
            (["2001:db8::", "2001:db8::1", "10.0.0.7"], 0, ["10.0.0.7/32", "2001:db8::/127"]),
        ] as [([String], Int, [String])])
    func `addresses become blocks as far as the waste allows`(texts: [String], waste: Int, expected: [String]) {
        let blocks = AddressCover.blocks(texts.compactMap { IPRange(cidr: $0) ?? IPRange(address: $0) }, waste: waste)
        #expect(blocks.flatMap(\.blocks) == expected)
    }

    @Test func `a range that is no block is written as blocks`() {
        let range = IPRange(family: .v4, low: 1, high: 6)
        #expect(range.blocks == ["0.0.0.1/32", "0.0.0.2/31", "0.0.0.4/31", "0.0.0.6/32"])
        #expect(IPRange.all(.v6).blocks == ["::/0"])
    }
}
