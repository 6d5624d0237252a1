// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents

/// The connections of a cluster as tables for the page's script. What a group of workloads allows is told once, and
/// its peers in runs, so that a thousand workloads stay small.
///
/// A side (`out`, `in`) has one entry per group: `r`, runs of situations over all peers, and `s`, for each situation
/// the number of the ports that are open and the numbers of the decisions.
struct ConnectionPageData {
    private let connectivity: Connectivity
    private let uncertain: Connections
    /// Endpoints that the user asked about.
    private let focus: Set<Int>
    private var model: NetworkModel { connectivity.model }
    private var reachability: Reachability { connectivity.reachability }

    /// Positions of the endpoints, by namespace and then by group, so that what is alike lies side by side.
    private let workloads: [Int]
    private let kinds: [Int]
    private let sources: [IPRange]
    private let destinations: [IPRange]
    private var portNumbers: [PortSet: Int] = [.none: 0, .all: 1]
    private var ports: [PortSet] = [.none, .all]
    private var decisionNumbers: [DecisionKey: Int] = [:]
    private var decisions: [Decision] = []
    private var sides: [Direction: [Side]] = [:]
    private var groupNumbers: [Direction: [Int: Int]] = [.ingress: [:], .egress: [:]]
    private var meetings: [[Int]: Int] = [:]

    private struct DecisionKey: Hashable {
        let direction: Direction
        let ports: PortSet
        let reason: Decision.Reason
    }

    private struct Side {
        var runs: [Int] = []
        var situations: [(ports: Int, decisions: [Int])] = []
    }

    init(_ list: ConnectionList, focus: Set<Int>) {
        let connectivity = list.connectivity
        self.connectivity = connectivity
        uncertain = list.dependent
        self.focus = focus
        let reachability = connectivity.reachability
        func key(_ endpoint: Int) -> (String, Int32, Int32, String) {
            let column = reachability.column(ofEndpoint: endpoint)
            return (
                connectivity.model.endpoints[endpoint].namespace, reachability.ingress.groupOfClass[column],
                reachability.egress.groupOfClass[column], connectivity.model.endpoints[endpoint].title
            )
        }
        workloads = connectivity.model.endpoints.indices.filter { $0 != connectivity.controller }
            .map { (position: $0, key: key($0)) }.sorted { $0.key < $1.key }.map(\.position)
        kinds = Self.kinds(connectivity)
        sources = connectivity.addressRanges(.ingress)
        destinations = connectivity.addressRanges(.egress)
        for direction in Direction.allCases { addSides(direction) }
        meet()
    }

    // MARK: Tables

    /// The columns of everything that may be on the other side: workloads, what lies outside, the ingress controller.
    private func peers(_ direction: Direction) -> [Int] {
        let inside = workloads.map { reachability.column(ofEndpoint: $0) }
        guard direction == .ingress else { return inside + columns(destinations) }
        let controller = connectivity.controller.map { [reachability.column(ofEndpoint: $0)] } ?? []
        return inside + columns(sources) + controller
    }

    private func columns(_ ranges: [IPRange]) -> [Int] {
        ranges.compactMap { range in
            reachability.column(ofAddress: IPRange(family: range.family, low: range.low, high: range.low))
        }
    }

    private mutating func addSides(_ direction: Direction) {
        let groups = reachability.groups(direction)
        let peers = peers(direction)
        for endpoint in workloads where !model.endpoints[endpoint].isHostNetwork {
            let column = reachability.column(ofEndpoint: endpoint)
            let group = Int(groups.groupOfClass[column])
            guard groupNumbers[direction]?[group] == nil else { continue }
            groupNumbers[direction]?[group] = sides[direction, default: []].count
            let side = side(direction, groups.groups[group], column, peers)
            sides[direction, default: []].append(side)
        }
    }

    private mutating func side(
        _ direction: Direction, _ group: DirectionGroups.Group, _ column: Int, _ peers: [Int]
    ) -> Side {
        var side = Side()
        var known: [[Bool]: Int] = [:]
        let sets = Set(group.rules.map(\.peers)).sorted()
        for peer in peers {
            let signature = sets.map { reachability.sets[$0, peer] }
            let number = known[signature] ?? side.situations.count
            if number == side.situations.count {
                known[signature] = number
                side.situations.append(situation(direction, column, peer))
            }
            if let last = side.runs.indices.last, side.runs[last - 1] == number {
                side.runs[last] += 1
            } else {
                side.runs += [number, 1]
            }
        }
        return side
    }

    private mutating func situation(
        _ direction: Direction, _ column: Int, _ peer: Int
    ) -> (ports: Int, decisions: [Int]) {
        var open = PortSet.none
        var numbers: [Int] = []
        for decision in reachability.decisions(direction, of: column, peer: peer) {
            if decision.isAllowed { open = open.union(decision.ports) }
            let key = DecisionKey(direction: direction, ports: decision.ports, reason: decision.reason)
            let number = decisionNumbers[key] ?? decisions.count
            if number == decisions.count {
                decisionNumbers[key] = number
                decisions.append(decision)
            }
            numbers.append(number)
        }
        return (number(of: open), numbers)
    }

    private mutating func number(of set: PortSet) -> Int {
        if let known = portNumbers[set] { return known }
        portNumbers[set] = ports.count
        ports.append(set)
        return ports.count - 1
    }

    /// What two sides together let through, for every combination that there may be.
    private mutating func meet() {
        let out = Set((sides[.egress] ?? []).flatMap(\.situations).map(\.ports)).sorted()
        let into = Set((sides[.ingress] ?? []).flatMap(\.situations).map(\.ports)).sorted()
        for left in out where left > 1 {
            for right in into where right > 1 && right != left {
                meetings[[left, right]] = number(of: ports[left].intersection(ports[right]))
            }
        }
    }

    // MARK: JSON

    /// One object; safe inside of a script element.
    mutating func json() -> String {
        var writer = JSONWriter()
        let entries = entries()
        let dependent = dependent()
        writer.object { writer in
            let namespaces = Set(workloads.map { model.endpoints[$0].namespace }).sorted()
            let numbers = Dictionary(uniqueKeysWithValues: namespaces.enumerated().map { ($1, $0) })
            writer.member("namespaces", namespaces)
            writer.member("policies", model.policies.count)
            writer.member("workloads") { writer in
                writer.array { writer in for endpoint in workloads { write(endpoint, numbers, &writer) } }
            }
            writer.member("focus") { $0.numbers(workloads.indices.filter { focus.contains(workloads[$0]) }) }
            writer.member("sources", sources.map(\.block))
            writer.member("destinations", destinations.map(\.block))
            writer.member("ports", ports.map(\.description))
            for direction in [Direction.egress, .ingress] {
                writer.member(direction == .egress ? "out" : "in") { write(sides[direction] ?? [], &$0) }
            }
            writer.member("meet") { writer in
                writer.array { writer in
                    for (pair, ports) in meetings.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
                        writer.numbers(pair + [ports])
                    }
                }
            }
            writer.member("decisions") { writer in
                writer.array { writer in for decision in decisions { write(decision, &writer) } }
            }
            writer.member("entries") { writer in
                writer.array { writer in for entry in entries { write(entry, &writer) } }
            }
            writer.member("depends") { writer in
                writer.array { writer in for pair in dependent { writer.numbers(pair) } }
            }
        }
        return String(decoding: writer.bytes, as: UTF8.self)
            .split(separator: "<", omittingEmptySubsequences: false).joined(separator: "\\u003c")
    }

    /// `[namespace, name, kind, pods, flags, egress group, ingress group, kind]`; flags: 1 on the node's network, 2
    /// unknown. Nothing tells workloads of one kind apart.
    private func write(_ position: Int, _ namespaces: [String: Int], _ writer: inout JSONWriter) {
        let endpoint = model.endpoints[position]
        let column = reachability.column(ofEndpoint: position)
        func group(_ direction: Direction) -> Int {
            if endpoint.isHostNetwork { return -1 }
            return groupNumbers[direction]?[Int(reachability.groups(direction).groupOfClass[column])] ?? -1
        }
        writer.array { writer in
            writer.number(namespaces[endpoint.namespace] ?? 0)
            writer.string(endpoint.name)
            writer.string(endpoint.kind)
            writer.number(endpoint.pods)
            writer.number((endpoint.isHostNetwork ? 1 : 0) + (connectivity.isUnknown(position) ? 2 : 0))
            writer.number(group(.egress))
            writer.number(group(.ingress))
            writer.number(kinds[position])
        }
    }

    private func write(_ sides: [Side], _ writer: inout JSONWriter) {
        writer.array { writer in
            for side in sides {
                writer.object { writer in
                    writer.member("r") { $0.numbers(side.runs) }
                    writer.member("s") { writer in
                        writer.array { writer in
                            for situation in side.situations { writer.numbers([situation.ports] + situation.decisions) }
                        }
                    }
                }
            }
        }
    }

    /// `[allowed, ports, text, [[rule, place]]]`; the ports are empty when it is about all of them.
    private func write(_ decision: Decision, _ writer: inout JSONWriter) {
        let text =
            switch decision.reason {
            case .outOfReach: "no policy applies to this side"
            case .noPolicy: "no policy selects the pod for \(decision.direction.rawValue.lowercased())"
            case .allowedBy(let rules): rules.count == 1 ? "by the rule" : "by any of the rules"
            case .decidedBy: "by the first rule that matches"
            case .isolatedBy(let policies):
                policies.count == 1 ? "no rule matches in" : "no rule matches in any of"
            }
        let field = decision.direction == .ingress ? "ingress" : "egress"
        writer.array { writer in
            writer.number(decision.isAllowed ? 1 : 0)
            writer.string(decision.ports.isAll ? "" : decision.ports.description)
            writer.string(text)
            writer.array { writer in
                for rule in model.rules(decision) {
                    writer.array { writer in
                        writer.string(rule.policy.title + (rule.position.map { ", \(field)[\($0)]" } ?? ""))
                        writer.string(rule.node?.location.description ?? "")
                    }
                }
            }
        }
    }

    // MARK: Ways in

    private struct Entry {
        let isRoute: Bool
        let workload: Int
        let ports: Int
        let title: String
        let place: String
    }

    /// What leads in from outside, as far as the policies let it.
    private mutating func entries() -> [Entry] {
        var result: [Entry] = []
        let numbers = Dictionary(uniqueKeysWithValues: workloads.enumerated().map { ($1, $0) })
        let outside = columns(sources)
        for entry in model.entryPoints {
            guard let workload = numbers[entry.endpoint] else { continue }
            let column = reachability.column(ofEndpoint: entry.endpoint)
            let from =
                entry.kind == .route ? connectivity.controller.map { [reachability.column(ofEndpoint: $0)] } : nil
            var open = PortSet.none
            for peer in from ?? outside {
                open = open.union(reachability.connection(from: peer, to: column))
            }
            open = open.intersection(entry.ports)
            let type =
                entry.kind == .route ? "" : " (\(entry.resource.spec?["type"]?.scalarText ?? "external addresses"))"
            let name = entry.resource.effectiveNamespace + "/" + entry.resource.name
            result.append(
                Entry(
                    isRoute: entry.kind == .route, workload: workload, ports: number(of: open),
                    title: "\(entry.resource.kind) \(name)\(type)", place: entry.resource.location.description))
        }
        return result
    }

    private func write(_ entry: Entry, _ writer: inout JSONWriter) {
        writer.array { writer in
            writer.number(entry.isRoute ? 1 : 0)
            writer.number(entry.workload)
            writer.number(entry.ports)
            writer.string(entry.title)
            writer.string(entry.place)
        }
    }

    /// Pairs of kinds of workloads that a plug-in decides: `[source, destination]`.
    private func dependent() -> [[Int]] {
        var pairs: Set<[Int]> = []
        for pair in uncertain.pairs {
            guard let source = uncertain.sides[Int(pair.source)].endpoint,
                let destination = uncertain.sides[Int(pair.destination)].endpoint
            else { continue }
            pairs.insert([kinds[source], kinds[destination]])
        }
        return pairs.sorted { $0.lexicographicallyPrecedes($1) }
    }

    /// For each endpoint a number that those share which neither kind of plug-in tells apart.
    private static func kinds(_ connectivity: Connectivity) -> [Int] {
        var numbers: [[Int]: Int] = [:]
        return connectivity.model.endpoints.indices.map { endpoint in
            let columns = [connectivity.reachability, connectivity.alternative]
                .compactMap { $0?.column(ofEndpoint: endpoint) }
            let number = numbers[columns] ?? numbers.count
            numbers[columns] = number
            return number
        }
    }
}

extension JSONWriter {
    fileprivate mutating func numbers(_ numbers: [Int]) {
        array { writer in for number in numbers { writer.number(number) } }
    }
}
