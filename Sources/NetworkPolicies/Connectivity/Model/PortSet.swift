// SPDX-License-Identifier: Apache-2.0

/// A protocol that policies can tell apart, in the order in which connections are written.
package enum TransportProtocol: Int, Sendable, Hashable, CaseIterable {
    case sctp, tcp, udp

    /// The API's spelling.
    package var name: String {
        switch self {
        case .sctp: "SCTP"
        case .tcp: "TCP"
        case .udp: "UDP"
        }
    }

    package init?(name: String) {
        switch name {
        case "SCTP": self = .sctp
        case "TCP": self = .tcp
        case "UDP": self = .udp
        default: return nil
        }
    }
}

/// A set of ports of all protocols, as ranges on one line: SCTP 1–65535, then TCP, then UDP.
package struct PortSet: Sendable, Hashable {
    /// Positions per protocol; position 0 of each is no port.
    static let stride = 1 << 16
    static let end = 3 * stride

    /// Ascending, disjoint, not adjacent within a protocol.
    package private(set) var ranges: [Range<Int>]

    package static let none = PortSet(ranges: [])
    package static let all = PortSet(ranges: TransportProtocol.allCases.map { line($0, 1, 65_535) })

    private init(ranges: [Range<Int>]) { self.ranges = ranges }

    package init(_ transport: TransportProtocol, _ low: Int = 1, _ high: Int = 65_535) {
        ranges = low <= high ? [Self.line(transport, low, high)] : []
    }

    /// The union of ranges on the line, in any order.
    init(joining unordered: [Range<Int>]) {
        var joined: [Range<Int>] = []
        for range in unordered.sorted(by: { ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound) }) {
            guard let last = joined.last, range.lowerBound <= last.upperBound else {
                joined.append(range)
                continue
            }
            joined[joined.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
        }
        ranges = joined
    }

    static func line(_ transport: TransportProtocol, _ low: Int, _ high: Int) -> Range<Int> {
        transport.rawValue * stride + low..<transport.rawValue * stride + high + 1
    }

    package var isEmpty: Bool { ranges.isEmpty }
    package var isAll: Bool { self == .all }

    package func union(_ other: PortSet) -> PortSet { PortSet(joining: ranges + other.ranges) }

    package func intersection(_ other: PortSet) -> PortSet {
        var result: [Range<Int>] = []
        var left = 0
        var right = 0
        while left < ranges.count, right < other.ranges.count {
            let common = ranges[left].clamped(to: other.ranges[right])
            if !common.isEmpty { result.append(common) }
            if ranges[left].upperBound < other.ranges[right].upperBound { left += 1 } else { right += 1 }
        }
        return PortSet(ranges: result)
    }

    package func subtracting(_ other: PortSet) -> PortSet {
        var result: [Range<Int>] = []
        for range in ranges {
            var start = range.lowerBound
            for hole in other.ranges where hole.upperBound > start && hole.lowerBound < range.upperBound {
                if hole.lowerBound > start { result.append(start..<hole.lowerBound) }
                start = max(start, hole.upperBound)
            }
            if start < range.upperBound { result.append(start..<range.upperBound) }
        }
        return PortSet(ranges: result)
    }

    package func contains(_ transport: TransportProtocol, _ port: Int) -> Bool { contains(position(transport, port)) }

    func contains(_ position: Int) -> Bool { ranges.contains { $0.contains(position) } }

    private func position(_ transport: TransportProtocol, _ port: Int) -> Int {
        transport.rawValue * Self.stride + port
    }

    /// The ranges of one protocol.
    package func ports(of transport: TransportProtocol) -> [ClosedRange<Int>] {
        let base = transport.rawValue * Self.stride
        return ranges.compactMap { range in
            guard range.lowerBound >= base, range.lowerBound < base + Self.stride else { return nil }
            return range.lowerBound - base...range.upperBound - 1 - base
        }
    }
}

extension PortSet: CustomStringConvertible {
    /// `All Connections`, `No Connections`, or `SCTP 80,TCP 443,8080-8090,UDP`: a protocol alone stands for all of its
    /// ports.
    package var description: String {
        if isAll { return "All Connections" }
        if isEmpty { return "No Connections" }
        return TransportProtocol.allCases.compactMap { transport -> String? in
            let ports = ports(of: transport)
            if ports.isEmpty { return nil }
            if ports == [1...65_535] { return transport.name }
            let texts = ports.map { range in
                range.count == 1 ? String(range.lowerBound) : "\(range.lowerBound)-\(range.upperBound)"
            }
            return transport.name + " " + texts.joined(separator: ",")
        }
        .joined(separator: ",")
    }
}
