// SPDX-License-Identifier: Apache-2.0

/// The character encoding of an input, told by its byte order mark or by where its zero bytes lie (YAML 1.2, 5.2).
enum InputEncoding {
    case utf8(mark: Int)
    case utf16(isBigEndian: Bool, mark: Int)
    case utf32(isBigEndian: Bool, mark: Int)

    init(_ bytes: borrowing [UInt8]) {
        var head: [UInt8] = []
        for index in 0..<min(bytes.count, 4) { head.append(bytes[index]) }
        head += [1, 1, 1, 1]
        switch (head[0], head[1], head[2], head[3]) {
        case (0xEF, 0xBB, 0xBF, _): self = .utf8(mark: 3)
        case (0xFF, 0xFE, 0, 0): self = .utf32(isBigEndian: false, mark: 4)
        case (0, 0, 0xFE, 0xFF): self = .utf32(isBigEndian: true, mark: 4)
        case (0xFF, 0xFE, _, _): self = .utf16(isBigEndian: false, mark: 2)
        case (0xFE, 0xFF, _, _): self = .utf16(isBigEndian: true, mark: 2)
        case (0, 0, 0, 1...): self = .utf32(isBigEndian: true, mark: 0)
        case (1..., 0, 0, 0): self = .utf32(isBigEndian: false, mark: 0)
        case (0, 1..., 0, 1...): self = .utf16(isBigEndian: true, mark: 0)
        case (1..., 0, 1..., 0): self = .utf16(isBigEndian: false, mark: 0)
        default: self = .utf8(mark: 0)
        }
    }

    /// What edits have to know.
    var kind: Document.Encoding {
        switch self {
        case .utf8(let mark): mark > 0 ? .utf8WithMark : .utf8
        case .utf16, .utf32: .other
        }
    }

    /// The input as UTF-8 without its mark. A unit that is no character becomes the byte 0xFF, which no UTF-8 text
    /// holds, so that the reader reports its place.
    func decoded(_ bytes: consuming [UInt8]) -> [UInt8] {
        switch self {
        case .utf8(let mark):
            if mark > 0 { bytes.removeFirst(mark) }
            return bytes
        case .utf16(let isBigEndian, let mark): return Self.utf16(bytes.dropFirst(mark), isBigEndian)
        case .utf32(let isBigEndian, let mark): return Self.utf32(bytes.dropFirst(mark), isBigEndian)
        }
    }

    private static func utf16(_ bytes: ArraySlice<UInt8>, _ isBigEndian: Bool) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count / 2 + 8)
        var index = bytes.startIndex
        func unit(_ index: Int) -> UInt32? {
            guard index + 1 < bytes.endIndex else { return nil }
            let (first, second) = (UInt32(bytes[index]), UInt32(bytes[index + 1]))
            return isBigEndian ? first << 8 | second : second << 8 | first
        }
        while index < bytes.endIndex {
            guard let high = unit(index) else {
                result.append(0xFF)
                break
            }
            index += 2
            guard high & 0xFC00 == 0xD800 else {
                append(high, to: &result)
                continue
            }
            guard let low = unit(index), low & 0xFC00 == 0xDC00 else {
                result.append(0xFF)
                continue
            }
            index += 2
            append(0x10000 + (high & 0x3FF) << 10 + low & 0x3FF, to: &result)
        }
        return result
    }

    private static func utf32(_ bytes: ArraySlice<UInt8>, _ isBigEndian: Bool) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count / 4 + 8)
        var index = bytes.startIndex
        while index < bytes.endIndex {
            guard index + 3 < bytes.endIndex else {
                result.append(0xFF)
                break
            }
            var value: UInt32 = 0
            for offset in 0..<4 { value = value << 8 | UInt32(bytes[index + (isBigEndian ? offset : 3 - offset)]) }
            append(value, to: &result)
            index += 4
        }
        return result
    }

    private static func append(_ value: UInt32, to result: inout [UInt8]) {
        guard let scalar = Unicode.Scalar(value) else { return result.append(0xFF) }
        if value < 0x80 { return result.append(UInt8(value)) }
        result.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    }
}
