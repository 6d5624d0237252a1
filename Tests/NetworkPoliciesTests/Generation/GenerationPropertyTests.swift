// SPDX-License-Identifier: Apache-2.0

import Cluster
import Documents
import Foundation
import Testing

@testable import NetworkPolicies

/// What is generated from random clusters and random flows, against the definition of network policies.
struct GenerationPropertyTests {
    private static let cases = ProcessInfo.processInfo.environment["BULWARK_CASES"].flatMap { Int($0) } ?? 300

    @Test func `all observed flows are allowed, and between workloads nothing else is`() {
        var allowed = 0
        var denied = 0
        for seed in 0..<Self.cases {
            var world = RandomFlows(seed: UInt64(seed))
            let manifests = world.manifests()
            let generated = Generated(manifests, flows: world.flows())
            guard generated.problems.isEmpty, generated.replay.problems.isEmpty, generated.replay.failures.isEmpty
            else {
                Issue.record(
                    "seed \(seed): \(generated.problems) \(generated.replay.problems) \(generated.page.summary)")
                return
            }
            guard let difference = Self.difference(generated, world, &allowed, &denied) else { continue }
            Issue.record("seed \(seed): \(difference)\n\(manifests)\n\(generated.page.yaml)")
            return
        }
        #expect(allowed > Self.cases)
        #expect(denied > Self.cases * 10)
    }

    /// The first pair and port on which the policies differ from what was seen.
    private static func difference(
        _ generated: Generated, _ world: RandomFlows, _ allowed: inout Int, _ denied: inout Int
    ) -> String? {
        var model = generated.context.model
        model.policies = []
        let text = GeneratedObjects.yaml(generated.plan.policies)
        for resource in Inventory(documents: [Document.parse(text)]).resources { model.add(resource) }
        let oracle = Oracle(model: model, matching: .outsideOnly)
        for source in model.endpoints {
            for destination in model.endpoints where source.title != destination.title {
                for port in RandomFlows.ports {
                    let isSeen = world.seen.contains(
                        RandomFlows.Seen(source: identity(source), destination: identity(destination), port: port))
                    let isAllowed = oracle.allows(.endpoint(source), .endpoint(destination), .tcp, port)
                    if isSeen { allowed += 1 } else { denied += 1 }
                    if isSeen == isAllowed { continue }
                    return "\(source.title) => \(destination.title) TCP \(port): seen \(isSeen), allowed \(isAllowed)"
                }
            }
        }
        return nil
    }

    /// Pods of the same labels are the same for a policy.
    private static func identity(_ endpoint: Endpoint) -> String {
        RandomFlows.identity(endpoint.namespace, endpoint.labels)
    }
}

/// Small clusters with flows between their pods, pods that are not in the manifests, and addresses.
private struct RandomFlows {
    struct Seen: Hashable {
        let source: String
        let destination: String
        let port: Int
    }

    private struct Pod {
        let namespace: String
        let name: String
        let labels: [String: String]
    }

    static let ports = [53, 80, 443, 8080, 31_000]

    private var generator: SeededGenerator
    private var pods: [Pod] = []
    private(set) var seen: Set<Seen> = []

    init(seed: UInt64) {
        generator = SeededGenerator(seed)
        for number in 0..<count(2...7) { pods.append(pod("w\(number)")) }
    }

    private mutating func count(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &generator) }

    private mutating func pick<T>(_ list: [T]) -> T { list[Int.random(in: 0..<list.count, using: &generator)] }

    private mutating func pod(_ name: String) -> Pod {
        var labels = ["pod-template-hash": "h\(count(0...9))"]
        for key in ["app", "tier", "x"] where count(0...9) < 6 { labels[key] = pick(["1", "2", "y"]) }
        return Pod(namespace: pick(["a", "b"]), name: name, labels: labels)
    }

    static func identity(_ namespace: String, _ labels: [String: String]) -> String {
        let lasting = labels.filter { $0.key != "pod-template-hash" }.sorted { $0.key < $1.key }
        return namespace + "/" + lasting.map { "\($0.key)=\($0.value)" }.joined(separator: ",")
    }

    func manifests() -> String {
        pods.map { pod in
            let labels = pod.labels.sorted { $0.key < $1.key }.map { "\($0.key): \"\($0.value)\"" }
            return """
                ---
                apiVersion: v1
                kind: Pod
                metadata: {name: \(pod.name), namespace: \(pod.namespace), labels: {\(labels.joined(separator: ", "))}}
                spec: {containers: [{name: c, image: c}]}

                """
        }
        .joined()
    }

    mutating func flows() -> String {
        (0..<count(0...12)).map { _ in flow() }.joined()
    }

    private mutating func flow() -> String {
        let port = pick(Self.ports)
        let sides = [side(), side()]
        let isDenied = count(0...9) < 2
        let verdict = isDenied ? #""DROPPED","drop_reason_desc":"POLICY_DENIED""# : #""FORWARDED""#
        if let source = sides[0].pod, let destination = sides[1].pod, !isDenied {
            seen.insert(
                Seen(
                    source: Self.identity(source.namespace, source.labels),
                    destination: Self.identity(destination.namespace, destination.labels), port: port))
        }
        let direction = isDenied ? "EGRESS" : "INGRESS"
        return
            #"{"flow":{"time":"2026-05-01T10:00:00Z","verdict":\#(verdict),"is_reply":false,"traffic_direction":"\#(direction)","#
            + #""IP":{"source":"\#(sides[0].address)","destination":"\#(sides[1].address)"},"#
            + #""l4":{"TCP":{"destination_port":\#(port)}},"source":\#(sides[0].json),"destination":\#(sides[1].json)}}"#
            + "\n"
    }

    private mutating func side() -> (json: String, address: String, pod: Pod?) {
        let address = "203.0.113.\(count(0...40))"
        switch count(0...9) {
        case 0: return (#"{"identity":2,"labels":["reserved:world"]}"#, address, nil)
        case 1:
            let labels = "\"k8s:app=stranger\",\"k8s:tier=\(count(1...2))\""
            return (#"{"namespace":"c","pod_name":"s","labels":[\#(labels)]}"#, "10.0.0.9", nil)
        default:
            let pod = pick(pods)
            let labels = pod.labels.map { "\"k8s:\($0.key)=\($0.value)\"" }.sorted()
            let json =
                #"{"namespace":"\#(pod.namespace)","pod_name":"\#(pod.name)","labels":[\#(labels.joined(separator: ","))]}"#
            return (json, "10.0.0.8", pod)
        }
    }
}
