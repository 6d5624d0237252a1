// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Documents
internal import Findings
internal import Reports

/// Judges manifests and reports what a person can act on.
struct ScanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scan", abstract: "Find problems in manifests.",
        discussion: """
            PATH is a file, a folder (read recursively: .yaml, .yml, .json) or - for standard input, which is also read \
            when something is piped in and no path is given.
            """)

    @Argument(help: "Files and folders, or - for standard input.")
    var paths: [String] = []

    @OptionGroup
    var judging: JudgingOptions

    @Option(help: ArgumentHelp("Accept all findings: write them to a baseline, exit with status 0.", valueName: "file"))
    var writeBaseline: String?

    @OptionGroup(title: "Output")
    var output: OutputOptions

    func run() throws {
        let prepared = try judging.prepare(
            paths, for: "scan", showsProgress: !output.noProgress && !output.quiet)
        let (inventory, report) = prepared.assessment.inventoryAndReport(on: prepared.loaded)
        if let writeBaseline { try accept(report, in: writeBaseline) }
        try write(report)
        output.tell(report.problems)
        let status = status(of: report, writeBaseline == nil ? prepared.threshold : nil)
        withExtendedLifetime((prepared, inventory, report)) { Program.end(status) }
    }

    private func write(_ report: Report) throws {
        let sink = try output.output.map { path throws(OutputFailure) in try Output.file(path) } ?? Output.standard()
        var options = output.rendering
        options.paths = paths
        try report.write(output.effectiveFormat, options: options) { try sink.write($0) }
        try sink.finish()
    }

    /// What is in the current baseline stays in the new one as long as it is found.
    private func accept(_ report: Report, in path: String) throws {
        let known = report.suppressed.filter { $0.suppression.origin == .baseline }.map(\.finding)
        let file = try Output.file(path)
        try file.write(Baseline.write(report.findings + known))
        try file.finish()
        if !output.quiet { StandardError.write("\(path): \(report.findings.count + known.count) findings accepted") }
    }

    private func status(of report: Report, _ threshold: Severity?) -> ExitStatus {
        if let threshold, report.findings.contains(where: { $0.severity >= threshold }) { return .findings }
        return report.problems.contains { $0.gravity == .error } ? .unreadable : .clean
    }
}
