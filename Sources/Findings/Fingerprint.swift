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
        let parts = [
            finding.check.id, resource.group + "/" + resource.kind, resource.namespace ?? "", resource.name,
            finding.subject.container ?? "",
        ]
        for part in parts {
            text.append(contentsOf: part.utf8)
            text.append(0)
        }
        if let evidence = finding.evidence.first {
            text.append(contentsOf: Self.stablePath(evidence, from: resource.node).utf8)
        }
        description = "sha256:" + Self.hexadecimal(SHA256.hash(data: text))
    }

    /// The field's path with `containers[web]` instead of `containers[0]`; a scalar element goes by its text.
    static func stablePath(_ evidence: Evidence, from object: Node) -> String {
        var steps: [String] = []
        var node = evidence.node
        while node != object, let parent = node.parent {
            if parent.isSequence {
                steps.append("[\(elementName(node, in: parent))]")
            } else if let key = key(of: node, in: parent) {
                steps.append("." + key)
            }
            node = parent
        }
        return steps.reversed().joined() + evidence.missing.map { "." + $0 }.joined()
    }

    private static func elementName(_ node: Node, in parent: Node) -> String {
        if node.isScalar { return node.scalarText }
        for field in [node["name"], node["containerPort"], node["port"], node["key"]] {
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
        for (key, value) in parent.entries where value == node || key == node { return key.scalarText }
        return nil
    }

    private static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
        let digits: StaticString = "0123456789abcdef"
        return digits.withUTF8Buffer { digits in
            var text: [UInt8] = []
            for byte in bytes {
                text.append(digits[Int(byte >> 4)])
                text.append(digits[Int(byte & 15)])
            }
            return String(decoding: text, as: UTF8.self)
        }
    }
}
