// SPDX-License-Identifier: Apache-2.0

internal import Cluster
package import Documents

/// The proof of a plan: the policies as they were written, read again, and evaluated together with those that stay.
package struct Replay: Sendable {
    /// A connection that is needed, and that the policies deny.
    package struct Failure: Sendable {
        package let connection: NeededConnection
        package let source: String
        package let destination: String
        /// Ports that are missing.
        package let ports: PortSet
    }

    package private(set) var failures: [Failure] = []
    /// Connections that were tried, and how many of them come from a flow log.
    package private(set) var checked = 0
    package private(set) var observed = 0
    /// Ordered pairs of workloads that may connect through some port.
    package let pairsBefore: Int
    package let pairsAfter: Int
    /// Pairs that could connect before and cannot any more.
    package let pairsClosed: Int
    /// What the reader said against the text; always empty, unless we made a mistake.
    package let problems: [Problem]

    private let world: World

    /// - Parameter text: the policies as YAML.
    package init(_ plan: PolicyPlan, text: String) {
        let context = plan.context
        let inventory = Inventory(documents: [Document.parse(text, name: "generated.yaml")])
        var before = context.model
        let count = before.endpoints.count
        var foreign: [ForeignPods: Int] = [:]
        Self.add(Set(plan.collected.connections.flatMap(\.foreignPods)), to: &before, &foreign)
        var after = before
        after.problems = []
        after.policies = before.policies.filter { policy in
            guard policy.tier == .network else { return true }
            return !context.options.replacesExisting && !GeneratedObjects.isOurs(policy.resource)
        }
        for resource in inventory.resources { after.add(resource) }
        after.sortPolicies()
        problems = inventory.problems + after.problems.filter { $0.code == "invalid-policy" }
        let world = World(Reachability(after), foreign)
        self.world = world
        let pairs = (PairTable(Reachability(before), count), PairTable(world.reachability, count))
        pairsBefore = pairs.0.count
        pairsAfter = pairs.1.count
        pairsClosed = pairs.0.count(missingIn: pairs.1)
        for connection in plan.collected.connections { check(connection) }
    }

    /// Pods that are not in the input join it, so that policies that select them are tried.
    private static func add(
        _ pods: Set<ForeignPods>, to model: inout NetworkModel, _ positions: inout [ForeignPods: Int]
    ) {
        for pod in pods.sorted(by: { $0.title < $1.title }) {
            let namespace = pod.namespace ?? "any-namespace"
            var endpoint = Endpoint(namespace: namespace, name: pod.title, kind: "Pod", labels: pod.labels)
            endpoint.pods = 1
            positions[pod] = model.endpoints.count
            model.endpoints.append(endpoint)
            if model.namespaces[namespace] == nil { model.addNamespace(namespace) }
        }
    }

    private mutating func check(_ connection: NeededConnection) {
        checked += 1
        if connection.isObserved { observed += 1 }
        var missing = PortSet.none
        for source in world.columns(connection.source) {
            for destination in world.columns(connection.destination) {
                let open = world.connection(source, destination)
                missing = missing.union(connection.ports.subtracting(open))
            }
        }
        guard !missing.isEmpty else { return }
        failures.append(
            Failure(
                connection: connection, source: world.title(connection.source),
                destination: world.title(connection.destination), ports: missing))
    }

    /// The engine with the columns of all sides.
    private struct World: Sendable {
        let reachability: Reachability
        let foreign: [ForeignPods: Int]
        private let everywhere: [Int]

        init(_ reachability: Reachability, _ foreign: [ForeignPods: Int]) {
            self.reachability = reachability
            self.foreign = foreign
            everywhere = reachability.columns(touching: .all(.v4)) + reachability.columns(touching: .all(.v6))
        }

        func columns(_ side: NeededConnection.Side) -> [Int] {
            switch side {
            case .endpoint(let position): [reachability.column(ofEndpoint: position)]
            case .pods(let pods): foreign[pods].map { [reachability.column(ofEndpoint: $0)] } ?? []
            case .anywhere: everywhere
            case .block(let range, let exceptions):
                reachability.columns(touching: range).filter { column in
                    let atom = reachability.addresses.ranges[column - reachability.firstAddress]
                    return !exceptions.contains { $0.contains(atom) }
                }
            }
        }

        func connection(_ source: Int, _ destination: Int) -> PortSet {
            reachability.connection(from: source, to: destination)
        }

        func title(_ side: NeededConnection.Side) -> String {
            switch side {
            case .endpoint(let position): reachability.model.endpoints[position].title
            case .pods(let pods): pods.title
            case .block(let range, _): range.blocks.joined(separator: ", ")
            case .anywhere: "anywhere"
            }
        }
    }
}

extension NeededConnection {
    var foreignPods: [ForeignPods] {
        [source, destination].compactMap { if case .pods(let pods) = $0 { pods } else { nil } }
    }
}

/// Which of the first endpoints of a model may connect at all.
struct PairTable {
    private let rows: [[UInt64]]
    private let classOfEndpoint: [Int]

    init(_ reachability: Reachability, _ endpoints: Int) {
        let classes = reachability.classCount
        let width = (classes + 63) / 64
        var rows: [[UInt64]] = []
        let matrix = ConnectionMatrix(reachability)
        for start in stride(from: 0, to: classes, by: 64) {
            let sources = start..<min(start + 64, classes)
            matrix.load(sources)
            for line in 0..<sources.count {
                var bits = [UInt64](repeating: 0, count: width)
                matrix.withRow(line) { row in
                    for column in 0..<classes where row[column] != PortSetTable.none {
                        bits[column >> 6] |= 1 << UInt64(column & 63)
                    }
                }
                rows.append(bits)
            }
        }
        self.rows = rows
        classOfEndpoint = (0..<endpoints).map { reachability.column(ofEndpoint: $0) }
    }

    private func allows(_ source: Int, _ destination: Int) -> Bool {
        let column = classOfEndpoint[destination]
        return rows[classOfEndpoint[source]][column >> 6] >> UInt64(column & 63) & 1 != 0
    }

    var count: Int { count { _, _ in true } }

    /// Pairs that another table does not have.
    func count(missingIn other: PairTable) -> Int { count { !other.allows($0, $1) } }

    private func count(_ isWanted: (Int, Int) -> Bool) -> Int {
        var number = 0
        for source in classOfEndpoint.indices {
            for destination in classOfEndpoint.indices
            where source != destination && allows(source, destination) && isWanted(source, destination) { number += 1 }
        }
        return number
    }
}
