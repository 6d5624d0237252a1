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
    package private(set) var connections: Connections
    /// Pairs that a plug-in decides, with the ports in question.
    package private(set) var dependent: Connections
    /// Pairs that a policy of an unknown kind may decide.
    package private(set) var unknown: Connections
    package private(set) var entries: [Entry] = []
    /// Routes that lead to endpoints which policies close to the ingress controller.
    package private(set) var problems: [Problem] = []

    let connectivity: Connectivity

    /// - Parameters:
    ///   - focus: only connections of these endpoints, by position; nil for all.
    ///   - ranges: how addresses outside are cut, where it is not the policies that say so.
    package init(_ connectivity: Connectivity, focus: Set<Int>? = nil, ranges: [Direction: [IPRange]] = [:]) {
        self.connectivity = connectivity
        let sides = ConnectionSides(connectivity, focus: focus, ranges: ranges)
        var routes: [Int: PortSet] = [:]
        for entry in connectivity.model.entryPoints where entry.kind == .route {
            routes[entry.endpoint, default: .none].formUnion(entry.ports)
        }
        let collector = ConnectionCollector(connectivity, sides, routes: routes)
        func connections(_ pairs: [Connections.Pair]) -> Connections {
            Connections(sides: sides.sides, ports: collector.ports, pairs: pairs)
        }
        self.connections = connections(collector.connections)
        dependent = connections(collector.dependent)
        unknown = connections(collector.unknown)
        for endpoint in collector.blocked { reportBlocked(endpoint) }
        for entry in connectivity.model.entryPoints
        where entry.kind == .outside && focus?.contains(entry.endpoint) ?? true { addOutside(entry) }
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

    private mutating func reportBlocked(_ endpoint: Int) {
        let entry = connectivity.model.entryPoints.first { $0.kind == .route && $0.endpoint == endpoint }
        guard let resource = entry?.resource else { return }
        problems.append(
            Problem(
                "blocked-route", at: resource.location, gravity: .note,
                "\(resource.kind) \"\(resource.name)\" leads to \(connectivity.title(endpoint)), which policies close to "
                    + "an ingress controller of unknown labels"))
    }

    private mutating func addOutside(_ entry: EntryPoint) {
        var ports = PortSet.none
        let destination = connectivity.reachability.column(ofEndpoint: entry.endpoint)
        for range in connectivity.addressRanges(.ingress) where entry.isOpen(to: range) {
            let address = IPRange(family: range.family, low: range.low, high: range.low)
            guard let column = connectivity.reachability.column(ofAddress: address) else { continue }
            ports.formUnion(connectivity.reachability.connection(from: column, to: destination))
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
