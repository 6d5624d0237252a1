// SPDX-License-Identifier: Apache-2.0

internal import Cluster

extension RuleCompiler {
    /// The rules of a policy as they apply to a group.
    mutating func rules(
        _ policy: Int, _ drafts: [DraftRule], _ direction: Direction, _ ownPorts: [Endpoint.Port]
    ) -> [DirectionGroups.Rule] {
        let tier = model.policies[policy].tier
        var rules: [DirectionGroups.Rule] = []
        for draft in drafts {
            func add(_ ports: Int, _ peers: Int) {
                rules.append(
                    DirectionGroups.Rule(
                        tier: tier, action: draft.action, ports: ports, peers: peers, policy: policy,
                        position: draft.position))
            }
            if let ports = draft.ports { add(ports, draft.peers) }
            guard !draft.names.isEmpty else { continue }
            switch direction {
            case .ingress:
                let ports = ownPorts.filter { port in draft.names.contains { $0.names(port) } }
                if !ports.isEmpty { add(number(of: PortSet(ports)), draft.peers) }
            case .egress:
                for (port, peers) in destinations(draft) { add(number(of: PortSet([port])), peers) }
            }
        }
        return rules
    }

    /// For each port that a name means somewhere, the columns where it means that.
    private mutating func destinations(_ draft: DraftRule) -> [(Endpoint.Port, Int)] {
        var result: [(Endpoint.Port, Int)] = []
        let names = Set(draft.names.compactMap { if case .named(_, let name) = $0 { name } else { nil } })
        for name in names.sorted() {
            let meanings = (namedPorts[name] ?? [:]).filter { meaning in draft.names.contains { $0.names(meaning.key) }
            }
            for (port, columns) in meanings.sorted(by: { $0.key.order < $1.key.order }) {
                var peers = Bitset(words: words)
                for column in columns where index.sets[draft.peers, column] { peers[column] = true }
                if !peers.isEmpty { result.append((port, index.number(of: peers))) }
            }
        }
        return result
    }

    /// The rules of a policy in a direction, whoever they are for; nil when it does not have the direction.
    mutating func draft(_ policy: Policy, _ direction: Direction) -> Draft? {
        guard let rules = policy.rules[direction] else { return nil }
        let drafts = rules.enumerated().map { draft($1, $0) }
        return Draft(
            subject: index.number(of: policy.subject), rules: drafts, resolves: drafts.contains { !$0.names.isEmpty })
    }

    private mutating func draft(_ rule: PolicyRule, _ position: Int) -> DraftRule {
        let names = (rule.ports ?? []).filter { if case .named = $0 { true } else { false } }
        let ranges = rule.ports.map { ports in
            PortSet(
                joining: ports.compactMap { port in
                    guard case .range(let transport, let range) = port else { return nil }
                    return PortSet.line(transport, range.lowerBound, range.upperBound)
                })
        }
        let ports = ranges ?? .all
        return DraftRule(
            action: rule.action, position: position, ports: ports.isEmpty ? nil : number(of: ports),
            peers: peers(rule.peers), names: names)
    }

    private mutating func number(of ports: PortSet) -> Int {
        if let known = portNumbers[ports] { return known }
        portNumbers[ports] = portSets.count
        portSets.append(ports)
        return portSets.count - 1
    }

    private mutating func peers(_ peers: [PolicyPeer]?) -> Int {
        guard let peers else { return index.number(of: everything) }
        if peers.count == 1, case .pods(let selection) = peers[0] { return index.number(of: selection) }
        var set = Bitset(words: words)
        for peer in peers {
            switch peer {
            case .pods(let selection):
                let number = index.number(of: selection)
                set.formUnion(index.sets[number])
            case .block(let range, let exceptions): insert(range, exceptions, into: &set)
            case .nodes(let selector):
                for node in model.nodes where selector.matches(node.labels) {
                    for address in node.addresses { insert(address, [], into: &set) }
                }
            case .domains: if namesMatch { set.insert(firstAddress..<firstAddress + addresses.ranges.count) }
            }
        }
        return index.number(of: set)
    }

    private func insert(_ range: IPRange, _ exceptions: [IPRange], into set: inout Bitset) {
        var outside = Bitset(words: words)
        outside.insert(columns(of: range))
        for exception in exceptions { outside.remove(columns(of: exception)) }
        set.formUnion(outside)
        guard matching != .outsideOnly else { return }
        if mayHoldUnknown(range, exceptions) { set.formUnion(podsWithoutAddress) }
        for (column, addresses) in podAddresses {
            let holds = addresses.contains { address in
                range.contains(address) && !exceptions.contains { $0.contains(address) }
            }
            if holds { set[column] = true }
        }
    }

    private func columns(of range: IPRange) -> Range<Int> {
        let positions = addresses.positions(in: range)
        return firstAddress + positions.lowerBound..<firstAddress + positions.upperBound
    }

    /// Whether a pod of unknown address is taken to be in a block.
    private func mayHoldUnknown(_ range: IPRange, _ exceptions: [IPRange]) -> Bool {
        if matching == .pods { return range == .all(range.family) && exceptions.isEmpty }
        return PrivateAddresses.all.contains { network in
            network.overlaps(range) && !exceptions.contains { $0.contains(network) }
        }
    }
}

/// Networks from which clusters give their pods addresses.
enum PrivateAddresses {
    static let all = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7"]
        .compactMap { IPRange(cidr: $0) }
}

extension PolicyPort {
    /// Whether a named port means a container's port.
    func names(_ port: Endpoint.Port) -> Bool {
        guard case .named(let transport, let name) = self else { return false }
        return name == port.name && (transport == nil || transport == port.transport)
    }
}

extension Endpoint.Port {
    fileprivate var order: Int { transport.rawValue * PortSet.stride + number }
}

extension PortSet {
    init(_ ports: [Endpoint.Port]) {
        self.init(joining: ports.map { PortSet.line($0.transport, $0.number, $0.number) })
    }
}
