// SPDX-License-Identifier: Apache-2.0

/// Keys that YAML 1.1 reads as booleans or numbers: `on`, `1`, `0x1F`, `1.5`.
///
/// JSON knows only strings as keys, so sigs.k8s.io/yaml names such a value: `y: a` becomes the key `true`. Keys that
/// have no name there (null, numbers beyond 64 bits, collections) make it refuse the document.
enum TypedKey {
    /// The key that Kubernetes sees.
    static func name(of record: NodeRecord, _ bytes: [UInt8]) -> [UInt8] {
        let content = written(record, bytes)
        return name(of: content).map { Array($0.utf8) } ?? content
    }

    /// Whether Kubernetes has a name for the key.
    static func hasName(_ content: [UInt8]) -> Bool { name(of: content) != nil }

    private static func written(_ record: NodeRecord, _ bytes: [UInt8]) -> [UInt8] {
        var record = record
        record.isTypedKey = false
        return ScalarDecoder.decode(record, bytes)
    }

    private static func name(of content: [UInt8]) -> String? {
        let text = String(decoding: content, as: UTF8.self)
        let (type, isTrue) = ScalarResolver.type(of: content)
        switch type {
        case .string: return text
        case .null: return nil
        case .bool: return isTrue ? "true" : "false"
        case .integer: return ScalarResolver.integer(text).map { String($0) }
        case .float: return ScalarResolver.double(text).map { name(of: $0) }
        }
    }

    /// As Go's `FormatFloat(value, 'g', -1, 64)` writes it, and YAML's names for what is not finite.
    static func name(of value: Double) -> String {
        if value.isNaN { return ".nan" }
        if value.isInfinite { return value < 0 ? "-.inf" : ".inf" }
        let sign = value.sign == .minus ? "-" : ""
        let (digits, point) = shortestDigits(value.magnitude)
        guard let first = digits.first else { return sign + "0" }
        let exponent = point - 1
        if exponent < -4 || exponent >= 6 {
            let fraction = digits.count > 1 ? "." + digits.dropFirst() : ""
            let power = String(exponent.magnitude)
            return "\(sign)\(first)\(fraction)e\(exponent < 0 ? "-" : "+")\(power.count < 2 ? "0" : "")\(power)"
        }
        if point <= 0 { return sign + "0." + String(repeating: "0", count: -point) + digits }
        if digits.count <= point { return sign + digits + String(repeating: "0", count: point - digits.count) }
        return "\(sign)\(digits.prefix(point)).\(digits.dropFirst(point))"
    }

    /// The fewest decimal digits that give the number back, without zeros at the ends, and where the point stands.
    private static func shortestDigits(_ magnitude: Double) -> (digits: String, point: Int) {
        let parts = magnitude.description.split(separator: "e")
        let mantissa = parts.first.map { String($0) } ?? ""
        let whole = mantissa.prefix { $0 != "." }
        var digits = Substring(mantissa.filter { $0 != "." })
        var point = whole.count + (parts.count > 1 ? Int(parts[1]) ?? 0 : 0)
        while digits.first == "0" {
            digits.removeFirst()
            point -= 1
        }
        while digits.last == "0" { digits.removeLast() }
        return (String(digits), point)
    }
}

extension NodeRecord {
    /// A collection, or a scalar that is a null, a boolean or a number.
    @inline(__always)
    var isNoString: Bool { kind != .scalar || type != .string }
}

extension Reading {
    /// Gives the key at an index the name that Kubernetes gives it, or says that it has none.
    mutating func nameTypedKey(_ index: Int) {
        let key = builder.records[index]
        guard !key.isMergeKey, !key.isTypedKey else { return }
        if key.kind == .scalar, TypedKey.hasName(content(of: key)) {
            builder.update(UInt32(index)) { record in
                record.isTypedKey = true
                record.needsDecoding = true
                record.type = .string
            }
            return
        }
        let found =
            switch key.kind {
            case .mapping: "a mapping"
            case .sequence: "a list"
            case .scalar: key.type == .null ? "null" : "a number beyond 64 bits"
            }
        report(
            "key-type", at: Int(key.start), gravity: .warning,
            "found \(found) as a key, which Kubernetes refuses: a key must be a string, a number or a boolean")
    }
}
