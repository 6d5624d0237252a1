// SPDX-License-Identifier: Apache-2.0

/// A contiguous range of addresses of one family.
package struct IPRange: Sendable, Hashable, Comparable, CustomStringConvertible {
    package enum Family: UInt8, Sendable, Hashable { case v4, v6 }

    package let family: Family
    package let low: UInt128
    package let high: UInt128

    package init(family: Family, low: UInt128, high: UInt128) {
        self.family = family
        self.low = low
        self.high = high
    }

    /// All addresses of a family.
    package static func all(_ family: Family) -> IPRange { IPRange(family: family, low: 0, high: family.last) }

    package static func < (left: IPRange, right: IPRange) -> Bool {
        if left.family != right.family { return left.family.rawValue < right.family.rawValue }
        return (left.low, left.high) < (right.low, right.high)
    }

    package func contains(_ other: IPRange) -> Bool {
        family == other.family && low <= other.low && other.high <= high
    }

    package func overlaps(_ other: IPRange) -> Bool {
        family == other.family && low <= other.high && other.low <= high
    }

    /// `first-last`, both written out.
    package var description: String { family.text(low) + "-" + family.text(high) }

    /// Reads `10.0.0.0/8` or `2001:db8::/32`; bits behind the prefix are cleared, as the API server and all network
    /// plug-ins do.
    package init?(cidr text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let address = IPRange(address: String(parts[0])),
            let prefix = Self.decimal(parts[1], limit: address.family.bits)
        else { return nil }
        let hostBits = address.family.bits - prefix
        let hostMask: UInt128 = hostBits >= 128 ? .max : (UInt128(1) << UInt128(hostBits)) - 1
        self.init(family: address.family, low: address.low & ~hostMask, high: address.low | hostMask)
    }

    /// Reads one address, as a range of its own.
    package init?(address text: String) {
        if text.contains(":") {
            guard let value = Self.v6(text) else { return nil }
            self.init(family: .v6, low: value, high: value)
        } else {
            guard let value = Self.v4(text) else { return nil }
            self.init(family: .v4, low: value, high: value)
        }
    }
}

extension IPRange.Family {
    package var bits: Int { self == .v4 ? 32 : 128 }

    package var last: UInt128 { self == .v4 ? UInt128(UInt32.max) : .max }

    func text(_ address: UInt128) -> String {
        switch self {
        case .v4:
            return (0..<4).map { String((address >> UInt128(24 - 8 * $0)) & 255) }.joined(separator: ".")
        case .v6:
            let groups = (0..<8).map { UInt16(truncatingIfNeeded: address >> UInt128(112 - 16 * $0)) }
            return Self.v6Text(groups)
        }
    }

    /// RFC 5952: lower case, the longest run of at least two zero groups shortened.
    private static func v6Text(_ groups: [UInt16]) -> String {
        var best = 0..<0
        var start = 0
        while start < groups.count {
            var end = start
            while end < groups.count, groups[end] == 0 { end += 1 }
            if end - start > best.count { best = start..<end }
            start = max(end, start + 1)
        }
        func text(_ range: Range<Int>) -> String {
            range.map { String(groups[$0], radix: 16) }.joined(separator: ":")
        }
        guard best.count >= 2 else { return text(0..<8) }
        return text(0..<best.lowerBound) + "::" + text(best.upperBound..<8)
    }
}

// MARK: - Reading

extension IPRange {
    /// A number without sign and without zeros in front.
    private static func decimal(_ text: Substring, limit: Int) -> Int? {
        guard !text.isEmpty, text.utf8.count <= 3, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            text == "0" || !text.hasPrefix("0"), let value = Int(text), value <= limit
        else { return nil }
        return value
    }

    private static func v4(_ text: String) -> UInt128? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var value: UInt128 = 0
        for part in parts {
            guard let byte = decimal(part, limit: 255) else { return nil }
            value = value << 8 | UInt128(byte)
        }
        return value
    }

    private static func v6(_ text: String) -> UInt128? {
        guard let gap = text.firstRange(of: "::") else {
            guard let groups = groups(text[...]), groups.count == 8 else { return nil }
            return value(groups)
        }
        let tail = text[gap.upperBound...]
        guard !tail.contains("::"), let before = groups(text[..<gap.lowerBound]), let after = groups(tail),
            before.count + after.count <= 7
        else { return nil }
        return value(before + Array(repeating: 0, count: 8 - before.count - after.count) + after)
    }

    private static func value(_ groups: [UInt16]) -> UInt128 {
        groups.reduce(0) { $0 << 16 | UInt128($1) }
    }

    /// Groups of hexadecimal digits; the last one may be an IPv4 address, which makes two.
    private static func groups(_ text: Substring) -> [UInt16]? {
        if text.isEmpty { return [] }
        var groups: [UInt16] = []
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        for (position, part) in parts.enumerated() {
            if position == parts.count - 1, part.contains(".") {
                guard let value = v4(String(part)) else { return nil }
                groups.append(UInt16(truncatingIfNeeded: value >> 16))
                groups.append(UInt16(truncatingIfNeeded: value))
                continue
            }
            guard (1...4).contains(part.utf8.count), part.allSatisfy(\.isHexDigit), let group = UInt16(part, radix: 16)
            else { return nil }
            groups.append(group)
        }
        return groups
    }
}
