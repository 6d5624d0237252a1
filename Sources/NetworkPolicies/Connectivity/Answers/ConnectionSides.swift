// SPDX-License-Identifier: Apache-2.0

/// What connections lead from and to, in the order in which lists are written.
struct ConnectionSides: Sendable {
    struct Side: Sendable {
        let title: String
        let column: Int
        /// The column in the answers of the other kind of plug-in.
        let other: Int
        /// Position in the model; nil for addresses.
        let endpoint: Int?
        /// An endpoint that is focused on, or any when there is no focus.
        let isWanted: Bool
        let isUnknown: Bool
    }

    /// Sorted by title: endpoints, the ingress controller, addresses.
    let sides: [Side]
    /// Positions of what opens connections: endpoints, the ingress controller, addresses that ingress rules tell apart.
    let sources: [Int]
    /// Positions of what accepts connections: endpoints, addresses that egress rules tell apart.
    let destinations: [Int]
    /// By position, close together for loops over all pairs.
    let columns: [Int]
    let otherColumns: [Int]
    let isUnknown: [Bool]

    init(_ connectivity: Connectivity, focus: Set<Int>?, ranges: [Direction: [IPRange]]) {
        let controller = connectivity.controller
        var ways = connectivity.model.endpoints.indices.map { endpoint in
            (side: Self.side(connectivity, endpoint, focus), isSource: true, isDestination: endpoint != controller)
        }
        for direction in Direction.allCases {
            for range in ranges[direction] ?? connectivity.addressRanges(direction) {
                guard let side = Self.side(connectivity, range) else { continue }
                ways.append((side, direction == .ingress, direction == .egress))
            }
        }
        ways.sort { $0.side.title < $1.side.title }
        sides = ways.map(\.side)
        sources = ways.indices.filter { ways[$0].isSource }
        destinations = ways.indices.filter { ways[$0].isDestination }
        columns = sides.map(\.column)
        otherColumns = sides.map(\.other)
        isUnknown = sides.map(\.isUnknown)
    }

    private static func side(_ connectivity: Connectivity, _ endpoint: Int, _ focus: Set<Int>?) -> Side {
        Side(
            title: connectivity.title(endpoint), column: connectivity.reachability.column(ofEndpoint: endpoint),
            other: connectivity.alternative?.column(ofEndpoint: endpoint) ?? 0, endpoint: endpoint,
            isWanted: focus?.contains(endpoint) ?? true, isUnknown: connectivity.isUnknown(endpoint))
    }

    private static func side(_ connectivity: Connectivity, _ range: IPRange) -> Side? {
        let first = IPRange(family: range.family, low: range.low, high: range.low)
        guard let column = connectivity.reachability.column(ofAddress: first) else { return nil }
        return Side(
            title: range.description + "[External]", column: column,
            other: connectivity.alternative?.column(ofAddress: first) ?? 0, endpoint: nil, isWanted: false,
            isUnknown: false)
    }
}
