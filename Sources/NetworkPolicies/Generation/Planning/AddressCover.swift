// SPDX-License-Identifier: Apache-2.0

/// The fewest blocks that hold all of some addresses and few others.
enum AddressCover {
    /// - Parameter waste: percentage of a block's addresses that need not be among those given; 0 merges only what is
    ///   complete.
    static func blocks(_ addresses: [IPRange], waste: Int) -> [IPRange] {
        var sorted: [IPRange] = []
        for range in Set(addresses).sorted(by: {
            ($0.family.rawValue, $0.low, $1.high) < ($1.family.rawValue, $1.low, $0.high)
        }) {
            if sorted.last?.contains(range) == true { continue }
            sorted.append(range)
        }
        return [IPRange.Family.v4, .v6].flatMap { family in
            cover(sorted.filter { $0.family == family }[...], min(max(waste, 0), 99))
        }
    }

    private static func cover(_ addresses: ArraySlice<IPRange>, _ waste: Int) -> [IPRange] {
        guard let first = addresses.first, let last = addresses.last else { return [] }
        if addresses.count == 1 { return [first] }
        let common = prefix(first, last)
        let size = common.high - common.low
        let known = addresses.reduce(UInt128(0)) { $0 &+ ($1.high - $1.low) &+ 1 }
        // Small numbers only: a block of more than 2^20 addresses is never full enough.
        if size < 1 << 20, known < 1 << 20, (size + 1) * UInt128(100 - waste) <= known * 100 { return [common] }
        let middle = common.low + size / 2
        let cut = addresses.firstIndex { $0.low > middle } ?? addresses.endIndex
        guard cut > addresses.startIndex, cut < addresses.endIndex else { return Array(addresses) }
        return cover(addresses[..<cut], waste) + cover(addresses[cut...], waste)
    }

    /// The smallest block around two ranges.
    private static func prefix(_ first: IPRange, _ last: IPRange) -> IPRange {
        let difference = first.low ^ last.high
        let bits = 128 - difference.leadingZeroBitCount
        let mask: UInt128 = bits >= 128 ? .max : (UInt128(1) << UInt128(bits)) - 1
        return IPRange(family: first.family, low: first.low & ~mask, high: first.low | mask)
    }
}

extension IPRange {
    /// `10.0.0.0/8`; ranges that are no block are cut into blocks.
    package var blocks: [String] {
        var texts: [String] = []
        var start = low
        while true {
            var bits = min(start == 0 ? family.bits : start.trailingZeroBitCount, family.bits)
            while bits > 0 {
                let size: UInt128 = bits >= 128 ? .max : (UInt128(1) << UInt128(bits)) - 1
                if size <= high - start { break }
                bits -= 1
            }
            texts.append("\(family.text(start))/\(family.bits - bits)")
            let end: UInt128 = bits >= 128 ? .max : start + ((UInt128(1) << UInt128(bits)) - 1)
            if end >= high { return texts }
            start = end + 1
        }
    }
}
