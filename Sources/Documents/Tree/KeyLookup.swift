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
            let record = records[Int(mapping)]
            guard record.kind == .mapping else { return NodeRecord.none }
            var position = mapping + 1
            var found = NodeRecord.none
            while position < record.next {
                let keyRecord = records[Int(position)]
                let value = keyRecord.next
                // Most keys have another length: the quotes of one are all that its source may have besides the text.
                let excess = Int(keyRecord.end) - Int(keyRecord.start) - key.count
                if excess == 0 || excess == 2 || keyRecord.needsDecoding, isKey(keyRecord, key) {
                    found = value
                    if !record.hasDuplicateKeys { return found }
                }
                position = records[Int(value)].next
            }
            return found
        }
    }

    @inline(__always)
    private func isKey(_ record: NodeRecord, _ key: UnsafeBufferPointer<UInt8>) -> Bool {
        guard record.kind == .scalar, !record.isMergeKey else { return false }
        if record.needsDecoding { return ScalarDecoder.decode(record, bytes).elementsEqual(key) }
        let range = record.contentRange
        guard range.count == key.count else { return false }
        return bytes.withUnsafeBufferPointer { bytes in
            for offset in 0..<key.count where bytes[range.lowerBound + offset] != key[offset] { return false }
            return true
        }
    }
}
