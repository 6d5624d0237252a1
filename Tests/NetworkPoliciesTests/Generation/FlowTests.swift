// SPDX-License-Identifier: Apache-2.0

import Documents
import Testing

@testable import NetworkPolicies

struct FlowTests {
    private static let manifests =
        Generated.deployment("web") + Generated.deployment("cart")
        + Generated.deployment("db", port: 5432, servicePort: 5432, namespace: "b")

    /// One line of `hubble observe -o json`; fields that are given replace the usual ones.
    private static func hubble(
        _ source: String = pod("a", "web", "web-6d4f-xk2lp"),
        _ destination: String = pod("a", "cart", "cart-77c-2zvqm"),
        verdict: String = "FORWARDED", more: String = #""is_reply":false,"traffic_direction":"INGRESS""#,
        l4: String = #"{"TCP":{"source_port":45000,"destination_port":8080,"flags":{"SYN":true}}}"#,
        ip: String = #"{"source":"10.0.0.1","destination":"10.0.0.2","ipVersion":"IPv4"}"#
    ) -> String {
        #"{"flow":{"time":"2026-05-01T10:00:00.123Z","verdict":"\#(verdict)","IP":\#(ip),"l4":\#(l4),"#
            + #""source":\#(source),"destination":\#(destination),"Type":"L3_L4",\#(more)},"#
            + #""node_name":"n1","time":"2026-05-01T10:00:00.123Z"}"# + "\n"
    }

    private static func pod(_ namespace: String, _ app: String, _ name: String) -> String {
        #"{"ID":1,"identity":4711,"namespace":"\#(namespace)","labels":["k8s:app=\#(app)","#
            + #""k8s:io.kubernetes.pod.namespace=\#(namespace)","k8s:pod-template-hash=abc"],"#
            + #""pod_name":"\#(name)"}"#
    }

    private static let world = #"{"identity":2,"labels":["reserved:world"]}"#

    private func connections(_ lines: String...) -> [String] {
        Generated(Self.manifests, flows: lines.joined()).connections
    }

    private static let seen = "a/web => a/cart : TCP 8080 (high)"

    @Test func `a forwarded flow is a connection of the workloads that own the pods`() {
        #expect(connections(Self.hubble()) == [Self.seen])
        #expect(connections(Self.hubble(verdict: "AUDIT")) == [Self.seen])
        let workloads = #"{"namespace":"a","pod_name":"x","workloads":[{"name":"web","kind":"Deployment"}]}"#
        #expect(connections(Self.hubble(workloads)) == [Self.seen])
        let named = #"{"namespace":"a","pod_name":"web-6d4f9c7b8f-xk2lp"}"#
        #expect(connections(Self.hubble(named)) == [Self.seen])
    }

    @Test(arguments: [
        hubble(more: #""is_reply":true"#), hubble(verdict: "DROPPED"), hubble(verdict: "TRANSLATED"),
        hubble(more: #""traffic_direction":"EGRESS""#, l4: #"{"TCP":{"destination_port":8080,"flags":{"ACK":true}}}"#),
        hubble(more: #""x":1"#, l4: #"{"TCP":{"destination_port":8080,"flags":{"SYN":true,"ACK":true}}}"#),
        hubble(more: #""x":1"#, l4: #"{"UDP":{"source_port":53,"destination_port":40000}}"#),
        hubble(l4: #"{"ICMPv4":{"type":8}}"#), hubble(more: #""is_reply":false,"l7":{"type":"RESPONSE"}"#),
        #"{"node_status":{"state_change":"NODE_CONNECTED"},"node_name":"n1"}"#,
        #"{"lost_events":{"source":"HUBBLE_RING_BUFFER","num_events_lost":"7"}}"#,
    ])
    func `answers, drops and what is no connection are left out`(line: String) {
        let generated = Generated(Self.manifests, flows: line)
        #expect(generated.connections.isEmpty)
        #expect(generated.problems.isEmpty)
    }

    @Test func `names in camel case mean the same`() {
        let hubble =
            #"{"flow":{"verdict":"FORWARDED","isReply":false,"trafficDirection":"INGRESS","#
            + #""l4":{"TCP":{"sourcePort":45000,"destinationPort":8080}},"#
            + #""source":{"namespace":"a","podName":"web-6d4f9c7b8f-xk2lp","labels":["k8s:app=web"]},"#
            + #""destination":{"namespace":"a","podName":"cart-77c6d8f-2zvqm","labels":["k8s:app=cart"]}}}"# + "\n"
        #expect(connections(hubble) == [Self.seen])
        let goldmane = #"""
            {
              "id": "7",
              "flow": {
                "Key": {
                  "sourceName": "web-6d4f9c7b8f-*", "sourceNamespace": "a", "sourceType": "WorkloadEndpoint",
                  "destName": "cart-77c6d8f-*", "destNamespace": "a", "destType": "WorkloadEndpoint",
                  "destPort": "8080", "proto": "tcp", "reporter": "Dst", "action": "Allow"
                },
                "startTime": "1747000000", "endTime": "1747000015", "sourceLabels": ["app=web"], "destLabels": ["app=cart"]
              }
            }

            """#
        #expect(connections(goldmane) == [Self.seen])
    }

    @Test func `a first packet without a known direction opens a connection`() {
        #expect(connections(Self.hubble(more: #""x":1"#)) == [Self.seen])
    }

    @Test func `what is denied is told and not granted, also when it had left the source`() {
        let left = Self.hubble(more: #""is_reply":false,"traffic_direction":"EGRESS""#)
        let denied = Self.hubble(
            verdict: "DROPPED",
            more: #""is_reply":false,"traffic_direction":"INGRESS","drop_reason_desc":"POLICY_DENIED""#)
        let generated = Generated(Self.manifests, flows: left + denied)
        #expect(generated.connections.isEmpty)
        #expect(
            generated.page.summary.contains(
                "denied in the log, and not granted for it: a/web[Deployment] => a/cart[Deployment] : TCP 8080 (1 time)"
            ))
        let broken = Self.hubble(
            verdict: "DROPPED", more: #""is_reply":false,"drop_reason_desc":"CT_MAP_INSERTION_FAILED""#)
        #expect(Generated(Self.manifests, flows: broken).page.summary.contains { $0.hasPrefix("denied") } == false)
    }

    @Test func `other pods are peers by their own lasting labels`() {
        #expect(
            connections(Self.hubble(Self.pod("ops", "probe", "probe-0")))
                == ["ops/{app=probe} => a/cart : TCP 8080 (high)"])
        #expect(
            connections(Self.hubble(#"{"namespace":"ops","pod_name":"x"}"#)) == [
                "ops/all pods => a/cart : TCP 8080 (low)"
            ])
    }

    @Test func `a Service's address leads to its pods`() {
        let service = Self.manifests.replacing(
            "metadata: {name: db, namespace: b}\nspec:\n  selector",
            with: "metadata: {name: db, namespace: b}\nspec:\n  clusterIP: 10.96.0.9\n  selector")
        let line = Self.hubble(
            Self.pod("a", "cart", "cart-0"), Self.world, l4: #"{"TCP":{"source_port":45000,"destination_port":5432}}"#,
            ip: #"{"source":"10.0.0.1","destination":"10.96.0.9"}"#)
        #expect(Generated(service, flows: line).connections == ["a/cart => b/db : TCP 5432 (high)"])
    }

    @Test func `addresses outside become blocks, with the names that DNS gave them`() {
        let lines = (0..<4).map { number in
            Self.hubble(
                Self.pod("a", "cart", "cart-0"), Self.world,
                more: #""is_reply":false,"traffic_direction":"EGRESS","destination_names":["api.example.com"]"#,
                l4: #"{"TCP":{"source_port":45000,"destination_port":443}}"#,
                ip: #"{"source":"10.0.0.1","destination":"203.0.113.\#(number)"}"#)
        }
        let generated = Generated(Self.manifests, flows: lines.joined())
        #expect(generated.page.yaml.contains("cidr: 203.0.113.0/30"))
        #expect(generated.page.yaml.contains("as api.example.com"))
        #expect(generated.replay.failures.isEmpty)
    }

    @Test func `many addresses are told at once`() {
        let lines = (0..<40).map { number in
            Self.hubble(Self.world, ip: #"{"source":"198.\#(number).1.1","destination":"10.0.0.2"}"#)
        }
        let generated = Generated(Self.manifests, flows: lines.joined())
        #expect(
            generated.page.yaml.contains(
                "# many addresses\n    #   medium: 40 addresses, the first one: observed 1 time"))
        #expect(generated.replay.failures.isEmpty)
    }

    @Test func `very many addresses become all of them`() {
        let lines = (0..<2100).map { number in
            Self.hubble(
                Self.world, ip: #"{"source":"198.51.\#(number / 250).\#(number % 250)","destination":"10.0.0.2"}"#)
        }
        let generated = Generated(Self.manifests, flows: lines.joined())
        #expect(generated.connections.contains("0.0.0.0/0 => a/cart : TCP 8080 (low)"))
        #expect(generated.connections.count == 2001)
        let rules = generated.plan.policies.first { $0.name == "cart" }?.rules[.ingress] ?? []
        #expect(rules.flatMap(\.entries).map(\.title) == ["0.0.0.0/0"])
    }

    @Test func `the own node needs no rule, other nodes and the API server are addresses`() {
        let host = #"{"identity":1,"labels":["reserved:host"]}"#
        let remote = #"{"identity":6,"labels":["reserved:remote-node"]}"#
        #expect(connections(Self.hubble(host)).isEmpty)
        #expect(connections(Self.hubble(remote)) == ["10.0.0.1/32 => a/cart : TCP 8080 (medium)"])
        let server = #"{"identity":7,"labels":["reserved:kube-apiserver","reserved:remote-node"]}"#
        #expect(
            connections(Self.hubble(Self.pod("a", "web", "web-0"), server)) == [
                "a/web => 10.0.0.2/32 : TCP 8080 (medium)"
            ])
    }

    @Test func `ports that are new every time become their range`() {
        let lines = (0..<6).map { number in
            Self.hubble(l4: #"{"TCP":{"source_port":45000,"destination_port":\#(40_000 + number)}}"#)
        }
        #expect(connections(lines.joined()) == ["a/web => a/cart : TCP 32768-60999 (low)"])
    }

    // MARK: Calico

    private static let goldmane = #"""
        {"Key":{"source_name":"web-*","source_namespace":"a","source_type":"WorkloadEndpoint","dest_name":"cart-*","dest_namespace":"a","dest_type":"WorkloadEndpoint","dest_port":8080,"proto":"tcp","reporter":"Dst","action":"Allow","policies":{}},"start_time":1777629600,"end_time":1777629660,"source_labels":["app=web"],"dest_labels":["app=cart"]}
        """#
    private static let enterprise = #"""
        {"start_time":1777629600,"end_time":1777629900,"source_ip":null,"source_name":"-","source_name_aggr":"web-6d4f9c7b8f-*","source_namespace":"a","source_type":"wep","source_labels":{"labels":["app=web","pod-template-hash=6d4f9c7b8f"]},"dest_ip":null,"dest_name":"-","dest_name_aggr":"cart-598d5b586d-*","dest_namespace":"a","dest_port":8080,"dest_type":"wep","dest_labels":{"labels":["app=cart"]},"proto":"tcp","action":"allow","reporter":"dst","policies":{"all_policies":[]}}
        """#
    private static let whisker = #"""
        {"start_time":"2026-05-01T10:00:00Z","end_time":"2026-05-01T10:01:00Z","action":"Allow","source_name":"web-*","source_namespace":"a","source_labels":"app=web | x=1","dest_name":"cart-*","dest_namespace":"a","dest_labels":"app=cart","protocol":"tcp","dest_port":8080,"reporter":"Dst"}
        """#

    @Test(arguments: [goldmane, enterprise, whisker, "{\"total\":1,\"items\":[\n\(whisker)\n]}", "[\(enterprise)]"])
    func `flows of Calico are read in all of their forms`(line: String) {
        let generated = Generated(Self.manifests, flows: line)
        #expect(generated.connections == [Self.seen])
        #expect(
            generated.page.summary.first?.hasPrefix("flows: 1 from 2026-05-01T10:00:00Z to 2026-05-01T10:0") == true)
    }

    @Test func `denied at the destination is denied, whatever the source said`() {
        let denied = Self.goldmane.replacing(#""action":"Allow""#, with: #""action":"Deny""#)
        let left = Self.goldmane.replacing(#""reporter":"Dst""#, with: #""reporter":"Src""#)
        #expect(connections(left + "\n" + denied).isEmpty)
        #expect(connections(left) == [Self.seen])
    }

    @Test func `public networks and network sets are their addresses`() {
        let pub = Self.goldmane.replacing(
            #""dest_name":"cart-*","dest_namespace":"a","dest_type":"WorkloadEndpoint""#,
            with: #""dest_name":"pub","dest_namespace":"-","dest_type":"Network""#)
        #expect(connections(pub).first == "a/web => 0.0.0.0/0 but private : TCP 8080 (low)")
        let set = """
            ---
            apiVersion: projectcalico.org/v3
            kind: GlobalNetworkSet
            metadata: {name: partners}
            spec: {nets: [192.0.2.0/24]}

            """
        let line = pub.replacing(#""pub""#, with: #""partners""#).replacing(#""Network""#, with: #""NetworkSet""#)
        #expect(
            Generated(Self.manifests + set, flows: line).connections == ["a/web => 192.0.2.0/24 : TCP 8080 (low)"])
    }

    // MARK: Reading

    @Test func `broken lines are told with their place, and the rest goes on`() {
        let generated = Generated(
            Self.manifests, flows: "\n{\"flow\":\n{broken\nnot json\n[1]\n{\"a\":1}\n" + Self.hubble())
        #expect(generated.connections == [Self.seen])
        #expect(generated.problems.map(\.location.line) == [2, 3, 4, 5, 6])
    }

    @Test func `objects over several lines are read`() {
        let text = Self.goldmane.replacing(",\"", with: ",\n  \"").replacing("{\"Key\"", with: "{\n  \"Key\"")
            .replacing("]}", with: "]\n}")
        let generated = Generated(Self.manifests, flows: text + "\n" + Self.hubble())
        #expect(generated.problems.isEmpty)
        #expect(generated.connections == [Self.seen])
    }

    @Test func `pieces may end anywhere`() {
        let context = Generated(Self.manifests).context
        var evidence = FlowEvidence(context)
        var reader = FlowReader(name: "x")
        for byte in Array((Self.hubble() + Self.goldmane).utf8) {
            [byte].withUnsafeBytes { reader.feed($0, into: &evidence) }
        }
        reader.finish(into: &evidence)
        #expect(
            evidence.connections.map(\.evidence.text) == [
                "observed 2 times from 2026-05-01T10:00:00Z to 2026-05-01T10:01:00Z"
            ])
    }

    @Test func `flows alone are enough for policies`() {
        let context = Generated("").context
        var evidence = FlowEvidence(context)
        var reader = FlowReader(name: "x")
        Array(Self.hubble().utf8).withUnsafeBytes { reader.feed($0, into: &evidence) }
        let adopted = FlowWorkloads.adopt(evidence.connections, context)
        var collected = CollectedEvidence()
        collected.connections = adopted.connections
        let plan = PolicyPlan(adopted.context, collected)
        #expect(plan.policies.map(\.name) == ["default-deny", "cart", "web"])
        #expect(Replay(plan, text: GeneratedObjects.yaml(plan.policies)).failures.isEmpty)
    }
}
