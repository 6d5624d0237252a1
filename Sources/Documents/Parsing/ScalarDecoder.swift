// SPDX-License-Identifier: Apache-2.0

/// Turns the source bytes of a scalar into its content: escapes, folding, block scalars.
enum ScalarDecoder {
    static func decode(_ record: NodeRecord, _ bytes: [UInt8]) -> [UInt8] {
        let source = Array(bytes[Int(record.start)..<Int(record.end)])
        switch record.style {
        case .literal, .folded: return block(source, folded: record.style == .folded)
        case .singleQuoted: return single(Array(source.dropFirst().dropLast()))
        case .doubleQuoted: return double(Array(source.dropFirst().dropLast()))
        default: return source
        }
    }

    private static func single(_ source: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var skip = false
        for byte in source {
            if byte == 0x27, !skip { skip = true; result.append(byte); continue }
            if byte == 0x27 { skip = false; continue }
            skip = false
            result.append(byte)
        }
        return result
    }

    private static func double(_ source: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var index = 0
        while index < source.count {
            if source[index] == 0x5C, index + 1 < source.count {
                index += 1
                switch source[index] {
                case 0x6E: result.append(0x0A)
                case 0x74: result.append(0x09)
                default: result.append(source[index])
                }
            } else {
                result.append(source[index])
            }
            index += 1
        }
        return result
    }

    private static func block(_ source: [UInt8], folded: Bool) -> [UInt8] {
        var lines = source.split(separator: 0x0A, omittingEmptySubsequences: false).dropFirst()
        guard let first = lines.first(where: { $0.contains { $0 != 0x20 } }) else { return [] }
        let indent = first.prefix { $0 == 0x20 }.count
        while let last = lines.last, last.isEmpty { lines.removeLast() }
        return Array(lines.map { $0.dropFirst(indent) }.joined(separator: [folded ? 0x20 : 0x0A])) + [0x0A]
    }
}
