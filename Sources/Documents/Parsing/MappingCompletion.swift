// SPDX-License-Identifier: Apache-2.0

/// What is done when a mapping is complete: duplicate keys are found, merge keys take effect.
extension Reading {
    /// The content of a scalar that was just read.
    func content(of record: NodeRecord) -> [UInt8] {
        guard record.needsDecoding else { return Array(bytes(record.contentRange)) }
        var local = record
        local.start = 0
        local.end = record.end &- record.start
        return ScalarDecoder.decode(local, Array(bytes(Int(record.start)..<Int(record.end))))
    }

    /// Looks at the pairs of the innermost open collection.
    mutating func finishMapping(_ index: UInt32) throws(ParseFailure) {
        let count = builder.records.count
        let first = Int(index) + 1
        guard first < count else { return }
        var position = first
        var hasMerge = false
        signatures.removeAll(keepingCapacity: true)
        while position < count {
            if builder.records[position].isNoString { nameTypedKey(position) }
            let key = builder.records[position]
            if key.isMergeKey { hasMerge = true } else { signatures.append(signature(of: key)) }
            position = Int(builder.records[Int(key.next)].next)
        }
        if signaturesRepeat() { findDuplicates(index) }
        if hasMerge { try merge(into: index) }
    }

    /// Eight bytes that differ for most different keys: length and the ends of the text.
    @inline(__always)
    private func signature(of key: NodeRecord) -> UInt64 {
        if key.kind != .scalar { return UInt64(key.start) &* 0x9E37_79B9_7F4A_7C15 | 1 }
        if key.needsDecoding || key.start == key.end { return Self.signature(content(of: key)) }
        let range = key.contentRange
        return Self.signature(input + range.lowerBound, range.count)
    }

    private static func signature(_ content: [UInt8]) -> UInt64 {
        let padded = content + repeatElement(0, count: 8)
        return padded.withUnsafeBufferPointer { text in
            text.baseAddress.map { signature($0, content.count) } ?? 0
        }
    }

    /// Of a text that eight readable bytes follow.
    @inline(__always)
    private static func signature(_ text: UnsafePointer<UInt8>, _ count: Int) -> UInt64 {
        let raw = UnsafeRawPointer(text)
        let head = raw.loadUnaligned(as: UInt64.self).littleEndian
        guard count > 8 else {
            let text = count == 8 ? head : head & ((1 << UInt64(count * 8)) - 1)
            return mix(UInt64(truncatingIfNeeded: count) ^ text &* 0x9E37_79B9_7F4A_7C15)
        }
        let tail = raw.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self)
        return mix(UInt64(truncatingIfNeeded: count) ^ head &* 0x9E37_79B9_7F4A_7C15 ^ tail)
    }

    /// Whether two of the collected signatures are equal.
    private mutating func signaturesRepeat() -> Bool {
        if signatures.count <= 16 {
            for index in 1..<max(signatures.count, 1) {
                for earlier in 0..<index where signatures[earlier] == signatures[index] { return true }
            }
            return false
        }
        signatures.sort()
        for index in 1..<signatures.count where signatures[index] == signatures[index - 1] { return true }
        return false
    }

    @inline(__always)
    private static func mix(_ value: UInt64) -> UInt64 {
        let product = value &* 0xD6E8_FEB8_6659_FD93
        return product ^ product >> 32
    }

    // MARK: - Duplicates

    /// Names every key that stands more than once; rarely called, so it may make strings.
    private mutating func findDuplicates(_ index: UInt32) {
        var firstLines: [[UInt8]: Int] = [:]
        var duplicates: [(offset: Int, text: [UInt8], line: Int)] = []
        var position = Int(index) + 1
        while position < builder.count {
            let key = builder.records[position]
            if key.kind == .scalar, !key.isMergeKey {
                let text = content(of: key)
                if let line = firstLines[text] {
                    duplicates.append((Int(key.start), text, line))
                } else {
                    firstLines[text] = lineNumber(at: Int(key.start))
                }
            }
            position = Int(builder.records[Int(key.next)].next)
        }
        guard !duplicates.isEmpty else { return }
        builder.update(index) { $0.hasDuplicateKeys = true }
        for duplicate in duplicates {
            let key = String(decoding: duplicate.text.prefix(80), as: UTF8.self)
            report(
                "duplicate-key", at: duplicate.offset, gravity: .warning,
                "duplicate key \"\(key)\", first set on line \(duplicate.line); the last one counts")
        }
    }

    // MARK: - Merge keys

    /// Appends what `<<` brings in, as go-yaml v2 assigns it: a merge key overrides what stands before it, and is
    /// overridden by what stands behind it; in a list the earlier mapping wins.
    private mutating func merge(into index: UInt32) throws(ParseFailure) {
        let end = builder.count
        var pairs: [Int] = []
        var position = Int(index) + 1
        while position < end {
            pairs.append(position)
            position = Int(builder.records[Int(builder.records[position].next)].next)
        }
        var before = Set<[UInt8]>()
        for pair in pairs where !builder.records[pair].isMergeKey { before.insert(content(of: builder.records[pair])) }
        var assigned = Set<[UInt8]>()
        for pair in pairs.reversed() {
            let key = builder.records[pair]
            guard key.isMergeKey else {
                assigned.insert(content(of: key))
                continue
            }
            for source in try mergeSources(Int(key.next), at: Int(key.start)) {
                try mergePairs(of: source, into: index, at: Int(key.start), &assigned, before)
            }
        }
    }

    private func mergeSources(_ value: Int, at offset: Int) throws(ParseFailure) -> [Int] {
        let failure = ParseFailure(
            "merge-key", at: offset, "found \"<<\" with a value that is neither a mapping nor a list of mappings")
        let record = builder.records[value]
        switch record.kind {
        case .mapping: return [value]
        case .scalar: throw failure
        case .sequence:
            var sources: [Int] = []
            var position = value + 1
            while position < Int(record.next) {
                guard builder.records[position].kind == .mapping else { throw failure }
                sources.append(position)
                position = Int(builder.records[position].next)
            }
            return sources
        }
    }

    private mutating func mergePairs(
        of source: Int, into index: UInt32, at offset: Int, _ assigned: inout Set<[UInt8]>, _ before: Set<[UInt8]>
    ) throws(ParseFailure) {
        // Within the source the last of equal keys counts.
        var pairs: [(key: Int, text: [UInt8])] = []
        var seen: [[UInt8]: Int] = [:]
        var position = source + 1
        let end = Int(builder.records[source].next)
        while position < end {
            let key = builder.records[position]
            if !key.isMergeKey {
                let text = content(of: key)
                if let earlier = seen[text] {
                    pairs[earlier].key = position
                } else {
                    seen[text] = pairs.count
                    pairs.append((position, text))
                }
            }
            position = Int(builder.records[Int(key.next)].next)
        }
        for pair in pairs where assigned.insert(pair.text).inserted {
            if before.contains(pair.text) { builder.update(index) { $0.hasDuplicateKeys = true } }
            let value = builder.records[pair.key].next
            try addCopy(of: UInt32(pair.key), at: offset, depth: 0)
            try addCopy(of: value, at: offset, depth: 0)
        }
    }

    // MARK: - Copies

    /// Copies a finished node for an alias or a merge key, within the limits.
    mutating func addCopy(of source: UInt32, at offset: Int, depth: Int) throws(ParseFailure) {
        let size = Int(builder.records[Int(source)].next) - Int(source)
        aliasNodes += size
        guard aliasNodes <= limits.aliasNodes else { throw ParseFailure.aliasNodes(at: offset, limits) }
        guard builder.count + size <= limits.nodes else { throw ParseFailure.nodes(at: offset, limits) }
        guard depth + height(of: source) <= limits.depth else { throw ParseFailure.depth(at: offset, limits) }
        builder.copy(source)
    }

    /// How many collections lie inside each other in a finished node.
    private func height(of source: UInt32) -> Int {
        var ends: [UInt32] = []
        var deepest = 0
        for index in source..<builder.records[Int(source)].next {
            let record = builder.records[Int(index)]
            while let end = ends.last, index >= end { ends.removeLast() }
            guard record.kind != .scalar else { continue }
            ends.append(record.next)
            deepest = max(deepest, ends.count)
        }
        return deepest
    }
}
