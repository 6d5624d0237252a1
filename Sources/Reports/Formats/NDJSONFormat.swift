// SPDX-License-Identifier: Apache-2.0

internal import Findings

/// One finding a line, then those that are suppressed, then the problems, then a line with the summary.
struct NDJSONFormat {
    private let report: Report

    init(_ report: Report) { self.report = report }

    func write(to output: ByteOutput) {
        var findings = FindingJSON()
        for finding in report.findings {
            findings.write(finding, to: &output.bytes)
            output.bytes.append("\n")
            output.flushIfFull()
        }
        output.bytes.append("{\"schemaVersion\":1")
        output.bytes.append(toolOf: report)
        output.bytes.append(",")
        output.bytes.append(summaryOf: report)
        output.bytes.append("}\n")
    }
}
