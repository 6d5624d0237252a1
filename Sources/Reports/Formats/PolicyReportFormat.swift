// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents
internal import Findings

/// A list of `PolicyReport` and `ClusterPolicyReport` objects (wgpolicyk8s.io/v1alpha2), one per object with findings,
/// as JSON that `kubectl apply -f -` takes.
struct PolicyReportFormat {
    private struct Entries {
        let resource: Resource
        var findings: [Int] = []
        var suppressed: [Int] = []
    }

    private let report: Report
    private var objects: [Entries] = []

    init(_ report: Report) {
        self.report = report
        var positions: [ObjectIdentifier: Int] = [:]
        func position(_ resource: Resource, _ objects: inout [Entries]) -> Int {
            if let position = positions[ObjectIdentifier(resource)] { return position }
            positions[ObjectIdentifier(resource)] = objects.count
            objects.append(Entries(resource: resource))
            return objects.count - 1
        }
        for (index, finding) in report.findings.enumerated() {
            objects[position(finding.subject.resource, &objects)].findings.append(index)
        }
        for (index, entry) in report.suppressed.enumerated() {
            objects[position(entry.finding.subject.resource, &objects)].suppressed.append(index)
        }
        objects.sort { $0.resource.ordinal < $1.resource.ordinal }
    }

    func write(to output: ByteOutput) {
        output.bytes.append("{\"apiVersion\":\"v1\",\"kind\":\"List\",\"items\":[")
        var names = Names()
        for (position, entries) in objects.enumerated() {
            output.bytes.append(position == 0 ? "\n" : ",\n")
            write(entries, name: names.next(for: entries.resource), to: output)
            output.flushIfFull()
        }
        output.bytes.append("\n]}\n")
    }

    private func write(_ entries: Entries, name: String, to output: ByteOutput) {
        let resource = entries.resource
        output.bytes.append("{\"apiVersion\":\"wgpolicyk8s.io/v1alpha2\"")
        output.bytes.append(key: "kind", resource.isClusterScoped ? "ClusterPolicyReport" : "PolicyReport")
        output.bytes.append(",\"metadata\":{")
        output.bytes.append(key: "name", name)
        if let namespace = resource.namespace { output.bytes.append(key: "namespace", namespace) }
        output.bytes.append(",\"labels\":{\"app.kubernetes.io/managed-by\":\"bulwark\"}}")
        output.bytes.append(key: "scope")
        output.bytes.append(scope: resource)
        output.bytes.append(",\"summary\":{\"pass\":0")
        output.bytes.append(key: "fail", entries.findings.count { report.findings[$0].severity > .low })
        output.bytes.append(key: "warn", entries.findings.count { report.findings[$0].severity <= .low })
        output.bytes.append(",\"error\":0")
        output.bytes.append(key: "skip", entries.suppressed.count)
        output.bytes.append("},\"results\":[")
        for (position, index) in entries.findings.enumerated() {
            output.bytes.append(position == 0 ? "\n" : ",\n")
            let finding = report.findings[index]
            write(finding, result: finding.severity > .low ? "fail" : "warn", nil, to: output)
        }
        for (position, index) in entries.suppressed.enumerated() {
            output.bytes.append(position == 0 && entries.findings.isEmpty ? "\n" : ",\n")
            let entry = report.suppressed[index]
            write(entry.finding, result: "skip", entry.suppression, to: output)
        }
        output.bytes.append("]}")
    }

    private func write(
        _ finding: Finding, result: StaticString, _ suppression: Suppression?, to output: ByteOutput
    ) {
        let location = finding.place
        output.bytes.append("{\"source\":\"bulwark\"")
        output.bytes.append(key: "policy", finding.check.id)
        output.bytes.append(key: "category", finding.check.layer.rawValue)
        output.bytes.append(key: "severity", finding.severity.rawValue)
        output.bytes.append(",\"result\":\"")
        output.bytes.append(result)
        output.bytes.append("\"")
        output.bytes.append(key: "message", finding.message)
        output.bytes.append(",\"scored\":true")
        output.bytes.append(",\"properties\":{\"path\":\"")
        if let evidence = finding.mainEvidence {
            output.bytes.append(pathOf: evidence, from: finding.subject.resource.node)
        }
        output.bytes.append("\"")
        output.bytes.append(key: "location", location.description)
        if let container = finding.subject.container { output.bytes.append(key: "container", container) }
        if let remediation = finding.remediation { output.bytes.append(key: "remediation", remediation.summary) }
        if let suppression {
            output.bytes.append(key: "suppressedBy", suppression.source)
            output.bytes.append(key: "reason", suppression.reason)
        }
        output.bytes.append(key: "fingerprint", Fingerprint(finding).description)
        output.bytes.append("}}")
        output.flushIfFull()
    }

    /// Names of reports, each given once in a namespace.
    private struct Names {
        private var counts: [String: Int] = [:]
        private var taken: Set<String> = []

        mutating func next(for resource: Resource) -> String {
            let name = PolicyReportFormat.name(resource)
            let namespace = (resource.namespace ?? "") + "/"
            while true {
                let number = counts[namespace + name, default: 0] + 1
                counts[namespace + name] = number
                let numbered = number == 1 ? name : "\(name)-\(number)"
                if taken.insert(namespace + numbered).inserted { return numbered }
            }
        }
    }

    /// A name that the API server accepts (RFC 1123 subdomain, at most 253 characters), made of kind and name.
    private static func name(_ resource: Resource) -> String {
        var name: [UInt8] = Array("bulwark-".utf8)
        for byte in "\(resource.kind)-\(resource.name)".lowercased().utf8 {
            switch byte {
            case 0x61...0x7A, 0x30...0x39: name.append(byte)
            default: if name.last != 0x2D { name.append(0x2D) }
            }
        }
        name = Array(name.prefix(240))
        while name.last == 0x2D { name.removeLast() }
        return String(decoding: name, as: UTF8.self)
    }
}

extension [UInt8] {
    /// A reference to an object.
    fileprivate mutating func append(scope resource: Resource) {
        append("{")
        append(key: "apiVersion", resource.apiVersion)
        append(key: "kind", resource.kind)
        if let namespace = resource.namespace { append(key: "namespace", namespace) }
        append(key: "name", resource.name)
        append("}")
    }
}
