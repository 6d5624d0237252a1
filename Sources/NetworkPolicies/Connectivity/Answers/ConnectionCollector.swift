// SPDX-License-Identifier: Apache-2.0

/// Collects the connections of all pairs, source by source in the order of the sides.
struct ConnectionCollector {
    private typealias Row = UnsafeBufferPointer<Int32>

    private let sides: ConnectionSides
    private let controller: Int?
    /// The ports to which routes lead, by endpoint.
    private let routes: [Int: PortSet]
    private let table = PortSetTable()
    private let matrix: ConnectionMatrix
    /// The other kind of plug-in, where the two may differ.
    private let other: ConnectionMatrix?
    private(set) var connections: [Connections.Pair] = []
    private(set) var dependent: [Connections.Pair] = []
    private(set) var unknown: [Connections.Pair] = []
    /// Endpoints that policies close to the routes that lead there.
    private(set) var blocked: [Int] = []

    /// The port sets that pairs have by number.
    var ports: [PortSet] { table.sets }

    init(_ connectivity: Connectivity, _ sides: ConnectionSides, routes: [Int: PortSet]) {
        self.sides = sides
        self.routes = routes
        controller = connectivity.controller
        matrix = ConnectionMatrix(connectivity.reachability, table)
        other = connectivity.alternative.map { [table] in ConnectionMatrix($0, table) }
        collect()
    }

    private mutating func collect() {
        let focused = sides.destinations.filter { sides.sides[$0].isWanted }
        let sources = focused.isEmpty ? sides.sources.filter { sides.sides[$0].isWanted } : sides.sources
        for start in stride(from: 0, to: sources.count, by: 64) {
            let part = sources[start..<min(start + 64, sources.count)]
            matrix.load(part.map { sides.sides[$0].column })
            other?.load(part.map { sides.sides[$0].other })
            for (line, source) in part.enumerated() {
                let destinations = sides.sides[source].isWanted ? sides.destinations : focused
                matrix.withRow(line) { row in
                    if let endpoint = sides.sides[source].endpoint, endpoint == controller {
                        addRoutes(source, destinations, row)
                    } else if let other {
                        other.withRow(line) { addPairs(source, destinations, row, $0) }
                    } else {
                        addPairs(source, destinations, row, nil)
                    }
                }
            }
        }
    }

    /// - Parameter row: the numbers of the ports by column, and as the other kind of plug-in has them.
    private mutating func addPairs(_ source: Int, _ destinations: [Int], _ row: Row, _ other: Row?) {
        let isUnknown = sides.sides[source].isUnknown
        for destination in destinations where destination != source {
            let ports = row[sides.columns[destination]]
            let alternative = other.map { $0[sides.otherColumns[destination]] } ?? ports
            if isUnknown || sides.isUnknown[destination] {
                unknown.append(pair(source, destination, ports))
                continue
            }
            if ports != PortSetTable.none { connections.append(pair(source, destination, ports)) }
            if ports == alternative { continue }
            dependent.append(pair(source, destination, table.difference(ports, alternative)))
        }
    }

    private func pair(_ source: Int, _ destination: Int, _ ports: Int32) -> Connections.Pair {
        Connections.Pair(source: Int32(source), destination: Int32(destination), ports: ports)
    }

    private mutating func addRoutes(_ source: Int, _ destinations: [Int], _ row: Row) {
        for destination in destinations {
            guard let endpoint = sides.sides[destination].endpoint, let open = routes[endpoint] else { continue }
            let ports = table.intersection(row[sides.columns[destination]], table.number(of: open))
            if sides.isUnknown[destination] {
                unknown.append(pair(source, destination, ports))
            } else if ports == PortSetTable.none {
                blocked.append(endpoint)
            } else {
                connections.append(pair(source, destination, ports))
            }
        }
    }
}
