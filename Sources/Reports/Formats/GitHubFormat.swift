// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents
internal import Findings

/// Workflow commands of GitHub Actions, one annotation a line. GitHub shows the first ten of each kind of a step, so
/// the most severe come first.
///
/// https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
struct GitHubFormat {
    private let report: Report

    init(_ report: Report) { self.report = report }

    func write(to output: ByteOutput) {
        for finding in report.findings {
            let location = finding.place
            output.bytes.append(annotation: Self.level(finding.severity), at: location)
            output.bytes.append(property: ",title=", "\(finding.severity.rawValue): \(finding.check.title)")
            output.bytes.append("::")
            var message = "\(finding.subject.displayName): \(finding.message) (\(finding.check.id))"
            if let remediation = finding.remediation { message += "\nRepair: \(remediation.summary)" }
            output.bytes.append(data: message)
            output.bytes.append("\n")
            output.flushIfFull()
        }
        for problem in report.problems {
            output.bytes.append(annotation: Self.level(problem.gravity), at: problem.location)
            output.bytes.append(",title=bulwark::")
            output.bytes.append(data: problem.message)
            output.bytes.append("\n")
            output.flushIfFull()
        }
    }

    private static func level(_ severity: Severity) -> StaticString {
        switch severity {
        case .critical, .high: "error"
        case .medium, .low: "warning"
        case .info: "notice"
        }
    }

    private static func level(_ gravity: Problem.Gravity) -> StaticString {
        switch gravity {
        case .error: "error"
        case .warning: "warning"
        case .note: "notice"
        }
    }
}

extension [UInt8] {
    fileprivate mutating func append(annotation level: StaticString, at location: Location) {
        append("::")
        append(level)
        append(property: " file=", location.repositoryPath)
        if location.line > 0 {
            append(",line=")
            append(number: location.line)
            append(",col=")
            append(number: location.column)
        }
    }

    fileprivate mutating func append(data text: String) {
        for byte in text.displayed.utf8 {
            switch byte {
            case 0x25: append("%25")
            case 0x0A: append("%0A")
            default: append(byte)
            }
        }
    }

    fileprivate mutating func append(property name: StaticString, _ text: String) {
        append(name)
        for byte in text.displayed.utf8 {
            switch byte {
            case 0x25: append("%25")
            case 0x0A: append("%0A")
            case 0x3A: append("%3A")
            case 0x2C: append("%2C")
            default: append(byte)
            }
        }
    }
}
