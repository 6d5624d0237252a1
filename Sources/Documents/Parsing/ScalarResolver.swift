// SPDX-License-Identifier: Apache-2.0

/// How a plain scalar resolves for Kubernetes: the rules of go-yaml v2's `resolve`, on which sigs.k8s.io/yaml stands.
package enum ScalarResolver {
    /// The type of a plain scalar's text, and for a boolean its value.
    package static func type(of text: some Collection<UInt8>) -> (type: Node.ScalarType, isTrue: Bool) {
        if let result = text.withContiguousStorageIfAvailable({ type(of: $0) }) { return result }
        return Array(text).withUnsafeBufferPointer { type(of: $0) }
    }

    static func type(of text: UnsafeBufferPointer<UInt8>) -> (type: Node.ScalarType, isTrue: Bool) {
        guard let first = text.first else { return (.null, false) }
        switch first {
        case 0x30...0x39, 0x2B, 0x2D, 0x2E: return (number(text), false)
        case 0x79, 0x59, 0x6E, 0x4E, 0x74, 0x54, 0x66, 0x46, 0x6F, 0x4F, 0x7E: return word(text)
        default: return (.string, false)
        }
    }

    /// The value of an integer in any of the accepted notations; nil when it is none, or lies beyond 64 bits.
    package static func integer(_ text: String) -> Int64? {
        var text = text
        return text.withUTF8 { parse($0)?.value }
    }

    /// The value of an integer or a float.
    package static func double(_ text: String) -> Double? {
        var text = text
        return text.withUTF8 { utf8 -> Double? in
            if let special = special(utf8) { return special }
            if let (value, magnitude) = parse(utf8) { return value.map(Double.init) ?? Double(magnitude) }
            return float(utf8)
        }
    }

    // MARK: - Words

    private static func word(_ text: UnsafeBufferPointer<UInt8>) -> (type: Node.ScalarType, isTrue: Bool) {
        guard text.count <= 5 else { return (.string, false) }
        var packed: UInt64 = 0
        for byte in text { packed = packed << 8 | UInt64(byte) }
        switch packed {
        case 0x7E, 0x6E75_6C6C, 0x4E75_6C6C, 0x4E55_4C4C: return (.null, false)
        case 0x79, 0x59, 0x79_6573, 0x59_6573, 0x59_4553: return (.bool, true)
        case 0x7472_7565, 0x5472_7565, 0x5452_5545: return (.bool, true)
        case 0x6F6E, 0x4F6E, 0x4F4E: return (.bool, true)
        case 0x6E, 0x4E, 0x6E6F, 0x4E6F, 0x4E4F: return (.bool, false)
        case 0x66_616C_7365, 0x46_616C_7365, 0x46_414C_5345: return (.bool, false)
        case 0x6F_6666, 0x4F_6666, 0x4F_4646: return (.bool, false)
        default: return (.string, false)
        }
    }

    // MARK: - Numbers

    private static func number(_ text: UnsafeBufferPointer<UInt8>) -> Node.ScalarType {
        if special(text) != nil { return .float }
        // What neither starts nor ends like a number is none: addresses, versions, dates, quantities, paths.
        guard mayBeNumber(text) else { return .string }
        if parse(text) != nil { return .integer }
        return float(text) == nil ? .string : .float
    }

    private static func mayBeNumber(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        for byte in text {
            switch byte {
            case 0x30...0x39, 0x2B, 0x2D, 0x2E, 0x5F: continue
            case 0x41...0x46, 0x61...0x66, 0x78, 0x58, 0x6F, 0x4F: continue
            default: return false
            }
        }
        return true
    }

    /// `.inf`, `.nan` and their spellings.
    private static func special(_ text: UnsafeBufferPointer<UInt8>) -> Double? {
        guard text.count == 4 || text.count == 5 else { return nil }
        let sign = text.count == 5 ? text[0] : 0
        guard text.count == 4 || sign == 0x2B || sign == 0x2D else { return nil }
        var packed: UInt32 = 0
        for byte in text.suffix(4) { packed = packed << 8 | UInt32(byte) }
        switch packed {
        case 0x2E69_6E66, 0x2E49_6E66, 0x2E49_4E46: return sign == 0x2D ? -.infinity : .infinity
        case 0x2E6E_616E, 0x2E4E_614E, 0x2E4E_414E: return sign == 0 ? .nan : nil
        default: return nil
        }
    }

    /// The integer as Go's `ParseInt` and `ParseUint` with base 0 read it, underscores left out; `value` is nil for a
    /// number that only fits into 64 bits without a sign.
    private static func parse(_ text: UnsafeBufferPointer<UInt8>) -> (value: Int64?, magnitude: UInt64)? {
        var digits = Digits(text)
        guard let first = text.first, first != 0x2E else { return nil }
        var isNegative = false
        var isSigned = false
        if first == 0x2B || first == 0x2D {
            isNegative = first == 0x2D
            isSigned = true
            _ = digits.next()
        }
        var base: UInt64 = 10
        if digits.peek == 0x30 {
            _ = digits.next()
            guard let mark = digits.peek else { return (0, 0) }
            switch mark {
            case 0x78, 0x58: base = 16
            case 0x6F, 0x4F: base = 8
            case 0x62, 0x42: base = 2
            case 0x30...0x39: base = 8
            default: return nil
            }
            if mark > 0x39 { _ = digits.next() }
            if mark == 0x62, !isSigned, let sign = digits.peek, sign == 0x2B || sign == 0x2D {
                isNegative = sign == 0x2D
                isSigned = true
                _ = digits.next()
            }
        }
        guard let magnitude = digits.magnitude(base: base) else { return nil }
        if isNegative {
            guard magnitude <= UInt64(Int64.max) + 1 else { return nil }
            return (Int64(truncatingIfNeeded: 0 &- magnitude), magnitude)
        }
        if magnitude <= UInt64(Int64.max) { return (Int64(magnitude), magnitude) }
        return isSigned ? nil : (nil, magnitude)
    }

    /// The digits of a number without its underscores.
    private struct Digits {
        private let text: UnsafeBufferPointer<UInt8>
        private var position = 0

        init(_ text: UnsafeBufferPointer<UInt8>) {
            self.text = text
            skipUnderscores()
        }

        var peek: UInt8? { position < text.count ? text[position] : nil }

        mutating func next() -> UInt8? {
            guard position < text.count else { return nil }
            defer {
                position += 1
                skipUnderscores()
            }
            return text[position]
        }

        private mutating func skipUnderscores() {
            while position < text.count, text[position] == 0x5F { position += 1 }
        }

        mutating func magnitude(base: UInt64) -> UInt64? {
            guard peek != nil else { return nil }
            var result: UInt64 = 0
            while let byte = next() {
                let digit: UInt64
                switch byte {
                case 0x30...0x39: digit = UInt64(byte - 0x30)
                case 0x41...0x46: digit = UInt64(byte - 0x41) + 10
                case 0x61...0x66: digit = UInt64(byte - 0x61) + 10
                default: return nil
                }
                guard digit < base else { return nil }
                let (product, overflows) = result.multipliedReportingOverflow(by: base)
                let (sum, carries) = product.addingReportingOverflow(digit)
                guard !overflows, !carries else { return nil }
                result = sum
            }
            return result
        }
    }

    /// A decimal float: `^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$`, underscores left out unless the text
    /// starts with a dot.
    private static func float(_ text: UnsafeBufferPointer<UInt8>) -> Double? {
        let plain = text.first == 0x2E ? Array(text) : text.filter { $0 != 0x5F }
        var position = 0
        func digits() -> Int {
            let start = position
            while position < plain.count, plain[position] >= 0x30, plain[position] <= 0x39 { position += 1 }
            return position - start
        }
        func skip(_ first: UInt8, _ second: UInt8) -> Bool {
            guard position < plain.count, plain[position] == first || plain[position] == second else { return false }
            position += 1
            return true
        }
        _ = skip(0x2B, 0x2D)
        let whole = digits()
        if skip(0x2E, 0x2E), digits() == 0, whole == 0 { return nil }
        guard position > 0, plain[position - 1] != 0x2B, plain[position - 1] != 0x2D else { return nil }
        if skip(0x65, 0x45) {
            _ = skip(0x2B, 0x2D)
            guard digits() > 0 else { return nil }
        }
        guard position == plain.count else { return nil }
        var literal = String(decoding: plain, as: UTF8.self)
        if literal.hasPrefix("+") { literal.removeFirst() }
        guard let value = Double(literal), value.isFinite else { return nil }
        return value
    }
}
