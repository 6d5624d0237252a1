// SPDX-License-Identifier: Apache-2.0

internal import Documents

/// Where a node is, written for JSON in all the ways that a finding needs.
///
/// Findings are sorted by place, so that one often rests on the same node as the one before it: the place is kept until
/// another one is asked for.
struct NodePlace {
    private var node: Node?
    private var object: Node?
    /// The path from the object's root in Kubernetes' notation.
    private(set) var path: [UInt8] = []
    /// The same as a JSON pointer (RFC 6901).
    private(set) var pointer: [UInt8] = []
    /// `,"file":"…","line":1,"column":1`
    private(set) var location: [UInt8] = []

    mutating func move(to node: Node, in object: Node) {
        if self.node == node, self.object == object { return }
        self.node = node
        self.object = object
        path.removeAll(keepingCapacity: true)
        pointer.removeAll(keepingCapacity: true)
        for step in NodeSteps(from: object, to: node) {
            switch step {
            case .key(let key):
                key.withText { append($0) }
            case .element(_, let position):
                path.append(0x5B)
                path.append(number: position)
                path.append(0x5D)
                pointer.append(0x2F)
                pointer.append(number: position)
            }
        }
        locate(node)
    }

    private mutating func append(_ key: UnsafeBufferPointer<UInt8>) {
        // Hardly any field's name has to be escaped in any of the notations.
        guard key.allSatisfy({ ($0 | 0x20) >= 0x61 && ($0 | 0x20) <= 0x7A }) else {
            path.append(step: key, isFirst: path.isEmpty)
            return pointer.append(pointerStep: key)
        }
        if !path.isEmpty { path.append(0x2E) }
        path.append(contentsOf: key)
        pointer.append(0x2F)
        pointer.append(contentsOf: key)
    }

    private mutating func locate(_ node: Node) {
        let place = node.location
        location.removeAll(keepingCapacity: true)
        location.append(",\"file\":")
        location.append(quoted: place.file)
        location.append(key: "line", place.line)
        location.append(key: "column", place.column)
    }
}
