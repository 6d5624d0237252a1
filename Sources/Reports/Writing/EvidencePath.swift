// SPDX-License-Identifier: Apache-2.0

internal import Documents
internal import Findings

extension [UInt8] {
    /// The path of a piece of evidence from its object's root, in Kubernetes' notation, escaped for JSON.
    mutating func append(pathOf evidence: Evidence, from object: Node) {
        let start = count
        var ancestors: [Node] = []
        var node = evidence.node
        while node != object, let parent = node.parent {
            ancestors.append(node)
            node = parent
        }
        for node in ancestors.reversed() { append(stepTo: node, isFirst: count == start) }
        for key in evidence.missing { append(step: key, isFirst: count == start) }
    }

    private mutating func append(stepTo node: Node, isFirst: Bool) {
        guard let parent = node.parent else { return }
        if parent.isSequence {
            append(0x5B)
            append(number: node.position(in: parent))
            append(0x5D)
        } else if let key = node.key(in: parent) {
            append(step: key.scalarText, isFirst: isFirst)
        }
    }

    private mutating func append(step key: String, isFirst: Bool) {
        if key.utf8.contains(where: { $0 == 0x2E || $0 == 0x2F }) {
            append(0x5B)
            append(escaped: key)
            append(0x5D)
        } else {
            if !isFirst { append(0x2E) }
            append(escaped: key)
        }
    }
}

extension Node {
    /// The element's place in the sequence.
    func position(in sequence: Node) -> Int {
        var position = 0
        for element in sequence.elements {
            if element.index == index { return position }
            position += 1
        }
        return position
    }

    /// The key of the pair to which this node belongs. Keys are scalars, so that a collection's key is the record
    /// before it; only a scalar can be a key itself.
    func key(in mapping: Node) -> Node? {
        if !isScalar, index > 0 {
            let before = Node(document: document, index: index - 1)
            if before.isScalar, before.record.parent == mapping.index { return before }
        }
        for (key, value) in mapping.entries where value.index == index || key.index == index { return key }
        return nil
    }
}
