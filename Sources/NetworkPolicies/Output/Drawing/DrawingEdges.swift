// SPDX-License-Identifier: Apache-2.0

/// The connections of a drawing, with those that are alike drawn as one: what is true for every workload of a box ends
/// at the box.
struct DrawingEdges {
    /// One end: a box, or a node in it.
    struct End: Hashable {
        let box: Int
        /// Nil for the box as a whole.
        let node: Int?
    }

    struct Edge: Hashable {
        let from: End
        let to: End
        let label: String
        /// Stands for several connections that are not alike.
        var isBundle = false
    }

    /// A box with its nodes, by title.
    struct Box {
        let name: String
        var titles: [String] = []
    }

    private(set) var sources: [Box]
    private(set) var destinations: [Box]
    private(set) var edges: [Edge] = []
    private var ports: [Pair: PortSet] = [:]

    private struct Pair: Hashable {
        let from: String
        let to: String
    }

    /// So many edges are drawn one by one.
    private static let limit = 90

    init(_ connections: some Sequence<ConnectionList.Connection>) {
        sources = Self.boxes(connections.map(\.source), outsideFirst: true)
        destinations = Self.boxes(connections.map(\.destination), outsideFirst: false)
        for connection in connections {
            ports[Pair(from: connection.source, to: connection.destination)] = connection.ports
        }
        for from in sources.indices { for to in destinations.indices { join(from, to) } }
        if edges.count > Self.limit { bundle() }
    }

    /// `outside` for what is no workload.
    static func boxName(_ title: String) -> String {
        guard !title.hasSuffix("[External]"), let slash = title.firstIndex(of: "/") else { return "" }
        return String(title[..<slash])
    }

    private static func boxes(_ titles: [String], outsideFirst: Bool) -> [Box] {
        let grouped = Dictionary(grouping: Set(titles), by: boxName)
        let names = grouped.keys.sorted { left, right in
            if left.isEmpty != right.isEmpty { return left.isEmpty == outsideFirst }
            return left < right
        }
        return names.map { Box(name: $0, titles: (grouped[$0] ?? []).sorted()) }
    }

    private func ports(_ from: String, _ to: String) -> PortSet { ports[Pair(from: from, to: to)] ?? .none }

    /// The ports that all pairs share, when they do; a workload and itself do not count.
    private func common(_ from: [String], _ to: [String]) -> PortSet? {
        var common: PortSet?
        for source in from {
            for destination in to where source != destination {
                let ports = ports(source, destination)
                if ports.isEmpty || common != nil && common != ports { return nil }
                common = ports
            }
        }
        return common
    }

    private mutating func join(_ from: Int, _ to: Int) {
        let left = sources[from].titles
        let right = destinations[to].titles
        func add(_ source: Int?, _ destination: Int?, _ ports: PortSet) {
            edges.append(
                Edge(
                    from: End(box: from, node: source), to: End(box: to, node: destination), label: Self.text(ports)))
        }
        if left.count * right.count > 1, let all = common(left, right) { return add(nil, nil, all) }
        var rest = Set(left.indices)
        if right.count > 1 {
            for source in left.indices {
                guard let all = common([left[source]], right) else { continue }
                add(source, nil, all)
                rest.remove(source)
            }
        }
        for destination in right.indices {
            if rest.count == left.count, left.count > 1, let all = common(left, [right[destination]]) {
                add(nil, destination, all)
                continue
            }
            for source in rest.sorted() where left[source] != right[destination] {
                let ports = ports(left[source], right[destination])
                if !ports.isEmpty { add(source, destination, ports) }
            }
        }
    }

    /// Makes one edge of all that run one by one between two boxes, from the fullest pair of boxes on.
    private mutating func bundle() {
        let single = edges.filter { $0.from.node != nil && $0.to.node != nil }
        let groups = Dictionary(grouping: single) { [$0.from.box, $0.to.box] }
        let order = groups.sorted { left, right in
            left.value.count != right.value.count
                ? left.value.count > right.value.count : left.key.lexicographicallyPrecedes(right.key)
        }
        for (boxes, group) in order where edges.count > Self.limit && group.count > 1 {
            let gone = Set(group)
            edges.removeAll { gone.contains($0) }
            let pairs = sources[boxes[0]].titles.count * destinations[boxes[1]].titles.count
            edges.append(
                Edge(
                    from: End(box: boxes[0], node: nil), to: End(box: boxes[1], node: nil),
                    label: "\(group.count) of \(pairs) pairs", isBundle: true))
        }
    }

    private static func text(_ ports: PortSet) -> String { ports.isAll ? "all" : ports.description }
}
