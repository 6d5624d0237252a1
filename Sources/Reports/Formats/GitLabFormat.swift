// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents
internal import Findings

/// GitLab's code quality report: https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
struct GitLabFormat {
    private let report: Report

    init(_ report: Report) { self.report = report }

    func write(to output: ByteOutput) {
        output.bytes.append("[")
        var separator: StaticString = "\n"
        var occurrences: [String: Int] = [:]
        for finding in report.findings {
            output.bytes.append(separator)
            separator = ",\n"
            let description = "\(finding.subject.displayName): \(finding.message)"
            output.bytes.append("{")
            output.bytes.append(key: "description", description)
            output.bytes.append(key: "check_name", finding.check.id)
            output.bytes.append(key: "fingerprint", Self.fingerprint(finding, &occurrences))
            output.bytes.append(key: "severity", Self.severity(finding.severity))
            append(finding.place, to: output)
            output.flushIfFull()
        }
        for problem in report.problems where problem.gravity == .error {
            output.bytes.append(separator)
            separator = ",\n"
            output.bytes.append("{")
            output.bytes.append(key: "description", problem.message)
            output.bytes.append(key: "check_name", problem.code.name)
            output.bytes.append(key: "fingerprint", Self.fingerprint(problem))
            output.bytes.append(key: "severity", "major")
            append(problem.location, to: output)
            output.flushIfFull()
        }
        output.bytes.append("\n]\n")
    }

    private func append(_ location: Location, to output: ByteOutput) {
        output.bytes.append(",\"location\":{")
        output.bytes.append(key: "path", location.repositoryPath)
        output.bytes.append(",\"lines\":{\"begin\":")
        output.bytes.append(number: max(location.line, 1))
        output.bytes.append("}}}")
    }

    private static func severity(_ severity: Severity) -> String {
        switch severity {
        case .critical: "blocker"
        case .high: "critical"
        case .medium: "major"
        case .low: "minor"
        case .info: "info"
        }
    }

    /// GitLab shows one of several entries with the same fingerprint, so that those of an object which stands in several
    /// files are numbered.
    private static func fingerprint(_ finding: Finding, _ occurrences: inout [String: Int]) -> String {
        let fingerprint = String(Fingerprint(finding).description.dropFirst("sha256:".count))
        let number = occurrences[fingerprint, default: 0] + 1
        occurrences[fingerprint] = number
        return number == 1 ? fingerprint : "\(fingerprint)-\(number)"
    }

    /// FNV-1a, 64 bits, over file, code and message: a problem has no object to go by.
    private static func fingerprint(_ problem: Problem) -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for text in [problem.location.file, problem.code.name, problem.message] {
            for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
            hash = hash &* 0x100_0000_01b3
        }
        return String(hash, radix: 16)
    }
}
