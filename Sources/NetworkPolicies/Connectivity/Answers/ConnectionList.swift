// SPDX-License-Identifier: Apache-2.0

internal import Cluster
package import Documents

/// All connections of a cluster, for people and programs to read.
package struct ConnectionList: Sendable {
    package struct Connection: Sendable, Hashable {
        package let source: String
        package let destination: String
        package let ports: PortSet
        /// Columns, for explanations.
        let from: Int
        let to: Int
    }

    /// A way into the cluster from outside, as far as policies let it.
    package struct Entry: Sendable, Hashable {
        package let kind: String
        package let name: String
        package let destination: String
        package let ports: PortSet
    }

    /// Sorted by source and destination.
    package private(set) var connections: [Connection] = []
    /// Pairs that a plug-in decides, with the ports in question.
    package private(set) var dependent: [Connection] = []
    /// Pairs that a policy of an unknown kind may decide.
    package private(set) var unknown: [Connection] = []
    package private(set) var entries: [Entry] = []
    /// Routes that lead to endpoints which policies close to the ingress controller.
    package private(set) var problems: [Problem] = []

    private let connectivity: Connectivity
    private let isWanted: Set<Int>?
    private var table: ConnectionTable
    private var alternative: ConnectionTable?

    private let ranges: [Direction: [IPRange]]

    /// - Parameters:
    ///   - focus: only connections of these endpoints, by position; nil for all.
    ///   - ranges: how addresses outside are cut, where it is not the policies that say so.
    package init(_ connectivity: Connectivity, focus: Set<Int>? = nil, ranges: [Direction: [IPRange]] = [:]) {
        self.ranges = ranges
        self.connectivity = connectivity
        isWanted = focus
        table = ConnectionTable(connectivity.reachability)
        alternative = connectivity.alternative.map { ConnectionTable($0) }
        addPairs()
        addAddresses(.ingress)
        addAddresses(.egress)
        addEntries()
        for path in [\Self.connections, \.dependent, \.unknown] {
            self[keyPath: path].sort { ($0.source, $0.destination) < ($1.source, $1.destination) }
        }
    }

    /// Pods of the input, without the ingress controller that only stands for others.
    private var endpoints: [Int] { connectivity.model.endpoints.indices.filter { $0 != connectivity.controller } }

    private mutating func addPairs() {
        let endpoints = endpoints
        for source in endpoints {
            for destination in endpoints where source != destination {
                if let isWanted, !isWanted.contains(source), !isWanted.contains(destination) { continue }
                add(
                    (connectivity.title(source), column(source), otherColumn(source)),
                    (connectivity.title(destination), column(destination), otherColumn(destination)),
                    isUnknown: connectivity.isUnknown(source) || connectivity.isUnknown(destination))
            }
        }
    }

    private func column(_ endpoint: Int) -> Int { connectivity.reachability.column(ofEndpoint: endpoint) }

    private func otherColumn(_ endpoint: Int) -> Int { connectivity.alternative?.column(ofEndpoint: endpoint) ?? 0 }

    private typealias Side = (title: String, column: Int, other: Int)

    private mutating func add(_ source: Side, _ destination: Side, isUnknown: Bool) {
        let ports = table.connection(from: source.column, to: destination.column)
        func connection(_ ports: PortSet) -> Connection {
            Connection(
                source: source.title, destination: destination.title, ports: ports, from: source.column,
                to: destination.column)
        }
        if isUnknown { return unknown.append(connection(ports)) }
        if !ports.isEmpty { connections.append(connection(ports)) }
        guard let other = alternative?.connection(from: source.other, to: destination.other), other != ports else {
            return
        }
        dependent.append(connection(other.subtracting(ports).union(ports.subtracting(other))))
    }

    private mutating func addAddresses(_ direction: Direction) {
        for range in ranges[direction] ?? connectivity.addressRanges(direction) {
            let address = IPRange(family: range.family, low: range.low, high: range.low)
            guard let column = connectivity.reachability.column(ofAddress: address) else { continue }
            let outside: Side = (range.description + "[External]", column, 0)
            for endpoint in endpoints where isWanted?.contains(endpoint) ?? true {
                let title = connectivity.title(endpoint)
                let inside: Side = (title, self.column(endpoint), 0)
                let ports =
                    direction == .ingress
                    ? table.connection(from: column, to: inside.column)
                    : table.connection(from: inside.column, to: column)
                let sides = direction == .ingress ? (outside, inside) : (inside, outside)
                let connection = Connection(
                    source: sides.0.title, destination: sides.1.title, ports: ports, from: sides.0.column,
                    to: sides.1.column)
                if connectivity.isUnknown(endpoint) {
                    unknown.append(connection)
                } else if !ports.isEmpty {
                    connections.append(connection)
                }
            }
        }
    }

    /// What lets a connection through, one line for each side and reason.
    func reasons(_ connection: Connection) -> [String] {
        let model = connectivity.model
        let reachability = connectivity.reachability
        let sides = [
            reachability.decisions(.egress, of: connection.from, peer: connection.to),
            reachability.decisions(.ingress, of: connection.to, peer: connection.from),
        ]
        return sides.joined().filter(\.isAllowed).map { decision in
            let side = decision.direction == .egress ? "egress" : "ingress"
            let ports = decision.ports.isAll ? "" : "\(decision.ports): "
            return "\(side): \(ports)allowed, \(model.text(decision))"
        }
    }

    // MARK: Ways in

    private mutating func addEntries() {
        var routes: [Int: (ports: PortSet, resource: EntryPoint)] = [:]
        for entry in connectivity.model.entryPoints where isWanted?.contains(entry.endpoint) ?? true {
            switch entry.kind {
            case .route: routes[entry.endpoint, default: (.none, entry)].ports.formUnion(entry.ports)
            case .outside: addOutside(entry)
            }
        }
        guard let controller = connectivity.controller else { return }
        for (endpoint, route) in routes.sorted(by: { $0.key < $1.key }) { addRoute(controller, endpoint, route) }
    }

    private mutating func addRoute(
        _ controller: Int, _ endpoint: Int, _ route: (ports: PortSet, resource: EntryPoint)
    ) {
        let from = column(controller)
        let to = column(endpoint)
        let ports = table.connection(from: from, to: to).intersection(route.ports)
        let connection = Connection(
            source: Connectivity.controllerTitle, destination: connectivity.title(endpoint), ports: ports, from: from,
            to: to)
        if connectivity.isUnknown(endpoint) { return unknown.append(connection) }
        guard ports.isEmpty else { return connections.append(connection) }
        let resource = route.resource.resource
        problems.append(
            Problem(
                "blocked-route", at: resource.location, gravity: .note,
                "\(resource.kind) \"\(resource.name)\" leads to \(connectivity.title(endpoint)), which policies close to "
                    + "an ingress controller of unknown labels"))
    }

    private mutating func addOutside(_ entry: EntryPoint) {
        var ports = PortSet.none
        for range in connectivity.addressRanges(.ingress) {
            let address = IPRange(family: range.family, low: range.low, high: range.low)
            guard let column = connectivity.reachability.column(ofAddress: address) else { continue }
            ports.formUnion(table.connection(from: column, to: self.column(entry.endpoint)))
        }
        ports = ports.intersection(entry.ports)
        guard !ports.isEmpty else { return }
        let type = entry.resource.spec?["type"]?.scalarText ?? "ExternalIPs"
        entries.append(
            Entry(
                kind: type, name: entry.resource.effectiveNamespace + "/" + entry.resource.name,
                destination: connectivity.title(entry.endpoint), ports: ports))
    }
}

extension PortSet {
    mutating func formUnion(_ other: PortSet) { self = union(other) }
}
