// SPDX-License-Identifier: Apache-2.0

/// The connections of all pairs of columns, 64 sources at a time, as numbers of port sets.
///
/// What ingress says lies in rows of destinations and is needed in rows of sources: 64 by 64 bits are transposed, which
/// also turns the rules that name a peer into one word, the peer's signature.
package final class ConnectionMatrix {
    private let reachability: Reachability
    private let table: PortSetTable
    private var ingress: PeerSignatures
    private var egress: PeerSignatures
    /// What each set has in the columns of the present sources.
    private var gathered: [UInt64]
    /// For each present source the numbers of the ports through which each ingress group lets it.
    private var entries: [Int32]
    private let closed: [Int32]
    private var row: [Int32]
    private var exits: [Int32]
    private var groupOfExits = -1
    private var sources: [Int] = []

    /// - Parameter table: numbers that several matrices share, so that they can be compared.
    package init(_ reachability: Reachability, _ table: PortSetTable = PortSetTable()) {
        self.reachability = reachability
        self.table = table
        ingress = PeerSignatures(reachability.ingress.groups, reachability.portSets, table)
        egress = PeerSignatures(reachability.egress.groups, reachability.portSets, table)
        gathered = Array(repeating: 0, count: reachability.sets.count)
        closed = reachability.ingress.groups.indices.map { [ingress] in ingress.base($0) }
        entries = Array(repeating: 0, count: 64 * closed.count)
        row = Array(repeating: PortSetTable.none, count: reachability.columnCount)
        exits = Array(repeating: PortSetTable.none, count: reachability.words * 64)
    }

    /// Makes up to 64 columns the present sources.
    package func load(_ columns: some Collection<Int>) {
        sources = Array(columns.prefix(64))
        gather()
        let groups = closed.count
        entries.withUnsafeMutableBufferPointer { entries in
            closed.withUnsafeBufferPointer { closed in
                for line in sources.indices {
                    for group in 0..<groups { entries[line * groups + group] = closed[group] }
                }
            }
            gathered.withUnsafeBufferPointer { gathered in
                withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 64) { square in
                    guard let square = square.baseAddress else { return }
                    for group in 0..<groups {
                        ingress.forEachNamed(group, square, word: { gathered[$0] }) { line, number in
                            entries[line * groups + group] = number
                        }
                    }
                }
            }
        }
    }

    private func gather() {
        let width = reachability.words
        reachability.sets.words.withUnsafeBufferPointer { words in
            for set in gathered.indices {
                var bits: UInt64 = 0
                for (line, column) in sources.enumerated() {
                    bits |= (words[set &* width &+ column >> 6] &>> UInt64(column & 63) & 1) &<< UInt64(line)
                }
                gathered[set] = bits
            }
        }
    }

    /// The connections of one of the present sources: numbers of port sets by destination column. What lies outside of
    /// the cluster is a destination only of a class.
    package func withRow<Result>(_ line: Int, _ body: (UnsafeBufferPointer<Int32>) -> Result) -> Result {
        let source = sources[line]
        let isClass = source < reachability.classCount
        if isClass { leave(Int(reachability.egress.groupOfClass[source])) }
        let groups = closed.count
        let classes = reachability.classCount
        row.withUnsafeMutableBufferPointer { row in
            entries.withUnsafeBufferPointer { entries in
                reachability.ingress.groupOfClass.withUnsafeBufferPointer { groupOfClass in
                    for column in 0..<classes {
                        let entry = entries[line &* groups &+ Int(groupOfClass[column])]
                        row[column] = isClass ? table.intersection(exits[column], entry) : entry
                    }
                }
            }
            for column in reachability.firstAddress..<reachability.columnCount {
                row[column] = isClass ? exits[column] : PortSetTable.none
            }
        }
        return row.withUnsafeBufferPointer(body)
    }

    /// Works out through which ports a group lets its pods leave to each column.
    private func leave(_ group: Int) {
        if groupOfExits == group { return }
        groupOfExits = group
        let width = reachability.words
        let base = egress.base(group)
        exits.withUnsafeMutableBufferPointer { exits in
            for column in exits.indices { exits[column] = base }
            reachability.sets.words.withUnsafeBufferPointer { words in
                withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 64) { square in
                    guard let square = square.baseAddress else { return }
                    for word in 0..<width {
                        egress.forEachNamed(group, square, word: { words[$0 &* width &+ word] }) { place, number in
                            exits[word &<< 6 | place] = number
                        }
                    }
                }
            }
        }
    }
}

extension ConnectionMatrix {
    /// The number of pairs of different pods, by the number of the ports through which they may connect.
    ///
    /// - Parameter excluded: column of an endpoint that only stands for pods which are not there.
    func podPairs(without excluded: Int?) -> [Int] {
        var weights = reachability.classes.classes.map(\.weight)
        if let excluded { weights[excluded] -= 1 }
        var pairs: [Int] = []
        for start in stride(from: 0, to: weights.count, by: 64) {
            let columns = start..<min(start + 64, weights.count)
            load(columns)
            for source in columns {
                withRow(source - start) { row in
                    while pairs.count < table.sets.count { pairs.append(0) }
                    let weight = weights[source]
                    for column in weights.indices { pairs[Int(row[column])] += weight * weights[column] }
                    pairs[Int(row[source])] -= weight
                }
            }
        }
        return pairs
    }
}
