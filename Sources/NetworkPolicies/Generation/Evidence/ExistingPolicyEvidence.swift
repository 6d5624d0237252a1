// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents

/// Network policies that people wrote: a rule that names pods says that they talk, so the other side needs its rule too.
enum ExistingPolicyEvidence: EvidenceSource {
    static func collect(_ context: GenerationContext, into collected: inout CollectedEvidence) {
        for policy in context.model.policies where policy.tier == .network && !GeneratedObjects.isOurs(policy.resource)
        {
            for (direction, _, rule) in policy.allRules {
                for case .pods(let peer) in rule.peers ?? [] where !peer.pods.isEmpty {
                    add(policy, direction, rule, peer, context, &collected)
                }
            }
        }
    }

    private static func add(
        _ policy: Policy, _ direction: Direction, _ rule: PolicyRule, _ peer: PodSelection,
        _ context: GenerationContext, _ collected: inout CollectedEvidence
    ) {
        let place = (rule.node ?? policy.resource?.node)?.location
        let evidence = ConnectionEvidence(.medium, "\(policy.title) has a rule for it", at: place)
        let subjects = selected(policy.subject, context)
        let peers = selected(peer, context)
        for source in direction == .ingress ? peers : subjects {
            for destination in direction == .ingress ? subjects : peers where source != destination {
                collected.add(
                    from: [.endpoint(source)], to: [.endpoint(destination)],
                    ports(rule, context.model.endpoints[destination]), evidence)
            }
        }
    }

    private static func selected(_ selection: PodSelection, _ context: GenerationContext) -> [Int] {
        context.model.endpoints.indices.filter { position in
            let endpoint = context.model.endpoints[position]
            return !endpoint.isHostNetwork && selection.matches(endpoint, context.model)
        }
    }

    private static func ports(_ rule: PolicyRule, _ destination: Endpoint) -> PortSet {
        guard let ports = rule.ports else { return .all }
        return ports.reduce(.none) { set, port in
            switch port {
            case .range(let transport, let range):
                return set.union(PortSet(transport, range.lowerBound, range.upperBound))
            case .named: return set.union(PortSet(destination.ports.filter { port.names($0) }))
            }
        }
    }
}
