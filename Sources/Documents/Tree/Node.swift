// SPDX-License-Identifier: Apache-2.0

/// A handle on one node of a document's arena. Free to copy: it does not own its document, which a `DocumentRegion`
/// keeps. Two handles are equal when they denote the same node.
package struct Node: Sendable, Hashable {
    package enum Kind: UInt8, Sendable { case mapping, sequence, scalar }

    /// How a scalar resolves under YAML 1.1 as Kubernetes reads it.
    package enum ScalarType: UInt8, Sendable { case string, null, bool, integer, float }

    package enum Style: UInt8, Sendable { case block, flow, plain, singleQuoted, doubleQuoted, literal, folded }

    @usableFromInline let handle: Unmanaged<Document>
    package let index: UInt32

    @inlinable
    package var document: Document { handle.takeUnretainedValue() }

    @inlinable
    package init(document: Document, index: UInt32) {
        handle = .passUnretained(document)
        self.index = index
    }

    @inlinable
    init(handle: Unmanaged<Document>, index: UInt32) {
        self.handle = handle
        self.index = index
    }

    @inlinable
    package static func == (left: Node, right: Node) -> Bool {
        left.index == right.index && left.handle.toOpaque() == right.handle.toOpaque()
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(handle.toOpaque())
        hasher.combine(index)
    }

    @inlinable
    package var record: NodeRecord { handle._withUnsafeGuaranteedRef { $0.records[Int(index)] } }
    @inlinable
    package var kind: Kind { record.kind }
    @inlinable
    package var isMapping: Bool { record.isMapping }
    @inlinable
    package var isSequence: Bool { record.isSequence }
    @inlinable
    package var isScalar: Bool { record.isScalar }

    /// `null`, `~` or nothing at all.
    @inlinable
    package var isNull: Bool { record.isNull }

    /// A scalar that is a string for Kubernetes.
    @inlinable
    package var isString: Bool { record.isString }

    /// Whether the text is shared with other places through an anchor or a merge key.
    @inlinable
    package var isShared: Bool { record.isShared }

    @inlinable
    package var parent: Node? {
        let parent = record.parent
        return parent == NodeRecord.none ? nil : Node(handle: handle, index: parent)
    }

    /// The root of the document in which this node lies.
    package var root: Node {
        var node = self
        while let parent = node.parent { node = parent }
        return node
    }

    /// The bytes that the node occupies in the source.
    @inlinable
    package var range: Range<Int> { Int(record.start)..<Int(record.end) }

    package var location: Location { document.location(at: Int(record.start)) }
}

// MARK: - Collections

extension Node {
    /// The pairs of a mapping in source order, without merge keys; empty for any other node.
    @inlinable
    package var entries: Entries { Entries(self) }

    /// The elements of a sequence; empty for any other node.
    @inlinable
    package var elements: Elements { Elements(self) }

    /// The value under a key of a mapping; nil when this is no mapping or has no such key.
    @inlinable
    package subscript(key: StaticString) -> Node? {
        key.withUTF8Buffer { value(forKey: $0) }
    }

    /// The value under a key that is only known at run time. Named, so that a key in quotes is never made a string.
    package subscript(key key: String) -> Node? {
        var key = key
        return key.withUTF8 { value(forKey: $0) }
    }

    /// The element of a sequence.
    package subscript(position: Int) -> Node? {
        guard position >= 0 else { return nil }
        var remaining = position
        for element in elements {
            if remaining == 0 { return element }
            remaining -= 1
        }
        return nil
    }

    /// The key node of a pair, for its position in the source.
    package func keyNode(_ key: String) -> Node? {
        var found: Node?
        for (candidate, _) in entries where candidate.equals(text: key) { found = candidate }
        return found
    }

    @inlinable
    func value(forKey key: UnsafeBufferPointer<UInt8>) -> Node? {
        let found = handle._withUnsafeGuaranteedRef { $0.value(in: index, under: key) }
        return found == NodeRecord.none ? nil : Node(handle: handle, index: found)
    }

    /// The pairs of a mapping.
    package struct Entries: Sequence, IteratorProtocol, Sendable {
        @usableFromInline let handle: Unmanaged<Document>?
        @usableFromInline var position: UInt32
        @usableFromInline let end: UInt32

        /// No pairs, for a field that is missing.
        package static let none = Entries()

        private init() {
            handle = nil
            position = 0
            end = 0
        }

        @inlinable
        init(_ node: Node) {
            handle = node.handle
            position = node.index + 1
            end = node.isMapping ? node.record.next : 0
        }

        @inlinable
        package mutating func next() -> (key: Node, value: Node)? {
            while position < end, let handle {
                let key = position
                let value = handle._withUnsafeGuaranteedRef { $0.records[Int(key)].next }
                position = handle._withUnsafeGuaranteedRef { $0.records[Int(value)].next }
                if handle._withUnsafeGuaranteedRef({ $0.records[Int(key)].isMergeKey }) { continue }
                return (Node(handle: handle, index: key), Node(handle: handle, index: value))
            }
            return nil
        }
    }

    /// The elements of a sequence.
    package struct Elements: Sequence, IteratorProtocol, Sendable {
        @usableFromInline let handle: Unmanaged<Document>?
        @usableFromInline var position: UInt32
        @usableFromInline let end: UInt32

        /// No elements, for a field that is missing.
        package static let none = Elements()

        private init() {
            handle = nil
            position = 0
            end = 0
        }

        @inlinable
        init(_ node: Node) {
            handle = node.handle
            position = node.index + 1
            end = node.isSequence ? node.record.next : 0
        }

        @inlinable
        package mutating func next() -> Node? {
            guard position < end, let handle else { return nil }
            defer { position = handle._withUnsafeGuaranteedRef { $0.records[Int(position)].next } }
            return Node(handle: handle, index: position)
        }
    }
}
