// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Findings

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
        let delivery = ReportDelivery(output: output, paths: paths)
        if let writeBaseline { try delivery.accept(report, in: writeBaseline) }
        let status = try delivery.deliver(report, threshold: writeBaseline == nil ? prepared.threshold : nil)
        withExtendedLifetime((prepared, inventory, report)) { Program.end(status) }
    }
}
