// SPDX-License-Identifier: Apache-2.0

internal import Documents
internal import Findings

/// The report as one JSON object, one finding a line.
struct JSONFormat {
    private let report: Report
    private var findings = FindingJSON()

    init(_ report: Report) { self.report = report }

    func write(to output: ByteOutput) {
        var findings = findings
        output.bytes.append("{\"schemaVersion\":1")
        output.bytes.append(toolOf: report)
        output.bytes.append(",\n")
        output.bytes.append(summaryOf: report)
        output.bytes.append(",\n\"findings\":[")
        for (position, finding) in report.findings.enumerated() {
            output.bytes.append(position == 0 ? "\n" : ",\n")
            findings.write(finding, to: &output.bytes)
            output.flushIfFull()
        }
        output.bytes.append("],\n\"suppressed\":[")
        for (position, suppressed) in report.suppressed.enumerated() {
            output.bytes.append(position == 0 ? "\n" : ",\n")
            findings.write(suppressed.finding, suppressed.suppression, to: &output.bytes)
            output.flushIfFull()
        }
        output.bytes.append("],\n\"notEvaluated\":[")
        for (position, entry) in report.notEvaluated.enumerated() {
            output.bytes.append(position == 0 ? "\n{" : ",\n{")
            output.bytes.append(key: "check", entry.what.check)
            output.bytes.append(key: "reason", entry.what.reason)
            output.bytes.append(key: "subjects", entry.subjects)
            output.bytes.append("}")
        }
        output.bytes.append("],\n\"problems\":[")
        for (position, problem) in report.problems.enumerated() {
            output.bytes.append(position == 0 ? "\n" : ",\n")
            output.bytes.append(problem)
            output.flushIfFull()
        }
        output.bytes.append("]}\n")
    }
}

extension [UInt8] {
    mutating func append(toolOf report: Report) {
        append(key: "tool")
        append("{\"name\":\"bulwark\"")
        append(key: "version", report.version)
        append("}")
    }

    /// `"summary": {…}` with the counts by severity.
    mutating func append(summaryOf report: Report) {
        let counts = SeverityCounts(report.findings)
        append("\"summary\":{")
        for severity in Severity.allCases.reversed() {
            if last != 0x7B { append(0x2C) }
            append(quoted: severity.rawValue)
            append(0x3A)
            append(number: counts[severity])
        }
        append(key: "resources", report.inputs.resources)
        append(key: "suppressed", report.suppressed.count)
        append(key: "problems", report.problems.count)
        append(key: "files", report.inputs.files)
        append(key: "workloads", report.inputs.workloads)
        append(key: "foreignDocuments", report.inputs.foreignDocuments)
        append("}")
    }

    /// A problem as an object; line and column are left out when it concerns the file as a whole.
    mutating func append(_ problem: Problem) {
        append("{")
        append(key: "file", problem.location.file)
        if problem.location.line > 0 {
            append(key: "line", problem.location.line)
            append(key: "column", problem.location.column)
        }
        append(key: "message", problem.message)
        append(key: "gravity", problem.gravity.rawValue)
        append(key: "code", problem.code.name)
        append("}")
    }
}
