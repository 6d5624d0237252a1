// SPDX-License-Identifier: Apache-2.0

import Cluster
import Documents

@testable import NetworkPolicies

/// What generation makes of manifests and flows that stand in a test.
struct Generated {
    let context: GenerationContext
    let flows: FlowEvidence?
    let problems: [Problem]
    let plan: PolicyPlan
    let replay: Replay
    let page: GenerationPage

    init(_ manifests: String, flows lines: String? = nil, options: GenerationOptions = GenerationOptions()) {
        let inventory = Inventory(documents: [Document.parse(manifests, name: "input.yaml")])
        context = GenerationContext(inventory, options: options)
        var evidence = CollectedEvidence(context)
        if let lines {
            var flows = FlowEvidence(context)
            var reader = FlowReader(name: "flows.json")
            Array(lines.utf8).withUnsafeBytes { reader.feed($0, into: &flows) }
            reader.finish(into: &flows)
            evidence.connections += flows.connections
            self.flows = flows
            problems = reader.problems
        } else {
            flows = nil
            problems = []
        }
        plan = PolicyPlan(context, evidence)
        page = GenerationPage(plan, flows: flows)
        replay = page.replay
    }

    /// `a/x => a/y : TCP 80 (high)`, without DNS, sorted.
    var connections: [String] {
        let lines = plan.collected.connections.filter { $0.ports != Self.dns }.map { connection in
            "\(title(connection.source)) => \(title(connection.destination)) : \(connection.ports) "
                + "(\(connection.evidence.confidence.name))"
        }
        return Set(lines).sorted()
    }

    private static let dns = PortSet(.udp, 53, 53).union(PortSet(.tcp, 53, 53))

    private func title(_ side: NeededConnection.Side) -> String {
        switch side {
        case .endpoint(let position):
            context.model.endpoints[position].namespace + "/" + context.model.endpoints[position].name
        case .pods(let pods): pods.title
        case .block(let range, let except):
            range.blocks.joined(separator: "+") + (except.isEmpty ? "" : " but private")
        case .anywhere: "anywhere"
        }
    }

    /// The selector of each workload's policy, as `key=value,!key`.
    func labels(_ name: String) -> String? {
        plan.policies.first { $0.name == name }.map { policy in
            (policy.labels.equal.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
                + policy.labels.absent.map { "!" + $0 }).joined(separator: ",")
        }
    }

    /// A Deployment with its Service.
    static func deployment(
        _ name: String, port: Int = 8080, servicePort: Int = 80, namespace: String = "a", spec: String = ""
    ) -> String {
        """
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: \(name), namespace: \(namespace)}
        spec:
          selector: {matchLabels: {app: \(name)}}
          template:
            metadata: {labels: {app: \(name)}}
            spec:
              automountServiceAccountToken: false
              containers:
              - name: main
                image: \(name)
                ports: [{name: web, containerPort: \(port)}]
        \(spec.split(separator: "\n").map { "        " + $0 }.joined(separator: "\n"))
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: \(name), namespace: \(namespace)}
        spec:
          selector: {app: \(name)}
          ports: [{name: http, port: \(servicePort), targetPort: web}]

        """
    }
}
