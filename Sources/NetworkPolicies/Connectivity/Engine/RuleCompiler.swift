// SPDX-License-Identifier: Apache-2.0

internal import Cluster

/// Turns the policies of a model into groups of rules over columns and port sets.
struct RuleCompiler {
    private let model: NetworkModel
    private let matching: AddressMatching
    let classes: EndpointClasses
    let addresses: AddressAtoms
    let firstAddress: Int
    let words: Int
    private var index: SelectorIndex
    private var portNumbers: [PortSet: Int] = [:]
    private(set) var portSets: [PortSet] = []
    /// The columns with a port of a name, by name, protocol and number.
    private var namedPorts: [String: [Endpoint.Port: Bitset]] = [:]
    private let everything: Bitset

    var sets: [Bitset] { index.sets }

    /// A rule before it is known whom it is for.
    private struct Draft {
        let action: RuleAction
        let position: Int
        /// Nil when the rule has named ports only.
        let ports: Int?
        let peers: Int
        /// Ports to be resolved at the destination.
        let names: [PolicyPort]
    }

    init(_ model: NetworkModel, matching: AddressMatching) {
        self.model = model
        self.matching = matching
        let usage = PolicyUsage(model)
        addresses = AddressAtoms(usage.blocks)
        classes = EndpointClasses(
            model.endpoints, keys: model.podLabelKeys, ports: usage.portNames,
            usesAddresses: matching != .outsideOnly && !usage.blocks.isEmpty)
        firstAddress = (classes.classes.count + 63) / 64 * 64
        words = (firstAddress + addresses.ranges.count + 63) / 64
        index = SelectorIndex(model, classes, words: words)
        var everything = Bitset(words: words)
        everything.fill(classes.classes.count)
        everything.insert(firstAddress..<firstAddress + addresses.ranges.count)
        self.everything = everything
        if !usage.portNames.isEmpty { collectNamedPorts(usage.portNames) }
    }

    private mutating func collectNamedPorts(_ names: Set<String>) {
        for (column, entry) in classes.classes.enumerated() {
            for port in model.endpoints[entry.example].ports where names.contains(port.name) {
                namedPorts[port.name, default: [:]][port, default: Bitset(words: words)][column] = true
            }
        }
    }

    mutating func compile() -> (ingress: DirectionGroups, egress: DirectionGroups) {
        let subjects = model.policies.map { index.number(of: $0.subject) }
        return (compile(.ingress, subjects), compile(.egress, subjects))
    }

    private mutating func compile(_ direction: Direction, _ subjects: [Int]) -> DirectionGroups {
        var drafts: [[Draft]] = []
        var policies = Array(repeating: [Int32](), count: classes.classes.count)
        for (number, policy) in model.policies.enumerated() {
            guard let rules = policy.rules[direction] else {
                drafts.append([])
                continue
            }
            drafts.append(rules.enumerated().map { draft($1, $0) })
            for column in index.sets[subjects[number]].positions { policies[column].append(Int32(number)) }
        }
        return group(direction, policies, drafts)
    }

    private struct GroupKey: Hashable {
        let policies: [Int32]
        /// What the names of ports mean at the destination, where that matters.
        let ports: [Endpoint.Port]
    }

    private mutating func group(
        _ direction: Direction, _ policies: [[Int32]], _ drafts: [[Draft]]
    ) -> DirectionGroups {
        let resolves = drafts.map { $0.contains { !$0.names.isEmpty } && direction == .ingress }
        var numbers: [GroupKey: Int] = [:]
        var groups: [DirectionGroups.Group] = []
        var groupOfClass: [Int32] = []
        for (column, list) in policies.enumerated() {
            let needsNames = list.contains { resolves[Int($0)] }
            let key = GroupKey(policies: list, ports: needsNames ? ownNamedPorts(column) : [])
            let number = numbers[key] ?? groups.count
            if number == groups.count {
                numbers[key] = number
                let rules = list.flatMap { self.rules(Int($0), drafts[Int($0)], direction, key.ports) }
                let isolating = list.filter { model.policies[Int($0)].tier == .network }
                groups.append(DirectionGroups.Group(policies: list, isolating: isolating, rules: rules))
            }
            groupOfClass.append(Int32(number))
        }
        return DirectionGroups(groups: groups, groupOfClass: groupOfClass)
    }

    private func ownNamedPorts(_ column: Int) -> [Endpoint.Port] {
        model.endpoints[classes.classes[column].example].ports.filter { namedPorts[$0.name] != nil }
            .sorted { ($0.name, $0.transport.rawValue, $0.number) < ($1.name, $1.transport.rawValue, $1.number) }
    }

    // MARK: Rules

    private mutating func rules(
        _ policy: Int, _ drafts: [Draft], _ direction: Direction, _ ownPorts: [Endpoint.Port]
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
    private mutating func destinations(_ draft: Draft) -> [(Endpoint.Port, Int)] {
        var result: [(Endpoint.Port, Int)] = []
        let names = Set(draft.names.compactMap { if case .named(_, let name) = $0 { name } else { nil } })
        for name in names.sorted() {
            let meanings = (namedPorts[name] ?? [:]).filter { meaning in draft.names.contains { $0.names(meaning.key) }
            }
            for (port, columns) in meanings.sorted(by: { $0.key.order < $1.key.order }) {
                var peers = columns
                peers.formIntersection(index.sets[draft.peers])
                if !peers.isEmpty { result.append((port, index.number(of: peers))) }
            }
        }
        return result
    }

    private mutating func draft(_ rule: PolicyRule, _ position: Int) -> Draft {
        let names = (rule.ports ?? []).filter { if case .named = $0 { true } else { false } }
        let ranges = rule.ports.map { ports in
            PortSet(
                joining: ports.compactMap { port in
                    guard case .range(let transport, let range) = port else { return nil }
                    return PortSet.line(transport, range.lowerBound, range.upperBound)
                })
        }
        let ports = ranges ?? .all
        return Draft(
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
            case .domains: break
            }
        }
        return index.number(of: set)
    }

    private func insert(_ range: IPRange, _ exceptions: [IPRange], into set: inout Bitset) {
        for position in addresses.positions(in: range) {
            let atom = addresses.ranges[position]
            if exceptions.contains(where: { $0.contains(atom) }) { continue }
            set[firstAddress + position] = true
        }
        guard matching != .outsideOnly else { return }
        for (column, entry) in classes.classes.enumerated()
        where holds(model.endpoints[entry.example].addresses, range, exceptions) { set[column] = true }
    }

    /// Whether a pod with these addresses is in a block.
    private func holds(_ addresses: [IPRange], _ range: IPRange, _ exceptions: [IPRange]) -> Bool {
        if !addresses.isEmpty {
            return addresses.contains { address in
                range.contains(address) && !exceptions.contains { $0.contains(address) }
            }
        }
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

/// What the policies of a model speak of.
struct PolicyUsage {
    /// Blocks, exceptions and addresses of nodes.
    private(set) var blocks: Set<IPRange> = []
    private(set) var portNames: Set<String> = []

    init(_ model: NetworkModel) {
        var usesNodes = false
        for policy in model.policies {
            for rule in policy.rules.values.joined() {
                for peer in rule.peers ?? [] {
                    switch peer {
                    case .block(let range, let exceptions):
                        blocks.insert(range)
                        blocks.formUnion(exceptions)
                    case .nodes: usesNodes = true
                    case .pods, .domains: break
                    }
                }
                for case .named(_, let name) in rule.ports ?? [] { portNames.insert(name) }
            }
        }
        if usesNodes { for node in model.nodes { blocks.formUnion(node.addresses) } }
    }
}
