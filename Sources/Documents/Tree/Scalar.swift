// SPDX-License-Identifier: Apache-2.0

extension Node {
    /// The scalar as a string, when it is one for Kubernetes (a quoted scalar, or a plain one that is no number,
    /// boolean or null); nil for anything else.
    package var string: String? {
        let record = record
        guard record.isString else { return nil }
        return scalarText
    }

    /// The decoded text of a scalar whatever its type; empty for a collection.
    package var scalarText: String {
        let record = record
        guard record.isScalar else { return "" }
        if record.needsDecoding { return String(decoding: ScalarDecoder.decode(record, document.bytes), as: UTF8.self) }
        let range = record.contentRange
        return document.bytes.withUnsafeBufferPointer {
            String(decoding: UnsafeBufferPointer(rebasing: $0[range]), as: UTF8.self)
        }
    }

    /// Lends the bytes of a scalar's text without making a string of them; none for a collection.
    package func withText<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        let record = record
        guard record.isScalar else { return body(UnsafeBufferPointer(start: nil, count: 0)) }
        if record.needsDecoding {
            return ScalarDecoder.decode(record, document.bytes).withUnsafeBufferPointer(body)
        }
        let range = record.contentRange
        return document.bytes.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[range])) }
    }

    package var bool: Bool? {
        let record = record
        guard record.isScalar, record.type == .bool else { return nil }
        return record.detail != 0
    }

    /// The integer value; nil for other types and for numbers beyond 64 bits.
    package var integer: Int64? {
        let record = record
        guard record.isScalar, record.type == .integer else { return nil }
        return ScalarResolver.integer(scalarText)
    }

    package var double: Double? {
        let record = record
        guard record.isScalar, record.type == .float || record.type == .integer else { return nil }
        return ScalarResolver.double(scalarText)
    }

    /// Compares the scalar's text without making a string.
    package func equals(_ text: StaticString) -> Bool {
        text.withUTF8Buffer { textEquals($0) }
    }

    /// The same for a text that is only known at run time.
    package func equals(text: String) -> Bool {
        var text = text
        return text.withUTF8 { textEquals($0) }
    }

    /// Whether both are scalars with the same text, however it is written.
    package func hasSameText(as other: Node) -> Bool {
        guard record.isScalar, other.record.isScalar else { return false }
        return other.withText { textEquals($0) }
    }

    func textEquals(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        let record = record
        guard record.isScalar else { return false }
        if record.needsDecoding { return ScalarDecoder.decode(record, document.bytes).elementsEqual(text) }
        let range = record.contentRange
        guard range.count == text.count else { return false }
        return document.bytes.withUnsafeBufferPointer { bytes in
            guard let bytes = bytes.baseAddress, let text = text.baseAddress else { return range.isEmpty }
            return Document.areEqual(bytes + range.lowerBound, text, range.count)
        }
    }
}

extension NodeRecord {
    /// Where the content of a scalar lies whose content stands in the source as it is.
    @inlinable @inline(__always)
    package var contentRange: Range<Int> {
        switch style {
        case .singleQuoted, .doubleQuoted: Int(start) + 1..<max(Int(end) - 1, Int(start) + 1)
        case .plain, .literal, .folded, .block, .flow: Int(start)..<Int(end)
        }
    }
}
