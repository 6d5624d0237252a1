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
        var text: [UInt8] = []
        var fingerprints = Fingerprinting()
        fingerprints.append(of: finding, to: &text)
        description = String(decoding: text, as: UTF8.self)
    }
}

/// Makes the fingerprints of many findings. Findings are sorted by place, so that one often shares its object and its
/// node with the one before it: what they contribute is kept.
package struct Fingerprinting: Sendable {
    private var text: [UInt8] = []
    private var resource: Resource?
    private var resourceText: [UInt8] = []
    private var node: Node?
    private var path: [UInt8] = []

    package init() {}

    /// Appends `sha256:` and 64 hexadecimal digits.
    package mutating func append(of finding: Finding, to bytes: inout [UInt8]) {
        write(finding)
        bytes.append(contentsOf: "sha256:".utf8)
        bytes.append(hexadecimal: SHA256.hash(data: text))
    }

    /// The text that is hashed: equal for two findings when their fingerprints are.
    mutating func identity(of finding: Finding) -> [UInt8] {
        write(finding)
        return text
    }

    private mutating func write(_ finding: Finding) {
        move(to: finding)
        text.removeAll(keepingCapacity: true)
        text.append(part: finding.check.id)
        text.append(contentsOf: resourceText)
        text.append(part: finding.subject.container ?? "")
        if let evidence = finding.mainEvidence {
            text.append(contentsOf: path)
            for key in evidence.missing {
                text.append(0x2E)
                text.append(contentsOf: key.utf8)
            }
        }
    }

    private mutating func move(to finding: Finding) {
        let resource = finding.subject.resource
        if self.resource !== resource {
            self.resource = resource
            resourceText.removeAll(keepingCapacity: true)
            resourceText.append(part: resource.group + "/" + resource.kind)
            resourceText.append(part: resource.namespace ?? "")
            resourceText.append(part: resource.name)
            node = nil
        }
        guard let node = finding.mainEvidence?.node, node != self.node else { return }
        self.node = node
        path.removeAll(keepingCapacity: true)
        path.append(stablePathTo: node, from: resource.node)
    }
}

extension [UInt8] {
    fileprivate mutating func append(part: String) {
        append(contentsOf: part.utf8)
        append(0)
    }

    /// A field's path with `containers[web]` instead of `containers[0]`; a scalar element goes by its text.
    fileprivate mutating func append(stablePathTo node: Node, from object: Node) {
        for step in NodeSteps(from: object, to: node) {
            switch step {
            case .key(let key):
                append(0x2E)
                key.withText { append(contentsOf: $0) }
            case .element(let node, let position):
                append(0x5B)
                if let name = node.elementName {
                    name.withText { append(contentsOf: $0) }
                } else {
                    append(contentsOf: String(position).utf8)
                }
                append(0x5D)
            }
        }
    }

    fileprivate mutating func append(hexadecimal digest: some Sequence<UInt8>) {
        for byte in digest {
            append(Self.digit(byte >> 4))
            append(Self.digit(byte & 15))
        }
    }

    private static func digit(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 + value : 0x57 + value }
}

extension Node {
    /// The scalar that tells an element of a list apart; nil when only its position does.
    var elementName: Node? {
        if isScalar { return self }
        if let name = self["name"], name.isScalar { return name }
        for field in [self["containerPort"], self["port"], self["key"]] {
            if let field, field.isScalar { return field }
        }
        return nil
    }
}
