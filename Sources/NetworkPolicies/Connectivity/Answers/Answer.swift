// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents

/// The answer to one question, with everything that decides.
package struct Answer: Sendable {
    /// One pair of sides, and what its policies say.
    package struct Pair: Sendable {
        package let source: String
        package let destination: String
        package let verdict: Verdict
        /// Ports that go through for certain.
        package let ports: PortSet
        /// Ports that a plug-in decides.
        package let dependent: PortSet
        package let egress: [Decision]
        package let ingress: [Decision]
        /// What else matters, in words.
        package let notes: [String]
    }

    package let pairs: [Pair]

    /// The verdict on a whole: of all pairs, which may disagree when a side is a range of addresses.
    package enum Summary: Sendable, Hashable {
        case all(Verdict)
        case mixed
    }

    package var summary: Summary {
        guard let first = pairs.first else { return .all(.deny) }
        return pairs.allSatisfy { $0.verdict == first.verdict } ? .all(first.verdict) : .mixed
    }
}

extension Connectivity {
    /// One side as a column of each engine, or an endpoint.
    private struct Side {
        let title: String
        let endpoint: Int?
        let column: Int
        let other: Int?
    }

    /// Who can reach whom through some of the given ports.
    package func answer(
        from source: PeerReference, to destination: PeerReference, ports: (Endpoint?) -> PortSet
    ) -> Answer {
        var pairs: [Answer.Pair] = []
        for left in sides(source, .ingress) {
            for right in sides(destination, .egress) where left.endpoint != nil || right.endpoint != nil {
                pairs.append(pair(left, right, ports(right.endpoint.map { model.endpoints[$0] })))
            }
        }
        return Answer(pairs: pairs)
    }

    private func sides(_ reference: PeerReference, _ direction: Direction) -> [Side] {
        switch reference {
        case .endpoints(let positions):
            positions.map { position in
                Side(
                    title: title(position), endpoint: position, column: reachability.column(ofEndpoint: position),
                    other: alternative?.column(ofEndpoint: position))
            }
        case .outside: addressRanges(direction).flatMap { outside($0, $0) }
        case .addresses(let range):
            AddressAtoms(addressRanges(direction)).ranges.filter { $0.overlaps(range) }.flatMap { outside($0, range) }
        }
    }

    /// The part of an atom that was asked for.
    private func outside(_ atom: IPRange, _ asked: IPRange) -> [Side] {
        let part = IPRange(family: atom.family, low: max(atom.low, asked.low), high: min(atom.high, asked.high))
        let address = IPRange(family: part.family, low: part.low, high: part.low)
        guard let column = reachability.column(ofAddress: address) else { return [] }
        return [
            Side(
                title: part.description + "[External]", endpoint: nil, column: column,
                other: alternative?.column(ofAddress: address))
        ]
    }

    private func pair(_ source: Side, _ destination: Side, _ asked: PortSet) -> Answer.Pair {
        let egress = reachability.decisions(.egress, of: source.column, peer: destination.column, asked)
        let ingress = reachability.decisions(.ingress, of: destination.column, peer: source.column, asked)
        let ports = reachability.connection(from: source.column, to: destination.column).intersection(asked)
        var dependent = PortSet.none
        if let alternative, let from = source.other, let to = destination.other {
            let other = alternative.connection(from: from, to: to).intersection(asked)
            dependent = other.subtracting(ports).union(ports.subtracting(other))
        }
        var notes: [String] = []
        let isSelf = source.endpoint != nil && source.endpoint == destination.endpoint
        if isSelf { notes.append("a pod always reaches itself") }
        if isSelf, let position = source.endpoint, model.endpoints[position].pods <= 1 {
            return Answer.Pair(
                source: source.title, destination: destination.title, verdict: asked.isEmpty ? .deny : .allow,
                ports: asked, dependent: .none, egress: egress, ingress: ingress, notes: notes)
        }
        var uncertain = PortSet.none
        if let named, source.endpoint == nil || destination.endpoint == nil {
            let other = named.connection(from: source.column, to: destination.column).intersection(asked)
            uncertain = other.subtracting(ports)
        }
        let verdict = verdict(source, destination, (ports, dependent, uncertain), &notes)
        return Answer.Pair(
            source: source.title, destination: destination.title, verdict: verdict, ports: ports,
            dependent: dependent, egress: egress, ingress: ingress, notes: notes)
    }

    private func verdict(
        _ source: Side, _ destination: Side, _ ports: (open: PortSet, dependent: PortSet, uncertain: PortSet),
        _ notes: inout [String]
    ) -> Verdict {
        for position in [source.endpoint, destination.endpoint].compactMap({ $0 }) {
            if isUnknown(position) {
                let policies = model.unevaluated.filter { $0.selection.matches(model.endpoints[position], model) }
                let names = policies.map { "\($0.resource.kind) \($0.resource.name) (\($0.resource.location))" }
                notes.append("\(title(position)) may be selected by \(names.joined(separator: ", ")), not evaluated")
                return .unknown
            }
            if model.endpoints[position].isHostNetwork {
                notes.append("\(title(position)) is on its node's network: policies know it as the node, not as a pod")
            }
        }
        if !ports.uncertain.isEmpty {
            notes.append("\(ports.uncertain): allowed to the names that a policy accepts, which are not resolved")
        }
        if !ports.open.subtracting(ports.dependent).isEmpty { return .allow }
        if !ports.uncertain.isEmpty { return .unknown }
        if ports.dependent.isEmpty { return .deny }
        notes.append("network plug-ins differ in whether a policy for addresses matches pods")
        return .dependsOnCNI
    }
}
