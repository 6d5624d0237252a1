// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents
internal import Findings

/// SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/), as code hosts and editors read it: rules with their
/// documentation, exact regions, fixes, fingerprints, suppressions, and problems as notifications.
struct SARIFFormat {
    private let report: Report
    private let positions: [ObjectIdentifier: Int]

    init(_ report: Report) {
        self.report = report
        positions = Dictionary(
            report.checks.enumerated().map { (ObjectIdentifier($1), $0) }, uniquingKeysWith: { first, _ in first })
    }

    func write(to output: ByteOutput) {
        output.bytes.append(
            "{\"$schema\":\"https://json.schemastore.org/sarif-2.1.0.json\",\"version\":\"2.1.0\",\"runs\":[{\n")
        output.bytes.append("\"tool\":{\"driver\":{\"name\":\"bulwark\"")
        output.bytes.append(key: "version", report.version)
        output.bytes.append(key: "semanticVersion", report.version)
        output.bytes.append(",\"rules\":[")
        for (position, check) in report.checks.enumerated() {
            output.bytes.append(position == 0 ? "\n" : ",\n")
            output.bytes.append(rule: check)
            output.flushIfFull()
        }
        output.bytes.append("]}},\n\"columnKind\":\"unicodeCodePoints\",\n")
        writeInvocation(to: output)
        output.bytes.append(",\n\"results\":[")
        var separator: StaticString = "\n"
        for finding in report.findings {
            output.bytes.append(separator)
            separator = ",\n"
            write(finding, nil, to: output)
        }
        for entry in report.suppressed {
            output.bytes.append(separator)
            separator = ",\n"
            write(entry.finding, entry.suppression, to: output)
        }
        output.bytes.append("]}]}\n")
    }

    private func writeInvocation(to output: ByteOutput) {
        output.bytes.append("\"invocations\":[{\"executionSuccessful\":")
        output.bytes.append(report.problems.contains { $0.gravity == .error } ? "false" : "true")
        output.bytes.append(",\"toolExecutionNotifications\":[")
        var separator: StaticString = "\n"
        for problem in report.problems {
            output.bytes.append(separator)
            separator = ",\n"
            output.bytes.append("{")
            output.bytes.append(key: "level", problem.gravity.rawValue)
            output.bytes.append(message: problem.message)
            output.bytes.append(",\"descriptor\":{")
            output.bytes.append(key: "id", problem.code.name)
            output.bytes.append("},\"locations\":[{")
            output.bytes.append(physical: problem.location, end: nil)
            output.bytes.append("}]}")
            output.flushIfFull()
        }
        for entry in report.notEvaluated {
            output.bytes.append(separator)
            separator = ",\n"
            output.bytes.append("{\"level\":\"note\"")
            output.bytes.append(message: "not evaluated for \(entry.subjects) subjects: \(entry.what.reason)")
            output.bytes.append(",\"associatedRule\":{")
            output.bytes.append(key: "id", entry.what.check)
            output.bytes.append("}}")
        }
        output.bytes.append("]}]")
    }

    private func write(_ finding: Finding, _ suppression: Suppression?, to output: ByteOutput) {
        output.bytes.append("{")
        output.bytes.append(key: "ruleId", finding.check.id)
        if let position = positions[ObjectIdentifier(finding.check)] {
            output.bytes.append(key: "ruleIndex", position)
        }
        output.bytes.append(key: "level", finding.severity.sarifLevel)
        output.bytes.append(message: finding.message)
        writeLocations(of: finding, to: output)
        output.bytes.append(",\"partialFingerprints\":{")
        output.bytes.append(key: "bulwark/v1", Fingerprint(finding).description)
        output.bytes.append("}")
        if let remediation = finding.remediation {
            output.bytes.append(fix: remediation)
        }
        if let suppression { output.bytes.append(suppression) }
        output.bytes.append(",\"properties\":{")
        output.bytes.append(key: "severity", finding.severity.rawValue)
        output.bytes.append("}}")
        output.flushIfFull()
    }

    private func writeLocations(of finding: Finding, to output: ByteOutput) {
        for (position, evidence) in finding.evidence.enumerated() {
            switch position {
            case 0: output.bytes.append(",\"locations\":[{")
            case 1: output.bytes.append(",\"relatedLocations\":[{\"id\":1,")
            default:
                output.bytes.append(",{\"id\":")
                output.bytes.append(number: position)
                output.bytes.append(",")
            }
            output.bytes.append(physical: evidence.location, end: evidence.endLocation)
            if position == 0 { writeLogicalLocation(of: finding, evidence, to: output) }
            output.bytes.append("}")
            if position == 0 || position == finding.evidence.count - 1 { output.bytes.append("]") }
        }
    }

    private func writeLogicalLocation(of finding: Finding, _ evidence: Evidence, to output: ByteOutput) {
        let resource = finding.subject.resource
        output.bytes.append(",\"logicalLocations\":[{\"fullyQualifiedName\":\"")
        output.bytes.append(escaped: resource.kind)
        output.bytes.append("/")
        if let namespace = resource.namespace {
            output.bytes.append(escaped: namespace)
            output.bytes.append("/")
        }
        output.bytes.append(escaped: resource.name)
        output.bytes.append("/")
        output.bytes.append(pathOf: evidence, from: resource.node)
        output.bytes.append("\",\"kind\":\"member\"}]")
    }
}

extension Severity {
    /// SARIF's level (section 3.27.10).
    fileprivate var sarifLevel: String {
        switch self {
        case .critical, .high: "error"
        case .medium: "warning"
        case .low, .info: "note"
        }
    }

    /// The score by which GitHub sorts alerts into its own four severities.
    fileprivate var securitySeverity: String {
        switch self {
        case .critical: "9.5"
        case .high: "8.0"
        case .medium: "5.5"
        case .low: "3.0"
        case .info: "1.0"
        }
    }
}

extension Evidence {
    /// Where the field's text ends; nil when it is missing or no scalar, so that the region is the rest of the line.
    fileprivate var endLocation: Location? {
        guard missing.isEmpty, node.isScalar, !node.range.isEmpty else { return nil }
        return node.document.location(at: node.range.upperBound)
    }
}

extension [UInt8] {
    fileprivate mutating func append(message text: String) {
        append(",\"message\":{")
        append(key: "text", text)
        append("}")
    }

    fileprivate mutating func append(text key: StaticString, _ text: String, markdown: String? = nil) {
        append(key: key)
        append("{")
        append(key: "text", text)
        if let markdown { append(key: "markdown", markdown) }
        append("}")
    }

    fileprivate mutating func append(rule check: CheckDescription) {
        append("{")
        append(key: "id", check.id)
        append(key: "name", check.id.split(separator: "-").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined())
        append(text: "shortDescription", check.title)
        append(text: "fullDescription", check.rationale)
        let page = CheckPage(check)
        append(text: "help", page.plainHelp, markdown: page.markdownHelp)
        if let uri = check.references.first(where: { $0.hasPrefix("https://") }) { append(key: "helpUri", uri) }
        append(",\"defaultConfiguration\":{")
        append(key: "level", check.severity.sarifLevel)
        append("},\"properties\":{")
        var tags = ["security", "kubernetes", check.layer.rawValue]
        tags += check.mappings.pss.map { ["pss/\($0)"] } ?? []
        tags += check.mappings.cis.map { "cis/\($0)" } + check.mappings.mitre.map { "mitre/\($0)" }
        append(key: "tags", tags.map { $0.replacingSpaces }.unique.prefix(20).map { $0 })
        append(key: "precision", "high")
        append(key: "security-severity", check.severity.securitySeverity)
        append("}}")
    }

    /// `"physicalLocation": {…}`; the region is left out for a file as a whole.
    fileprivate mutating func append(physical location: Location, end: Location?) {
        append("\"physicalLocation\":{")
        append(artifact: location)
        if location.line > 0 {
            append(",\"region\":{")
            append(region: location, end: end)
            append("}")
        }
        append("}")
    }

    private mutating func append(artifact location: Location) {
        append("\"artifactLocation\":{\"uri\":\"")
        append(uri: location.repositoryPath)
        append("\"}")
    }

    private mutating func append(region start: Location, end: Location?) {
        append(key: "startLine", start.line)
        append(key: "startColumn", start.column)
        guard let end else { return }
        if end.line != start.line { append(key: "endLine", end.line) }
        append(key: "endColumn", end.column)
    }

    /// A relative reference, or a file URL for an absolute path (RFC 3986; the reserved characters of a path segment
    /// that need no escape stay).
    private mutating func append(uri path: String) {
        if path.hasPrefix("/") { append("file://") }
        for byte in path.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E, 0x2F: append(byte)
            default:
                append(0x25)
                append(hexadecimal: byte)
            }
        }
    }

    fileprivate mutating func append(_ suppression: Suppression) {
        append(",\"suppressions\":[{\"kind\":\"")
        switch suppression.origin {
        case .annotation, .comment, .foreign: append("inSource")
        case .config, .baseline: append("external")
        }
        append("\",\"status\":\"accepted\"")
        append(key: "justification", "\(suppression.source): \(suppression.reason)")
        append("}]")
    }

    /// `"fixes": […]` when every edit is a plain change of text.
    fileprivate mutating func append(fix remediation: Remediation) {
        guard let replacements = TextReplacement.replacements(for: remediation.edits),
            let first = replacements.first
        else { return }
        append(",\"fixes\":[{")
        append(text: "description", remediation.summary)
        append(",\"artifactChanges\":[{")
        append(artifact: first.start)
        append(",\"replacements\":[")
        for (position, replacement) in replacements.enumerated() {
            append(position == 0 ? "{\"deletedRegion\":{" : ",{\"deletedRegion\":{")
            append(region: replacement.start, end: replacement.end)
            append("}")
            if !replacement.text.isEmpty { append(text: "insertedContent", replacement.text) }
            append("}")
        }
        append("]}]}]")
    }
}

extension [String] {
    /// Every text once, in the order of its first appearance.
    fileprivate var unique: [String] {
        var seen: Set<String> = []
        return filter { seen.insert($0).inserted }
    }
}

extension String {
    fileprivate var replacingSpaces: String { String(map { $0 == " " ? "-" : $0 }) }
}
