// SPDX-License-Identifier: Apache-2.0

/// The addresses outside of the cluster, cut wherever a policy tells them apart.
struct AddressAtoms: Sendable {
    /// Ascending, IPv4 first; together all addresses.
    let ranges: [IPRange]

    init(_ blocks: some Sequence<IPRange>) {
        var cuts: [IPRange.Family: Set<UInt128>] = [.v4: [0], .v6: [0]]
        for block in blocks {
            cuts[block.family]?.insert(block.low)
            if block.high < block.family.last { cuts[block.family]?.insert(block.high + 1) }
        }
        ranges = [IPRange.Family.v4, .v6].flatMap { family in
            let starts = (cuts[family] ?? []).sorted()
            return starts.indices.map { index in
                let end = index + 1 < starts.count ? starts[index + 1] - 1 : family.last
                return IPRange(family: family, low: starts[index], high: end)
            }
        }
    }

    /// The positions of the atoms that make up a range whose ends are cuts.
    func positions(in range: IPRange) -> Range<Int> {
        let start = first { $0 >= IPRange(family: range.family, low: range.low, high: 0) }
        let end = first {
            $0.family.rawValue > range.family.rawValue || $0.family == range.family && $0.low > range.high
        }
        return start..<max(start, end)
    }

    /// The position of the atom that holds an address.
    func position(of address: IPRange) -> Int? {
        let after = first {
            $0.family.rawValue > address.family.rawValue || $0.family == address.family && $0.low > address.low
        }
        return after > 0 && ranges[after - 1].contains(address) ? after - 1 : nil
    }

    private func first(where predicate: (IPRange) -> Bool) -> Int {
        var low = 0
        var high = ranges.count
        while low < high {
            let middle = (low + high) / 2
            if predicate(ranges[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
