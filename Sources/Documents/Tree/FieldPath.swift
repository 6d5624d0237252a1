// SPDX-License-Identifier: Apache-2.0

/// The place of a field inside an object, in both of the field's notations.
package struct FieldPath: Sendable, Hashable, CustomStringConvertible {
    package enum Step: Sendable, Hashable {
        case key(String)
        case index(Int)
    }

    package var steps: [Step]

    package init(_ steps: [Step] = []) { self.steps = steps }

    /// Paths of one object differ in their length, the positions in lists or the last key.
    package func hash(into hasher: inout Hasher) {
        hasher.combine(steps.count)
        for case .index(let index) in steps { hasher.combine(index) }
        if case .key(let key) = steps.last { hasher.combine(key) }
    }

    package func appending(_ keys: String...) -> FieldPath { FieldPath(steps + keys.map { .key($0) }) }

    /// Kubernetes' notation: `spec.containers[0].image`, `metadata.annotations[example.com/key]`.
    package var description: String {
        var text = ""
        for step in steps {
            switch step {
            case .index(let index): text += "[\(index)]"
            case .key(let key) where key.utf8.contains(where: { $0 == 0x2E || $0 == 0x2F }): text += "[\(key)]"
            case .key(let key): text += text.isEmpty ? key : "." + key
            }
        }
        return text
    }

    /// RFC 6901: `/spec/containers/0/image`.
    package var jsonPointer: String {
        var text: [UInt8] = []
        for step in steps {
            text.append(0x2F)
            switch step {
            case .index(let index): text.append(contentsOf: String(index).utf8)
            case .key(let key):
                for byte in key.utf8 {
                    switch byte {
                    case 0x7E: text.append(contentsOf: [0x7E, 0x30])
                    case 0x2F: text.append(contentsOf: [0x7E, 0x31])
                    default: text.append(byte)
                    }
                }
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}

extension Node {
    /// The path from the root of `object` (default: the document's root) down to this node.
    package func path(from object: Node? = nil) -> FieldPath {
        var steps: [FieldPath.Step] = []
        var node = self
        while node != object, let parent = node.parent {
            if let step = node.step(in: parent) { steps.append(step) }
            node = parent
        }
        return FieldPath(steps.reversed())
    }

    private func step(in parent: Node) -> FieldPath.Step? {
        if parent.isSequence { return .index(document.elementPosition(of: index, in: parent.index)) }
        for (key, value) in parent.entries where value.index == index || key.index == index {
            return .key(key.scalarText)
        }
        return nil
    }
}

extension Node {
    /// Walks down a path as far as it exists; the steps that do not exist are left over.
    package func resolve(_ path: FieldPath) -> (node: Node, missing: ArraySlice<FieldPath.Step>) {
        var node = self
        var rest = path.steps[...]
        while let step = rest.first {
            let child: Node? =
                switch step {
                case .key(let key): node[key: key]
                case .index(let index): node[index]
                }
            guard let child else { break }
            node = child
            rest = rest.dropFirst()
        }
        return (node, rest)
    }
}
