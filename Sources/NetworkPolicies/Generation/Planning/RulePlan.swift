// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents

/// Turns one workload's needs in one direction into few rules: a peer once, peers with the same ports together, nothing
/// that another rule allows anyway.
struct RulePlan {
    private let context: GenerationContext
    private let choices: PodLabelChoice
    private let namespace: String

    init(_ context: GenerationContext, _ choices: PodLabelChoice, _ namespace: String) {
        self.context = context
        self.choices = choices
        self.namespace = namespace
    }

    private struct Reason: Hashable {
        let ports: PortSet
        let evidence: ConnectionEvidence
    }

    private struct Collected {
        var ports: PortSet = .none
        var reasons: [Reason] = []
        var titles: Set<String> = []

        mutating func add(_ connection: NeededConnection) {
            ports = ports.union(connection.ports)
            let reason = Reason(ports: connection.ports, evidence: connection.evidence)
            if !reasons.contains(reason) { reasons.append(reason) }
        }
    }

    func rules(_ needs: [(peer: NeededConnection.Side, connection: NeededConnection)]) -> [PolicyDraft.Rule] {
        var open = Collected()
        var peers: [PolicyDraft.Peer: Collected] = [:]
        for (side, connection) in merged(needs) {
            guard let peer = peer(side) else {
                open.add(connection)
                continue
            }
            peers[peer, default: Collected()].add(connection)
            peers[peer]?.titles.insert(title(side))
        }
        return grouped(open, peers)
    }

    private func grouped(_ open: Collected, _ peers: [PolicyDraft.Peer: Collected]) -> [PolicyDraft.Rule] {
        var open = open
        var byPorts: [PortSet: [PolicyDraft.Entry]] = [:]
        for (peer, collected) in peers.sorted(by: { $0.key.order(in: namespace) < $1.key.order(in: namespace) }) {
            let ports = collected.ports.subtracting(open.ports)
            if ports.isEmpty {
                open.reasons += collected.reasons.filter { !open.reasons.contains($0) }
                continue
            }
            let entry = Self.entry([peer], collected.titles.sorted().joined(separator: ", "), collected, ports)
            Self.append(entry, to: &byPorts[ports, default: []])
        }
        var rules = byPorts.map { PolicyDraft.Rule(ports: $0.key, entries: $0.value) }
        if !open.ports.isEmpty {
            rules.append(PolicyDraft.Rule(ports: open.ports, entries: [Self.entry([], "anywhere", open, open.ports)]))
        }
        return rules.sorted { Self.order($0) < Self.order($1) }
    }

    /// Blocks that are needed for the same reasons stand together.
    private static func append(_ entry: PolicyDraft.Entry, to entries: inout [PolicyDraft.Entry]) {
        guard let last = entries.last, case .block? = last.peers.last, case .block? = entry.peers.last,
            last.evidence == entry.evidence
        else { return entries.append(entry) }
        entries[entries.count - 1] = PolicyDraft.Entry(
            peers: last.peers + entry.peers,
            title: last.peers.count < blockLimit ? "\(last.title), \(entry.title)" : "many addresses",
            evidence: last.evidence, confidence: last.confidence)
    }

    /// Blocks that are told one by one.
    private static let blockLimit = 8

    private static func entry(
        _ peers: [PolicyDraft.Peer], _ title: String, _ collected: Collected, _ ports: PortSet
    ) -> PolicyDraft.Entry {
        let reasons = collected.reasons.enumerated()
            .sorted { ($1.element.evidence.confidence, $0.offset) < ($0.element.evidence.confidence, $1.offset) }
            .map(\.element)
        var rest = ports
        var confidence = Confidence.high
        for reason in reasons where !rest.isEmpty {
            confidence = reason.evidence.confidence
            rest = rest.subtracting(reason.ports)
        }
        return PolicyDraft.Entry(
            peers: peers, title: title, evidence: reasons.map { evidence($0, ports) }, confidence: confidence)
    }

    /// Says for which of the ports it stands, where not for all.
    private static func evidence(_ reason: Reason, _ ports: PortSet) -> ConnectionEvidence {
        guard !ports.subtracting(reason.ports).isEmpty else { return reason.evidence }
        return ConnectionEvidence(
            reason.evidence.confidence, "\(reason.evidence.text), on \(reason.ports)", at: reason.evidence.location)
    }

    private static func order(_ rule: PolicyDraft.Rule) -> (Int, String) {
        let isOpen = rule.entries.first?.peers.isEmpty == true
        return (isOpen ? 0 : 1, rule.ports.ranges.map { "\(1_000_000 + $0.lowerBound)" }.joined())
    }

    // MARK: Peers

    /// Nil for everyone.
    private func peer(_ side: NeededConnection.Side) -> PolicyDraft.Peer? {
        switch side {
        case .endpoint(let position):
            .pods(namespace: context.model.endpoints[position].namespace, labels: choices.choices[position].labels)
        case .pods(let pods): .pods(namespace: pods.namespace, labels: PolicyDraft.Labels(pods.labels))
        case .block(let range, let exceptions): .block(range, except: exceptions)
        case .anywhere: nil
        }
    }

    private func title(_ side: NeededConnection.Side) -> String {
        switch side {
        case .endpoint(let position): context.model.endpoints[position].title
        case .pods(let pods): pods == .clusterDNS ? "the cluster's DNS" : pods.title
        case .block(let range, _): range.blocks.joined(separator: ", ")
        case .anywhere: "anywhere"
        }
    }

    /// Addresses that were seen one by one become blocks, where their ports are the same.
    private func merged(
        _ needs: [(peer: NeededConnection.Side, connection: NeededConnection)]
    ) -> [(NeededConnection.Side, NeededConnection)] {
        var result: [(NeededConnection.Side, NeededConnection)] = []
        var ports: [IPRange: PortSet] = [:]
        var connections: [IPRange: NeededConnection] = [:]
        for (side, connection) in needs {
            guard connection.isObserved, case .block(let range, let exceptions) = side, exceptions.isEmpty else {
                result.append((side, connection))
                continue
            }
            ports[range, default: .none].formUnion(connection.ports)
            connections[range] = connections[range] ?? connection
        }
        var byPorts: [PortSet: [IPRange]] = [:]
        for (range, set) in ports { byPorts[set, default: []].append(range) }
        for (set, ranges) in byPorts.sorted(by: { $0.key.description < $1.key.description }) {
            let blocks = AddressCover.blocks(ranges, waste: context.options.addressWaste)
            for block in blocks {
                let inside = ranges.filter { block.contains($0) }.sorted()
                guard let first = inside.first, var connection = connections[first] else { continue }
                connection.ports = set
                if blocks.count > Self.blockLimit {
                    connection.evidence = shared(ranges, connections)
                } else if inside.count > 1 {
                    let text = "\(inside.count) addresses of this block, the first one: \(connection.evidence.text)"
                    connection.evidence = ConnectionEvidence(
                        connection.evidence.confidence, text, at: connection.evidence.location)
                }
                result.append((.block(block, except: []), connection))
            }
        }
        return result
    }

    /// What is said of many addresses at once.
    private func shared(_ ranges: [IPRange], _ connections: [IPRange: NeededConnection]) -> ConnectionEvidence {
        let evidence = ranges.sorted().compactMap { connections[$0]?.evidence }
        let confidence = evidence.map(\.confidence).min() ?? .low
        let first = evidence.first
        return ConnectionEvidence(
            confidence, "\(ranges.count) addresses, the first one: \(first?.text ?? "")", at: first?.location)
    }
}
