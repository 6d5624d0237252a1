// SPDX-License-Identifier: Apache-2.0

extension Document {
    /// The index of the value under a key of a mapping, of several the last one's; `NodeRecord.none` when the node is no
    /// mapping or has no such key.
    ///
    /// The innermost loop of everything that reads objects. The tree's own indices are trusted to lie inside the arena,
    /// and its ranges inside the text.
    @usableFromInline
    func value(in mapping: UInt32, under key: UnsafeBufferPointer<UInt8>) -> UInt32 {
        records.withUnsafeBufferPointer { records in
            bytes.withUnsafeBufferPointer { bytes in
                guard let records = records.baseAddress, let bytes = bytes.baseAddress else { return NodeRecord.none }
                let record = records[Int(mapping)]
                guard record.isMapping else { return NodeRecord.none }
                let count = UInt32(truncatingIfNeeded: key.count)
                var position = mapping &+ 1
                var found = NodeRecord.none
                while position < record.next {
                    let keyRecord = records + Int(position)
                    let value = keyRecord.pointee.next
                    // Most keys have another length: the quotes of one are all that its source may have besides the text.
                    let excess = keyRecord.pointee.end &- keyRecord.pointee.start &- count
                    if excess == 0 || excess == 2 || keyRecord.pointee.needsDecoding,
                        isKey(keyRecord.pointee, key, bytes)
                    {
                        found = value
                        if !record.hasDuplicateKeys { return found }
                    }
                    position = records[Int(value)].next
                }
                return found
            }
        }
    }

    @inline(__always)
    private func isKey(
        _ record: NodeRecord, _ key: UnsafeBufferPointer<UInt8>, _ text: UnsafePointer<UInt8>
    ) -> Bool {
        guard record.isScalar, !record.isMergeKey else { return false }
        if record.needsDecoding { return ScalarDecoder.decode(record, bytes).elementsEqual(key) }
        let range = record.contentRange
        guard range.count == key.count, let key = key.baseAddress else { return range.isEmpty && key.isEmpty }
        return Self.areEqual(text + range.lowerBound, key, range.count)
    }

    /// Whether so many bytes are the same; eight are compared together.
    @inline(__always)
    static func areEqual(_ left: UnsafePointer<UInt8>, _ right: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        let (left, right) = (UnsafeRawPointer(left), UnsafeRawPointer(right))
        func word(_ bytes: UnsafeRawPointer, _ offset: Int) -> UInt64 {
            bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
        }
        guard count >= 8 else {
            for offset in 0..<count
            where left.load(fromByteOffset: offset, as: UInt8.self)
                != right.load(fromByteOffset: offset, as: UInt8.self)
            {
                return false
            }
            return true
        }
        var offset = 0
        while offset + 8 <= count {
            if word(left, offset) != word(right, offset) { return false }
            offset += 8
        }
        return word(left, count - 8) == word(right, count - 8)
    }
}
