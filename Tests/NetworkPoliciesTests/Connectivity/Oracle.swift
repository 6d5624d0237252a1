// SPDX-License-Identifier: Apache-2.0

import Cluster
import NetworkPolicies

/// Evaluates one connection at a time straight from the definition: slow, and short enough to be seen to be right.
struct Oracle {
    /// One side of a connection.
    enum Side {
        case endpoint(Endpoint)
        case address(IPRange)
    }

    let model: NetworkModel
    let matching: AddressMatching

    func allows(_ source: Side, _ destination: Side, _ transport: TransportProtocol, _ port: Int) -> Bool {
        side(.egress, source, destination, destination, transport, port)
            && side(.ingress, destination, source, destination, transport, port)
    }

    /// What the policies of `own` say about `peer`; ports are those of `destination`.
    func side(
        _ direction: Direction, _ own: Side, _ peer: Side, _ destination: Side, _ transport: TransportProtocol,
        _ port: Int
    ) -> Bool {
        guard case .endpoint(let pod) = own, !pod.isHostNetwork else { return true }
        let selecting = model.policies.filter { $0.rules[direction] != nil && matches($0.subject, pod) }
        func hits(_ rule: PolicyRule) -> Bool {
            hitsPeer(rule, peer) && hitsPort(rule, destination, transport, port)
        }
        for tier in [PolicyTier.admin, .network, .baseline] {
            let policies = selecting.filter { $0.tier == tier }.sorted { $0.priority < $1.priority }
            if tier == .network {
                if policies.isEmpty { continue }
                return policies.contains { $0.rules[direction]?.contains(where: hits) == true }
            }
            let first = policies.flatMap { $0.rules[direction] ?? [] }.first(where: hits)
            switch first?.action {
            case .allow: return true
            case .deny: return false
            case .pass, nil: continue
            }
        }
        return true
    }

    private func matches(_ selection: PodSelection, _ pod: Endpoint) -> Bool {
        if pod.isHostNetwork { return false }
        switch selection.namespaces {
        case .named(let name): if name != pod.namespace { return false }
        case .matching(let selector):
            if !matches(selector, model.namespaces[pod.namespace] ?? [:]) { return false }
        }
        return matches(selection.pods, pod.labels)
    }

    private func matches(_ selector: LabelSelector, _ labels: [String: String]) -> Bool {
        selector.requirements.allSatisfy { requirement in
            switch requirement.operation {
            case .isIn: labels[requirement.key].map { requirement.values.contains($0) } ?? false
            case .notIn: !(labels[requirement.key].map { requirement.values.contains($0) } ?? false)
            case .exists: labels[requirement.key] != nil
            case .doesNotExist: labels[requirement.key] == nil
            }
        }
    }

    private func hitsPeer(_ rule: PolicyRule, _ peer: Side) -> Bool {
        guard let peers = rule.peers else { return true }
        return peers.contains { candidate in
            switch (candidate, peer) {
            case (.pods(let selection), .endpoint(let pod)): matches(selection, pod)
            case (.pods, .address), (.domains, _): false
            case (.block(let range, let exceptions), .address(let address)):
                range.contains(address) && !exceptions.contains { $0.contains(address) }
            case (.block(let range, let exceptions), .endpoint(let pod)):
                matching != .outsideOnly
                    && pod.addresses.contains { address in
                        range.contains(address) && !exceptions.contains { $0.contains(address) }
                    }
            case (.nodes(let selector), .address(let address)):
                model.nodes.contains { matches(selector, $0.labels) && $0.addresses.contains { $0.contains(address) } }
            case (.nodes(let selector), .endpoint(let pod)):
                matching != .outsideOnly
                    && model.nodes.contains { node in
                        matches(selector, node.labels) && !Set(node.addresses).isDisjoint(with: pod.addresses)
                    }
            }
        }
    }

    private func hitsPort(_ rule: PolicyRule, _ destination: Side, _ transport: TransportProtocol, _ port: Int) -> Bool
    {
        guard let ports = rule.ports else { return true }
        return ports.contains { candidate in
            switch candidate {
            case .range(let wanted, let range): return wanted == transport && range.contains(port)
            case .named(let wanted, let name):
                guard case .endpoint(let pod) = destination, wanted == nil || wanted == transport else { return false }
                return pod.ports.contains { $0.name == name && $0.transport == transport && $0.number == port }
            }
        }
    }
}
