// SPDX-License-Identifier: Apache-2.0

/// Finds the value under a key: the innermost loop of everything that reads objects. The tree's own indices are trusted
/// to lie inside the arena, and its ranges inside the text.
struct KeyLookup {
    let records: UnsafeBufferPointer<NodeRecord>
    let bytes: UnsafeBufferPointer<UInt8>
    /// The same text, for the rare key that has to be decoded.
    let text: [UInt8]
    let key: UnsafeBufferPointer<UInt8>

    /// The index of the value; of several the last one's. Nil when the node is no mapping or has no such key.
    func value(in mapping: UInt32) -> UInt32? {
        let record = records[Int(mapping)]
        guard record.kind == .mapping else { return nil }
        var position = mapping + 1
        var found: UInt32?
        while position < record.next {
            let keyRecord = records[Int(position)]
            let value = keyRecord.next
            if isKey(keyRecord) {
                found = value
                if !record.hasDuplicateKeys { return found }
            }
            position = records[Int(value)].next
        }
        return found
    }

    private func isKey(_ record: NodeRecord) -> Bool {
        // Most keys have another length: the quotes of one are all that its source may have besides the text.
        let excess = Int(record.end) - Int(record.start) - key.count
        guard excess == 0 || excess == 2 || record.needsDecoding else { return false }
        guard record.kind == .scalar, !record.isMergeKey else { return false }
        if record.needsDecoding { return ScalarDecoder.decode(record, text).elementsEqual(key) }
        let range = record.contentRange
        guard range.count == key.count else { return false }
        for offset in 0..<key.count where bytes[range.lowerBound + offset] != key[offset] { return false }
        return true
    }
}
