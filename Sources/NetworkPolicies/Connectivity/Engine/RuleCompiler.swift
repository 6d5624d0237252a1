// SPDX-License-Identifier: Apache-2.0

internal import Cluster

/// Turns the policies of a model into groups of rules over columns and port sets.
struct RuleCompiler {
    var model: NetworkModel
    let matching: AddressMatching
    /// Domain names are taken for every address outside.
    let namesMatch: Bool
    let classes: EndpointClasses
    let addresses: AddressAtoms
    let firstAddress: Int
    let words: Int
    let usage: PolicyUsage
    var index: SelectorIndex
    var portNumbers: [PortSet: Int] = [:]
    var portSets: [PortSet] = []
    /// The columns with a port of a name that egress rules use, by name, protocol and number.
    var namedPorts: [String: [Endpoint.Port: [Int]]] = [:]
    let everything: Bitset
    /// Classes of known addresses, and those of none; where policies for addresses match pods.
    let podAddresses: [(column: Int, addresses: [IPRange])]
    let podsWithoutAddress: Bitset
    /// For each policy its rules and the number of the set of columns that it selects.
    var ingress: [Draft?] = []
    var egress: [Draft?] = []

    var sets: BitRows { index.sets }

    /// A policy's rules of one direction before it is known whom they are for.
    struct Draft {
        let subject: Int
        let rules: [DraftRule]
        /// Some names of ports are to be resolved at the policy's own pods.
        let resolves: Bool
    }

    struct DraftRule {
        let action: RuleAction
        let position: Int
        /// Nil when the rule has named ports only.
        let ports: Int?
        let peers: Int
        /// Ports to be resolved at the destination.
        let names: [PolicyPort]
    }

    /// - Parameter earlier: a compiler for the same endpoints and other policies; what depends on the endpoints alone
    ///   is taken from it.
    init(_ model: NetworkModel, matching: AddressMatching, namesMatch: Bool, after earlier: RuleCompiler? = nil) {
        self.model = model
        self.matching = matching
        self.namesMatch = namesMatch
        usage = PolicyUsage(model.policies, model.nodes)
        addresses = AddressAtoms(usage.blocks)
        let questions = EndpointClasses.Questions(
            keys: usage.labelKeys, ports: usage.portNames,
            addresses: matching != .outsideOnly && !usage.blocks.isEmpty)
        let known = earlier.flatMap { $0.classes.questions == questions ? $0.classes : nil }
        classes = known ?? EndpointClasses(model.endpoints, questions)
        firstAddress = (classes.classes.count + 63) / 64 * 64
        words = (firstAddress + addresses.ranges.count + 63) / 64
        index = SelectorIndex(model, classes, words: words)
        var everything = Bitset(words: words)
        everything.insert(0..<classes.classes.count)
        everything.insert(firstAddress..<firstAddress + addresses.ranges.count)
        self.everything = everything
        // Addresses of pods matter to policies for addresses only where these match pods.
        let addressesOfPods =
            matching == .outsideOnly ? [] : classes.classes.map { model.endpoints[$0.example].addresses }
        podAddresses = addressesOfPods.enumerated().filter { !$1.isEmpty }.map { ($0, $1) }
        podsWithoutAddress = addressesOfPods.enumerated().reduce(into: Bitset(words: words)) { set, entry in
            if entry.element.isEmpty { set[entry.offset] = true }
        }
        if !usage.egressPortNames.isEmpty { collectNamedPorts(usage.egressPortNames) }
    }

    private mutating func collectNamedPorts(_ names: Set<String>) {
        for (column, entry) in classes.classes.enumerated() {
            for port in model.endpoints[entry.example].ports where names.contains(port.name) {
                namedPorts[port.name, default: [:]][port, default: []].append(column)
            }
        }
    }

    mutating func compile() -> (ingress: DirectionGroups, egress: DirectionGroups) {
        ingress = model.policies.map { draft($0, .ingress) }
        egress = model.policies.map { draft($0, .egress) }
        return (groups(.ingress), groups(.egress))
    }

    private mutating func groups(_ direction: Direction) -> DirectionGroups {
        var policies = Array(repeating: [Int32](), count: classes.classes.count)
        for (number, draft) in drafts(direction).enumerated() {
            guard let draft else { continue }
            for column in index.sets.positions(draft.subject) { policies[column].append(Int32(number)) }
        }
        var result = DirectionGroups(groups: [], groupOfClass: [])
        result.groupOfClass.reserveCapacity(policies.count)
        var numbers: [GroupKey: Int32] = [:]
        var free: Int32?
        for (column, list) in policies.enumerated() {
            let known = list.isEmpty ? free : nil
            let number = known ?? group(direction, column, list, &numbers, &result.groups)
            if list.isEmpty { free = number }
            result.groupOfClass.append(number)
        }
        return result
    }

    private func drafts(_ direction: Direction) -> [Draft?] { direction == .ingress ? ingress : egress }

    struct GroupKey: Hashable {
        let policies: [Int32]
        /// What the names of ports mean at the destination, where that matters.
        let ports: [Endpoint.Port]
    }

    /// The group of a class, which is made when it is the first of its kind.
    mutating func group(
        _ direction: Direction, _ column: Int, _ policies: [Int32], _ numbers: inout [GroupKey: Int32],
        _ groups: inout [DirectionGroups.Group]
    ) -> Int32 {
        let drafts = drafts(direction)
        let needsNames = direction == .ingress && policies.contains { drafts[Int($0)]?.resolves == true }
        let key = GroupKey(policies: policies, ports: needsNames ? ownNamedPorts(column) : [])
        if let known = numbers[key] { return known }
        let number = Int32(groups.count)
        numbers[key] = number
        let rules = policies.flatMap { self.rules(Int($0), drafts[Int($0)]?.rules ?? [], direction, key.ports) }
        let isolating = policies.filter { model.policies[Int($0)].tier == .network }
        groups.append(DirectionGroups.Group(policies: policies, isolating: isolating, rules: rules))
        return number
    }

    /// The ports of a class whose names policies use.
    private func ownNamedPorts(_ column: Int) -> [Endpoint.Port] {
        model.endpoints[classes.classes[column].example].ports.filter { usage.portNames.contains($0.name) }
            .sorted { ($0.name, $0.transport.rawValue, $0.number) < ($1.name, $1.transport.rawValue, $1.number) }
    }
}
