// SPDX-License-Identifier: Apache-2.0

/// Builds the arena in document order. The parsers of all formats write through it.
package struct TreeBuilder: Sendable {
    package private(set) var records: [NodeRecord] = []
    package private(set) var roots: [UInt32] = []
    private var current = NodeRecord.none

    package init(expectedNodes: Int = 0) { records.reserveCapacity(expectedNodes) }

    package var count: Int { records.count }

    /// Starts a mapping or a sequence and returns its index.
    @discardableResult
    package mutating func open(_ kind: Node.Kind, style: Node.Style, start: Int) -> UInt32 {
        let index = append(NodeRecord(kind: kind, style: style, start: start, end: start, parent: current))
        current = index
        return index
    }

    /// Ends the innermost open collection.
    package mutating func close(end: Int) {
        guard current != NodeRecord.none else { return }
        records[Int(current)].end = UInt32(truncatingIfNeeded: end)
        records[Int(current)].next = UInt32(truncatingIfNeeded: records.count)
        current = records[Int(current)].parent
    }

    /// Adds a scalar.
    @discardableResult
    package mutating func scalar(_ record: NodeRecord) -> UInt32 {
        var record = record
        record.parent = current
        record.next = UInt32(truncatingIfNeeded: records.count) &+ 1
        return append(record)
    }

    /// Changes a node that was already added (flags, type).
    package mutating func update(_ index: UInt32, _ change: (inout NodeRecord) -> Void) {
        change(&records[Int(index)])
    }

    /// Adds a copy of a finished subtree, for an alias or a merged pair; the copy is marked as shared.
    @discardableResult
    package mutating func copy(_ source: UInt32) -> UInt32 {
        let first = records.count
        let shift = UInt32(truncatingIfNeeded: first) &- source
        for index in source..<records[Int(source)].next {
            var record = records[Int(index)]
            record.parent = index == source ? current : record.parent &+ shift
            record.next &+= shift
            record.isShared = true
            records.append(record)
        }
        if current == NodeRecord.none { roots.append(UInt32(truncatingIfNeeded: first)) }
        return UInt32(truncatingIfNeeded: first)
    }

    /// Whether a collection is still open; a node that is no collection never is.
    func isOpen(_ index: UInt32) -> Bool { records[Int(index)].next == 0 }

    /// Puts an open mapping around the last finished node, which thereby becomes its first key.
    mutating func wrap(_ index: UInt32, style: Node.Style, start: Int) {
        let parent = records[Int(index)].parent
        var record = NodeRecord(kind: .mapping, style: style, start: start, end: start, parent: parent)
        record.next = 0
        records.insert(record, at: Int(index))
        for position in Int(index) + 1..<records.count {
            records[position].next += 1
            if position == Int(index) + 1 {
                records[position].parent = index
            } else {
                records[position].parent += 1
            }
        }
        current = index
    }

    /// The innermost open collection, or `NodeRecord.none`.
    package var currentIndex: UInt32 { current }

    /// Forgets everything from a node on: a document that turned out unreadable leaves no half-built tree.
    package mutating func rewind(toCount count: Int) {
        records.removeSubrange(count...)
        while let last = roots.last, last >= count { roots.removeLast() }
        current = NodeRecord.none
    }

    private mutating func append(_ record: NodeRecord) -> UInt32 {
        let index = UInt32(truncatingIfNeeded: records.count)
        records.append(record)
        if record.parent == NodeRecord.none { roots.append(index) }
        return index
    }
}
