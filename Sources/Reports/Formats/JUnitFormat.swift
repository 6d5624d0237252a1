// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents
internal import Findings

/// JUnit XML: a suite per check, a failing case per finding. A check that could not be carried out is skipped, never
/// passed; problems with the input are errors of a suite of their own.
struct JUnitFormat {
    private let report: Report
    private var findings: [ObjectIdentifier: [Int]] = [:]
    private var suppressed: [ObjectIdentifier: [Int]] = [:]
    /// Why a check is not passed although it found nothing.
    private var unsettled: [String: [(name: String, reason: String)]] = [:]

    init(_ report: Report) {
        self.report = report
        for (position, finding) in report.findings.enumerated() {
            findings[ObjectIdentifier(finding.check), default: []].append(position)
        }
        for (position, entry) in report.suppressed.enumerated() {
            suppressed[ObjectIdentifier(entry.finding.check), default: []].append(position)
        }
        for entry in report.notEvaluated {
            unsettled[entry.what.check, default: []].append(
                ("not evaluated", entry.what.reason + " (\(entry.subjects.of("subject")))"))
        }
        for (check, count) in report.leftOut {
            unsettled[check, default: []].append(("not told", "\(count.of("finding")) not asked for"))
        }
    }

    func write(to output: ByteOutput) {
        let errors = report.problems.count { $0.gravity == .error }
        let skipped = report.suppressed.count + unsettled.values.reduce(0) { $0 + $1.count }
        let passed = report.checks.count(where: isPassed)
        output.bytes.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"bulwark\"")
        output.bytes.append(attribute: "tests", report.findings.count + skipped + passed + errors)
        output.bytes.append(attribute: "failures", report.findings.count)
        output.bytes.append(attribute: "errors", errors)
        output.bytes.append(attribute: "skipped", skipped)
        output.bytes.append(">\n")
        for check in report.checks { write(check, to: output) }
        if errors > 0 { writeProblems(errors, to: output) }
        output.bytes.append("</testsuites>\n")
    }

    private func isPassed(_ check: CheckDescription) -> Bool {
        findings[ObjectIdentifier(check)] == nil && suppressed[ObjectIdentifier(check)] == nil
            && unsettled[check.id] == nil
    }

    private func write(_ check: CheckDescription, to output: ByteOutput) {
        let findings = findings[ObjectIdentifier(check)] ?? []
        let suppressed = suppressed[ObjectIdentifier(check)] ?? []
        let reasons = unsettled[check.id] ?? []
        let skipped = suppressed.count + reasons.count
        output.bytes.append("  <testsuite")
        output.bytes.append(attribute: "name", check.id)
        output.bytes.append(attribute: "tests", max(findings.count + skipped, 1))
        output.bytes.append(attribute: "failures", findings.count)
        output.bytes.append(" errors=\"0\"")
        output.bytes.append(attribute: "skipped", skipped)
        output.bytes.append(">\n")
        for position in findings { write(report.findings[position], to: output) }
        for position in suppressed { write(report.suppressed[position], to: output) }
        for (name, reason) in reasons {
            output.bytes.append(openCase: name, className: check.id)
            output.bytes.append(">\n      <skipped")
            output.bytes.append(attribute: "message", reason)
            output.bytes.append("/>\n    </testcase>\n")
        }
        if findings.count + skipped == 0 {
            output.bytes.append(openCase: check.title, className: check.id)
            output.bytes.append("/>\n")
        }
        output.bytes.append("  </testsuite>\n")
    }

    private func write(_ finding: Finding, to output: ByteOutput) {
        open(finding, to: output)
        output.bytes.append("      <failure")
        output.bytes.append(attribute: "type", finding.severity.rawValue)
        output.bytes.append(attribute: "message", finding.message)
        output.bytes.append(">")
        output.bytes.append(xml: "\(finding.severity.rawValue): \(finding.message)\n")
        output.bytes.append(xml: "at \(finding.place)\n")
        if let remediation = finding.remediation { output.bytes.append(xml: "repair: \(remediation.summary)\n") }
        output.bytes.append("</failure>\n    </testcase>\n")
        output.flushIfFull()
    }

    private func write(_ entry: SuppressedFinding, to output: ByteOutput) {
        open(entry.finding, to: output)
        output.bytes.append("      <skipped")
        let suppression = entry.suppression
        output.bytes.append(attribute: "message", "suppressed by \(suppression.source): \(suppression.reason)")
        output.bytes.append("/>\n    </testcase>\n")
        output.flushIfFull()
    }

    private func open(_ finding: Finding, to output: ByteOutput) {
        let location = finding.place
        output.bytes.append(
            openCase: finding.subject.displayName + ": " + finding.message, className: finding.check.id)
        output.bytes.append(attribute: "file", location.file)
        output.bytes.append(attribute: "line", location.line)
        output.bytes.append(">\n")
    }

    private func writeProblems(_ count: Int, to output: ByteOutput) {
        output.bytes.append("  <testsuite name=\"input\"")
        output.bytes.append(attribute: "tests", count)
        output.bytes.append(" failures=\"0\"")
        output.bytes.append(attribute: "errors", count)
        output.bytes.append(" skipped=\"0\">\n")
        for problem in report.problems where problem.gravity == .error {
            output.bytes.append(openCase: problem.location.file, className: "input")
            output.bytes.append(">\n      <error")
            output.bytes.append(attribute: "type", problem.code.name)
            output.bytes.append(attribute: "message", problem.description)
            output.bytes.append("/>\n    </testcase>\n")
            output.flushIfFull()
        }
        output.bytes.append("  </testsuite>\n")
    }
}

extension [UInt8] {
    fileprivate mutating func append(openCase name: String, className: String) {
        append("    <testcase")
        append(attribute: "name", name)
        append(attribute: "classname", className)
    }

    fileprivate mutating func append(attribute: StaticString, _ number: Int) {
        append(0x20)
        append(attribute)
        append("=\"")
        append(number: number)
        append(0x22)
    }

    fileprivate mutating func append(attribute: StaticString, _ text: String) {
        append(0x20)
        append(attribute)
        append("=\"")
        append(xml: text)
        append(0x22)
    }

    /// Text for XML 1.0 (section 2.2: most control characters are not allowed at all).
    fileprivate mutating func append(xml text: String) {
        for byte in text.utf8 {
            switch byte {
            case 0x26: append("&amp;")
            case 0x3C: append("&lt;")
            case 0x3E: append("&gt;")
            case 0x22: append("&quot;")
            case 0x09, 0x0A, 0x0D, 0x20...: append(byte)
            default: append("\u{FFFD}")
            }
        }
    }
}
