// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Crypto
internal import Documents

/// Identifies a finding from one run to the next, wherever its lines move: a SHA-256 over the check, the object, the
/// container and the field, in which list elements go by their name.
package struct Fingerprint: Sendable, Hashable, CustomStringConvertible {
    /// `sha256:` and 64 hexadecimal digits.
    package let description: String

    package init(_ finding: Finding) {
        let resource = finding.subject.resource
        var text: [UInt8] = []
        text.reserveCapacity(256)
        func append(_ part: String) {
            text.append(contentsOf: part.utf8)
            text.append(0)
        }
        append(finding.check.id)
        append(resource.group + "/" + resource.kind)
        append(resource.namespace ?? "")
        append(resource.name)
        append(finding.subject.container ?? "")
        if let evidence = finding.evidence.first { Self.append(evidence, from: resource.node, to: &text) }
        description = Self.hexadecimal(SHA256.hash(data: text))
    }

    /// The field's path with `containers[web]` instead of `containers[0]`; a scalar element goes by its text.
    private static func append(_ evidence: Evidence, from object: Node, to text: inout [UInt8]) {
        append(evidence.node, from: object, to: &text)
        for key in evidence.missing {
            text.append(0x2E)
            text.append(contentsOf: key.utf8)
        }
    }

    private static func append(_ node: Node, from object: Node, to text: inout [UInt8]) {
        guard node != object, let parent = node.parent else { return }
        append(parent, from: object, to: &text)
        if parent.isSequence {
            text.append(0x5B)
            text.append(contentsOf: elementName(node, in: parent).utf8)
            text.append(0x5D)
        } else if let key = key(of: node, in: parent) {
            text.append(0x2E)
            text.append(contentsOf: key.utf8)
        }
    }

    private static func elementName(_ node: Node, in parent: Node) -> String {
        if node.isScalar { return node.scalarText }
        if let name = node["name"], name.isScalar { return name.scalarText }
        for field in [node["containerPort"], node["port"], node["key"]] {
            if let field, field.isScalar { return field.scalarText }
        }
        var position = 0
        for element in parent.elements {
            if element == node { break }
            position += 1
        }
        return String(position)
    }

    private static func key(of node: Node, in parent: Node) -> String? {
        for (key, value) in parent.entries where value.index == node.index || key.index == node.index {
            return key.scalarText
        }
        return nil
    }

    private static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
        let digits: StaticString = "0123456789abcdef"
        var text = Array("sha256:".utf8)
        text.reserveCapacity(71)
        digits.withUTF8Buffer { digits in
            for byte in bytes {
                text.append(digits[Int(byte >> 4)])
                text.append(digits[Int(byte & 15)])
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}
