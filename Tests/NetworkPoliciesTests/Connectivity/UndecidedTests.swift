// SPDX-License-Identifier: Apache-2.0

import Cluster
import Documents
import NetworkPolicies
import Testing

/// What policies leave open: priorities that tie, and names whose addresses nobody knows.
struct UndecidedTests {
    private func connectivity(_ policies: [String]) -> Connectivity {
        let pods = ["a", "b"].map { namespace in
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: pod, namespace: \(namespace), labels: {app: \(namespace)}}
            spec: {containers: [{name: c, image: i}]}
            ---

            """
        }
        let texts = policies.enumerated().map { number, spec in
            """
            apiVersion: policy.networking.k8s.io/v1alpha2
            kind: ClusterNetworkPolicy
            metadata: {name: policy-\(number)}
            spec: {tier: Admin, \(spec)}
            ---

            """
        }
        let document = Document.parse(Array((pods + texts).joined().utf8), name: "p.yaml")
        return Connectivity(NetworkModel(Inventory(documents: [document])))
    }

    private func ties(_ policies: [String]) -> Int {
        connectivity(policies.map { "priority: 7, " + $0 }).model.problems
            .count { $0.gravity == .warning && $0.description.contains("which one decides is undefined") }
    }

    private let everybody = "subject: {namespaces: {}}"
    private let denyAll = "egress: [{action: Deny, to: [{namespaces: {}}]}]"
    private let http = "protocols: [{tcp: {destinationPort: {number: 80}}}]"

    @Test func `policies that say different things about a pod tie`() {
        let accept = "egress: [{action: Accept, to: [{pods: {podSelector: {matchLabels: {app: b}}}}], \(http)}]"
        #expect(ties(["\(everybody), \(denyAll)", "\(everybody), \(accept)"]) == 1)
    }

    @Test func `policies that select no pod in common do not tie`() {
        let subjects = ["a", "b"].map { "subject: {pods: {podSelector: {matchLabels: {app: \($0)}}}}" }
        let accept = "egress: [{action: Accept, to: [{namespaces: {}}]}]"
        #expect(ties(["\(subjects[0]), \(denyAll)", "\(subjects[1]), \(accept)"]) == 0)
    }

    @Test func `of policies that agree a note is made`() {
        let both = "egress: [{action: Accept, to: [{namespaces: {}}], \(http)}, {action: Deny, to: [{namespaces: {}}]}]"
        let policies = ["\(everybody), \(both)", "\(everybody), \(both)"]
        #expect(ties(policies) == 0)
        #expect(connectivity(policies.map { "priority: 7, " + $0 }).model.problems.map(\.gravity) == [.note])
    }

    @Test func `what a stronger policy decides does not tie`() {
        let accept = "egress: [{action: Accept, to: [{namespaces: {}}], \(http)}]"
        let tied = ["\(everybody), \(denyAll)", "\(everybody), \(accept)"].map { "priority: 7, " + $0 }
        let problems = connectivity(tied + ["priority: 6, \(everybody), \(denyAll)"]).model.problems
        #expect(problems.map(\.gravity) == [.note])
    }

    @Test func `the first and the last of three that tie are told too`() {
        let port = { (number: Int, action: String) in
            "\(everybody), egress: [{action: \(action), to: [{namespaces: {}}], "
                + "protocols: [{tcp: {destinationPort: {number: \(number)}}}]}]"
        }
        #expect(ties([port(80, "Accept"), port(81, "Accept"), port(80, "Deny")]) == 1)
    }

    @Test func `an address that may have an accepted name is unknown`() {
        let names =
            "egress: [{action: Accept, to: [{domainNames: ['*.example.com']}], \(http)}, "
            + "{action: Deny, to: [{networks: [0.0.0.0/0]}]}]"
        let connectivity = connectivity(["priority: 1, \(everybody), \(names)"])
        #expect(verdict(connectivity, 80) == .unknown)
        #expect(verdict(connectivity, 81) == .deny)
        #expect(connectivity.model.problems.count { $0.description.contains("names are not resolved") } == 1)
    }

    private func verdict(_ connectivity: Connectivity, _ port: Int) -> Verdict? {
        guard let source = PeerReference("a/pod", in: connectivity),
            let destination = PeerReference("192.0.2.1", in: connectivity)
        else { return nil }
        return connectivity.answer(from: source, to: destination) { _ in PortSet(.tcp, port, port) }.pairs.first?
            .verdict
    }
}
