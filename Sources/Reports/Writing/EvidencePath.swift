// SPDX-License-Identifier: Apache-2.0

internal import Documents
internal import Findings

extension [UInt8] {
    /// The path of a piece of evidence from its object's root, in Kubernetes' notation, escaped for JSON.
    mutating func append(pathOf evidence: Evidence, from object: Node) {
        var place = NodePlace()
        place.move(to: evidence.node, in: object)
        append(pathOf: evidence, at: place)
    }

    /// The same where the place of the node is known.
    mutating func append(pathOf evidence: Evidence, at place: NodePlace) {
        append(contentsOf: place.path)
        var isFirst = place.path.isEmpty
        for key in evidence.missing {
            var key = key
            key.withUTF8 { append(step: $0, isFirst: isFirst) }
            isFirst = false
        }
    }

    /// A key in Kubernetes' notation.
    mutating func append(step key: UnsafeBufferPointer<UInt8>, isFirst: Bool) {
        if key.contains(where: { $0 == 0x2E || $0 == 0x2F }) {
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
