// SPDX-License-Identifier: Apache-2.0

import Cluster
import Documents
import Foundation
import NetworkPolicies
import Testing

/// Worked cases with verdicts for every pair of pods and every port, each with policies of its own.
struct NetworkCasesTests {
    private static let file = ProcessInfo.processInfo.environment["BULWARK_SHARED"]
        .map { $0 + "/conformance/network/cases.jsonl.gz" }

    private static func lines() throws -> [Substring] {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/gzip")
        process.arguments = ["-dc", file ?? ""]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: data, as: UTF8.self).split(separator: "\n")
    }

    @Test(.enabled(if: file != nil)) func `every verdict of every case is met`() throws {
        let lines = try Self.lines()
        #expect(lines.count == 77)
        var verdicts = 0
        for line in lines {
            let root = try #require(Document.parse(Array(line.utf8), name: "case").roots.first)
            for step in root["Steps"]?.elements ?? Node.Elements.none {
                let failures = NetworkCase(step).failures()
                verdicts += failures.checked
                for failure in failures.messages.prefix(3) {
                    Issue.record("case \(root["N"]?.scalarText ?? ""): \(failure)")
                }
            }
        }
        #expect(verdicts > 42_000)
    }
}

/// One step of a case: namespaces, pods, policies, and what follows from them.
private struct NetworkCase {
    private let step: Node
    private var model = NetworkModel()

    init(_ step: Node) {
        self.step = step
        for (name, labels) in step["Namespaces"]?.entries ?? Node.Entries.none {
            model.addNamespace(name.scalarText, labels: Self.labels(labels))
        }
        for pod in step["Pods"]?.elements ?? Node.Elements.none { model.endpoints.append(Self.endpoint(pod)) }
        for node in step["Policies"]?.elements ?? Node.Elements.none {
            model.add(
                Resource(
                    node: node, apiVersion: "networking.k8s.io/v1", kind: "NetworkPolicy",
                    name: node["metadata"]?["name"]?.scalarText ?? "",
                    namespace: node["metadata"]?["namespace"]?.scalarText, ordinal: 0))
        }
        model.sortPolicies()
    }

    private static func labels(_ node: Node) -> [String: String] {
        Dictionary(node.entries.map { ($0.key.scalarText, $0.value.scalarText) }) { $1 }
    }

    private static func endpoint(_ pod: Node) -> Endpoint {
        var endpoint = Endpoint(
            namespace: pod["ns"]?.scalarText ?? "", name: pod["name"]?.scalarText ?? "", kind: "Pod",
            labels: pod["labels"].map { labels($0) } ?? [:])
        endpoint.addresses = [IPRange(address: pod["ip"]?.scalarText ?? "")].compactMap { $0 }
        for container in pod["containers"]?.elements ?? Node.Elements.none {
            guard let transport = TransportProtocol(name: container["protocol"]?.scalarText ?? "") else { continue }
            endpoint.ports.append(
                Endpoint.Port(
                    name: container["portName"]?.scalarText ?? "", transport: transport,
                    number: Int(container["port"]?.integer ?? 0)))
        }
        return endpoint
    }

    func failures() -> (checked: Int, messages: [String]) {
        var messages = model.problems.map(\.description)
        let reachability = Reachability(model, matching: .pods)
        var columns: [String: Int] = [:]
        for (position, endpoint) in model.endpoints.enumerated() {
            columns[endpoint.namespace + "/" + endpoint.name] = reachability.column(ofEndpoint: position)
        }
        var checked = 0
        for result in step["Results"]?.elements ?? Node.Elements.none {
            guard let from = columns[result["from"]?.scalarText ?? ""],
                let to = columns[result["to"]?.scalarText ?? ""],
                let transport = TransportProtocol(name: result["proto"]?.scalarText ?? "")
            else {
                messages.append("unknown side")
                continue
            }
            let port = Int(result["port"]?.integer ?? 0)
            let actual = [
                "egress": reachability.ports(.egress, of: from, peer: to).contains(transport, port),
                "ingress": reachability.ports(.ingress, of: to, peer: from).contains(transport, port),
                "combined": reachability.connection(from: from, to: to).contains(transport, port),
            ]
            checked += 1
            for (key, isAllowed) in actual where result[key: key]?.scalarText != (isAllowed ? "allowed" : "blocked") {
                messages.append("\(key) of \(result.value): \(isAllowed)")
            }
        }
        return (checked, messages)
    }
}
