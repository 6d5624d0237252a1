// SPDX-License-Identifier: Apache-2.0

internal import Documents

/// Whether policies for addresses match pods, as the user says.
package enum AddressMatchingChoice: String, Sendable, CaseIterable {
    case yes, no
    /// Both are looked at; where they differ, the verdict says so.
    case auto
}

/// What can be said about a connection.
package enum Verdict: String, Sendable, Hashable {
    case allow, deny
    /// Network plug-ins differ in whether a policy for addresses matches pods.
    case dependsOnCNI = "depends-on-cni"
    /// A policy that is not evaluated may select one side, or only a rule for domain names may allow it.
    case unknown
}

/// Answers questions about a model under the user's choice.
package final class Connectivity: Sendable {
    package let model: NetworkModel
    /// The answers that are told; with `auto`, those for a plug-in that matches addresses outside only.
    package let reachability: Reachability
    /// The answers of a plug-in that also matches pods; only where these may differ.
    package let alternative: Reachability?
    /// The answers if every address outside had one of the names that rules accept; only where there are such rules.
    package let named: Reachability?
    /// Position of the ingress controller among the endpoints, when the input has routes.
    package let controller: Int?
    /// Endpoints that a policy of an unknown kind may select.
    private let unknown: Set<Int>

    /// The name that stands for the pods of the ingress controller, which are not in the input.
    package static let controllerTitle = "{ingress-controller}"

    private let choice: AddressMatchingChoice
    private let ranges: [Direction: [IPRange]]

    package init(_ model: NetworkModel, addresses choice: AddressMatchingChoice = .auto) {
        var model = model
        if model.entryPoints.contains(where: { $0.kind == .route }) {
            controller = model.endpoints.count
            model.addNamespace("ingress-controller-ns")
            model.endpoints.append(
                Endpoint(namespace: "ingress-controller-ns", name: "ingress-controller", kind: "", labels: [:]))
        } else {
            controller = nil
        }
        self.choice = choice
        ranges = Self.ranges(model)
        reachability = Reachability(model, matching: choice == .yes ? .pods : .outsideOnly)
        alternative = Self.alternative(model, choice)
        named = Self.named(reachability)
        unknown = Self.unknownEndpoints(model)
        model.problems += PriorityTies(reachability).problems
        self.model = model
    }

    private static func named(_ reachability: Reachability) -> Reachability? {
        let rules = reachability.model.policies.lazy.compactMap { $0.rules[.egress] }.joined()
        let hasNames = rules.contains { rule in
            rule.peers?.contains { if case .domains = $0 { true } else { false } } == true
        }
        return hasNames ? Reachability(reachability.model, matching: reachability.matching, namesMatch: true) : nil
    }

    private static func alternative(_ model: NetworkModel, _ choice: AddressMatchingChoice) -> Reachability? {
        guard choice == .auto, !PolicyUsage(model.policies, model.nodes).blocks.isEmpty else { return nil }
        return Reachability(model, matching: .possiblePods)
    }

    private init(_ old: Connectivity, _ reachability: Reachability, _ alternative: Reachability?) {
        var model = reachability.model
        model.problems =
            old.model.problems.filter { $0.code != PriorityTies.code } + PriorityTies(reachability).problems
        self.model = model
        choice = old.choice
        ranges = Self.ranges(reachability.model)
        controller = old.controller
        unknown = old.unknown
        self.reachability = reachability
        self.alternative = alternative
        named = Self.named(reachability)
    }

    /// The answers after one policy has changed; see `Reachability.replacing`.
    package func replacing(_ position: Int?, with policy: Policy?) -> Connectivity {
        let reachability = reachability.replacing(position, with: policy)
        let alternative =
            alternative?.replacing(position, with: policy) ?? Self.alternative(reachability.model, choice)
        return Connectivity(self, reachability, alternative)
    }

    /// The answers as if the policies of another model were applied: those of the same name are replaced.
    package func assuming(_ policies: [Policy]) -> Connectivity {
        policies.reduce(self) { connectivity, policy in
            let title = policy.title
            let known = connectivity.model.policies.firstIndex { $0.name == policy.name && $0.title == title }
            return connectivity.replacing(known, with: policy)
        }
    }

    private static func unknownEndpoints(_ model: NetworkModel) -> Set<Int> {
        guard !model.unevaluated.isEmpty else { return [] }
        return Set(
            model.endpoints.indices.filter { position in
                let endpoint = model.endpoints[position]
                return !endpoint.isHostNetwork
                    && model.unevaluated.contains { $0.selection.matches(endpoint, model) }
            })
    }

    /// A policy of a kind that is not evaluated may decide about this endpoint.
    package func isUnknown(_ endpoint: Int) -> Bool { unknown.contains(endpoint) }

    package func title(_ endpoint: Int) -> String {
        endpoint == controller ? Self.controllerTitle : model.endpoints[endpoint].title
    }

    /// The ranges of addresses that policies tell apart on one side of a connection: sources for ingress,
    /// destinations for egress. IPv6 is told when a policy speaks of it.
    package func addressRanges(_ direction: Direction) -> [IPRange] { ranges[direction] ?? [] }

    private static func ranges(_ model: NetworkModel) -> [Direction: [IPRange]] {
        var blocks: [Direction: Set<IPRange>] = [:]
        var speaksOfV6 = false
        for policy in model.policies {
            for side in Direction.allCases {
                for peer in (policy.rules[side] ?? []).lazy.flatMap({ $0.peers ?? [] }) {
                    switch peer {
                    case .block(let range, let exceptions):
                        if range.family == .v6 { speaksOfV6 = true }
                        blocks[side, default: []].formUnion([range] + exceptions)
                    case .nodes: blocks[.egress, default: []].formUnion(model.nodes.flatMap(\.addresses))
                    case .pods, .domains: break
                    }
                }
            }
        }
        var result: [Direction: [IPRange]] = [:]
        for direction in Direction.allCases {
            result[direction] = AddressAtoms(blocks[direction] ?? []).ranges.filter { $0.family == .v4 || speaksOfV6 }
        }
        return result
    }
}

extension PodSelection {
    func matches(_ endpoint: Endpoint, _ model: NetworkModel) -> Bool {
        switch namespaces {
        case .named(let name): if name != endpoint.namespace { return false }
        case .matching(let selector):
            if !selector.matches(model.namespaces[endpoint.namespace] ?? [:]) { return false }
        }
        return pods.matches(endpoint.labels)
    }
}
