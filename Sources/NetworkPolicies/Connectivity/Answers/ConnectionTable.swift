// SPDX-License-Identifier: Apache-2.0

/// The connections of many pairs: what a group allows is worked out once for all columns, and port sets are numbers.
package struct ConnectionTable {
    private let reachability: Reachability
    private var profiles: [Direction: [[Int32]?]]
    private var numbers: [PortSet: Int32] = [:]
    /// The distinct port sets.
    private var sets: [PortSet] = []
    private var intersections: [UInt64: Int32] = [:]
    private var everything: Int32 = 0

    package init(_ reachability: Reachability) {
        self.reachability = reachability
        profiles = [
            .ingress: Array(repeating: nil, count: reachability.ingress.groups.count),
            .egress: Array(repeating: nil, count: reachability.egress.groups.count),
        ]
        everything = number(of: .all)
    }

    /// The ports through which a connection is possible.
    package mutating func connection(from source: Int, to destination: Int) -> PortSet {
        let out = number(.egress, of: source, peer: destination)
        let into = number(.ingress, of: destination, peer: source)
        return sets[Int(intersection(out, into))]
    }

    private mutating func intersection(_ left: Int32, _ right: Int32) -> Int32 {
        if left == right || right == everything { return left }
        if left == everything { return right }
        let key = UInt64(UInt32(bitPattern: min(left, right))) << 32 | UInt64(UInt32(bitPattern: max(left, right)))
        if let known = intersections[key] { return known }
        let number = number(of: sets[Int(left)].intersection(sets[Int(right)]))
        intersections[key] = number
        return number
    }

    private mutating func number(of set: PortSet) -> Int32 {
        if let known = numbers[set] { return known }
        let number = Int32(sets.count)
        numbers[set] = number
        sets.append(set)
        return number
    }

    private mutating func number(_ direction: Direction, of column: Int, peer: Int) -> Int32 {
        guard column < reachability.classCount else { return everything }
        let group = Int(reachability.groups(direction).groupOfClass[column])
        if let profile = profiles[direction]?[group] { return profile[peer] }
        let profile = profile(direction, group)
        profiles[direction]?[group] = profile
        return profile[peer]
    }

    /// For each column the number of the ports that a group allows.
    private mutating func profile(_ direction: Direction, _ group: Int) -> [Int32] {
        let group = reachability.groups(direction).groups[group]
        if group.rules.isEmpty {
            let number = group.isolating.isEmpty ? everything : number(of: .none)
            return Array(repeating: number, count: reachability.words * 64)
        }
        var columns = Array(repeating: Int32(0), count: reachability.words * 64)
        var ports: [PortSet] = [.none]
        for (set, row) in rows(group) {
            var next = Array(repeating: Int32(-1), count: ports.count)
            for column in row.positions {
                let old = Int(columns[column])
                if next[old] < 0 {
                    next[old] = Int32(ports.count)
                    ports.append(ports[old].union(set))
                }
                columns[column] = next[old]
            }
        }
        let numbers = ports.map { number(of: $0) }
        return columns.map { numbers[Int($0)] }
    }

    /// The distinct rows of a group with the ports for which they hold.
    private func rows(_ group: DirectionGroups.Group) -> [(PortSet, Bitset)] {
        var positions: [[Bool]: Int] = [:]
        var rows: [(ranges: [Range<Int>], row: Bitset)] = []
        for (atom, set) in reachability.ports.sets.enumerated() {
            let key = group.rules.map { reachability.ports.atomsOfSet[$0.ports][atom] }
            if let position = positions[key] {
                rows[position].ranges += set.ranges
                continue
            }
            positions[key] = rows.count
            rows.append((set.ranges, reachability.row(group, atom: atom)))
        }
        return rows.map { (PortSet(joining: $0.ranges), $0.row) }
    }
}
