// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents
internal import Findings

/// Writes findings as JSON objects. What a check contributes is the same for all its findings and is made once.
struct FindingJSON {
    private struct Fragment {
        /// `{"check":"…","title":"…","severity":"`
        let head: [UInt8]
        /// `","layer":"…"`
        let layer: [UInt8]
        /// `,"mappings":{…}`
        let mappings: [UInt8]
    }

    private var fragments: [ObjectIdentifier: Fragment] = [:]
    private var place = NodePlace()
    private var fingerprints = Fingerprinting()
    /// The subject of the finding before, and how it was written.
    private var subject: Subject?
    private var subjectJSON: [UInt8] = []

    mutating func write(_ finding: Finding, _ suppression: Suppression? = nil, to bytes: inout [UInt8]) {
        let fragment = fragment(of: finding.check)
        bytes.append(contentsOf: fragment.head)
        bytes.append(text: finding.severity.rawValue)
        bytes.append(contentsOf: fragment.layer)
        write(finding.subject, to: &bytes)
        bytes.append(key: "message", finding.message)
        bytes.append(key: "reason", finding.reason.rawValue)
        writeEvidence(finding, to: &bytes)
        if let remediation = finding.remediation { write(remediation, of: finding, to: &bytes) }
        bytes.append(contentsOf: fragment.mappings)
        bytes.append(",\"fingerprint\":\"")
        fingerprints.append(of: finding, to: &bytes)
        bytes.append(0x22)
        if let suppression { Self.write(suppression, to: &bytes) }
        bytes.append("}")
    }

    private mutating func fragment(of check: CheckDescription) -> Fragment {
        let key = ObjectIdentifier(check)
        if let fragment = fragments[key] { return fragment }
        var head: [UInt8] = []
        head.append("{")
        head.append(key: "check", check.id)
        head.append(key: "title", check.title)
        head.append(",\"severity\":\"")
        var layer: [UInt8] = []
        layer.append("\",\"layer\":")
        layer.append(quoted: check.layer.rawValue)
        var mappings: [UInt8] = []
        mappings.append(",\"mappings\":")
        mappings.append(check.mappings)
        let fragment = Fragment(head: head, layer: layer, mappings: mappings)
        fragments[key] = fragment
        return fragment
    }

    private mutating func write(_ subject: Subject, to bytes: inout [UInt8]) {
        if subject != self.subject {
            self.subject = subject
            subjectJSON.removeAll(keepingCapacity: true)
            subjectJSON.append(",\"subject\":")
            subjectJSON.append(subject)
        }
        bytes.append(contentsOf: subjectJSON)
    }

    private mutating func writeEvidence(_ finding: Finding, to bytes: inout [UInt8]) {
        bytes.append(",\"evidence\":[")
        for (position, evidence) in finding.evidence.enumerated() {
            if position > 0 { bytes.append(0x2C) }
            place.move(to: evidence.node, in: finding.subject.resource.node)
            bytes.append("{\"path\":\"")
            bytes.append(pathOf: evidence, at: place)
            bytes.append(0x22)
            bytes.append(contentsOf: place.location)
            if let value = evidence.shownValue {
                bytes.append(key: "value")
                bytes.append(json: value)
            }
            bytes.append("}")
        }
        bytes.append("]")
    }

    private mutating func write(_ remediation: Remediation, of finding: Finding, to bytes: inout [UInt8]) {
        bytes.append(",\"remediation\":{")
        bytes.append(key: "summary", remediation.summary)
        bytes.append(key: "confidence", remediation.confidence.rawValue)
        bytes.append(patchOf: remediation, in: finding.subject.resource.node, &place)
        let objects = remediation.addedObjects
        if !objects.isEmpty {
            bytes.append(key: "addedObjects")
            bytes.append(json: .array(objects))
        }
        bytes.append("}")
    }

    private static func write(_ suppression: Suppression, to bytes: inout [UInt8]) {
        bytes.append(",\"suppression\":{")
        bytes.append(key: "by", suppression.origin.rawValue)
        bytes.append(key: "source", suppression.source)
        bytes.append(key: "reason", suppression.reason)
        if let expires = suppression.expires { bytes.append(key: "expires", expires) }
        bytes.append("}")
    }
}

extension [UInt8] {
    /// The object of a finding, as an object.
    mutating func append(_ subject: Subject) {
        let resource = subject.resource
        append("{")
        append(key: "apiVersion", resource.apiVersion)
        append(key: "kind", resource.kind)
        if let namespace = resource.namespace { append(key: "namespace", namespace) }
        append(key: "name", resource.name)
        if let container = subject.container { append(key: "container", container) }
        append("}")
    }

    /// The ids under which frameworks and other tools know a check; what is empty is left out.
    mutating func append(_ mappings: Mappings) {
        append("{")
        if let pss = mappings.pss { append(key: "pss", pss) }
        if !mappings.cis.isEmpty { append(key: "cis", mappings.cis) }
        if !mappings.nsa.isEmpty { append(key: "nsa", mappings.nsa) }
        if !mappings.mitre.isEmpty { append(key: "mitre", mappings.mitre) }
        if !mappings.owasp.isEmpty { append(key: "owasp", mappings.owasp) }
        for (peer, ids) in mappings.peers.sorted(by: { $0.key.rawValue < $1.key.rawValue }) where !ids.isEmpty {
            if last != 0x7B { append(0x2C) }
            append(quoted: peer.rawValue)
            append(0x3A)
            append(list: ids)
        }
        append("}")
    }
}

extension Evidence {
    /// The value seen, when it is short enough to be shown: a whole object is no evidence, and no credential is shown.
    var shownValue: Value? {
        let record = node.record
        guard missing.isEmpty, record.next <= node.index + 64 else { return nil }
        return value
    }
}
