// SPDX-License-Identifier: Apache-2.0

/// The way from an object down to one of its nodes, found on the arena itself without handles or strings: what writes
/// the paths of many nodes walks it.
package struct NodeSteps: Sequence, IteratorProtocol, Sendable {
    package enum Step: Sendable {
        /// The key under which the node stands.
        case key(Node)
        /// An element of a sequence, and its position.
        case element(Node, position: Int)
    }

    private let document: Document
    /// The nodes on the way, the last one first.
    private var rest: [UInt32] = []
    private var parent: UInt32

    /// - Parameter object: an ancestor of the node; of any other, the way from the object around the node is taken.
    package init(from object: Node, to node: Node) {
        document = node.document
        let top = node.object(near: object).index
        var index = node.index
        rest.reserveCapacity(16)
        while index != top {
            let parent = document.records[Int(index)].parent
            if parent == NodeRecord.none { break }
            rest.append(index)
            index = parent
        }
        parent = index
    }

    package mutating func next() -> Step? {
        guard let index = rest.popLast() else { return nil }
        defer { parent = index }
        let (child, position) = child(index)
        if document.records[Int(parent)].kind == .sequence {
            return .element(Node(document: document, index: index), position: position)
        }
        return .key(Node(document: document, index: child))
    }

    /// The element, or the key of the pair, to which a node belongs, and its position.
    private func child(_ index: UInt32) -> (index: UInt32, position: Int) {
        let list = document.records[Int(parent)]
        if list.kind == .sequence, list.next - parent > 512 {
            return (index, document.elementPosition(of: index, in: parent))
        }
        return document.records.withUnsafeBufferPointer { records in
            let isMapping = records[Int(parent)].kind == .mapping
            var child = parent + 1
            var position = 0
            while child < index {
                let value = records[Int(child)].next
                if isMapping, index == value { break }
                child = isMapping ? records[Int(value)].next : value
                position += 1
            }
            return (child, position)
        }
    }
}

extension Node {
    /// The object that this node is in: the one asked about when it is inside of it, else the nearest ancestor that
    /// says its kind, so that a finding about one object may rest on a field of another.
    package func object(near object: Node) -> Node {
        if document === object.document, object.index <= index, index < object.record.next { return object }
        var candidate = self
        while let parent = candidate.parent {
            if candidate["kind"] != nil, candidate["apiVersion"] != nil { return candidate }
            candidate = parent
        }
        return candidate
    }
}
