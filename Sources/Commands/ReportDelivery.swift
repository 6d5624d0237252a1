// SPDX-License-Identifier: Apache-2.0

internal import Documents
internal import Findings
internal import Reports

/// Hands a report over as the user asked, and says with which status the command ends.
struct ReportDelivery {
    let output: OutputOptions
    /// As the user named them, for the commands that the report proposes.
    let paths: [String]

    /// Writes the report and tells its problems.
    /// - Parameter threshold: from which severity on findings are status 1; nil for never.
    func deliver(_ report: Report, threshold: Severity?) throws -> ExitStatus {
        let sink = try output.output.map { path throws(OutputFailure) in try Output.file(path) } ?? Output.standard()
        var options = output.rendering
        options.paths = paths
        try report.write(output.effectiveFormat, options: options) { try sink.write($0) }
        try sink.finish()
        output.tell(report.problems, shown: output.isPageOnTerminal ? RenderingOptions.errorsOnPage : 0)
        if let threshold, report.findings.contains(where: { $0.severity >= threshold }) { return .findings }
        return report.problems.contains { $0.gravity == .error } ? .unreadable : .clean
    }

    /// What is in the current baseline stays in the new one as long as it is found.
    func accept(_ report: Report, in path: String) throws {
        let known = report.suppressed.filter { $0.suppression.origin == .baseline }.map(\.finding)
        let file = try Output.file(path)
        try file.write(Baseline.write(report.findings + known))
        try file.finish()
        if !output.quiet { StandardError.write("\(path): \(report.findings.count + known.count) findings accepted") }
    }
}
