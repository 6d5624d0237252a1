// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Cluster
internal import Documents
internal import Findings
internal import NetworkPolicies

/// Judges policies, Services and routes: scan with the network layer alone, and with what the API server would reject.
struct NetworkLintCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lint", abstract: "Find what is wrong with policies, Services and routes.",
        discussion: """
            Runs the checks of the network layer with the options and formats of scan: no default deny, policies and \
            peers that select nothing, rules that add nothing or never decide, DNS forgotten, the metadata address in \
            reach, policies that say nowhere what they are for. Policies that the API server would reject, or that \
            are not evaluated, are told as problems.
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
            paths, for: "network lint", showsProgress: !output.noProgress && !output.quiet)
        var assessment = prepared.assessment
        assessment.checks = assessment.checks.filter { $0.description.layer == .network }
        let (inventory, report) = assessment.inventoryAndReport(on: prepared.loaded)
        let complete = report.adding(inventory.networkProblems)
        let delivery = ReportDelivery(output: output, paths: paths)
        if let writeBaseline { try delivery.accept(complete, in: writeBaseline) }
        let status = try delivery.deliver(complete, threshold: writeBaseline == nil ? prepared.threshold : nil)
        withExtendedLifetime((prepared, inventory, complete)) { Program.end(status) }
    }
}

extension Report {
    /// The same report with more problems; a place that is already told is not told again.
    fileprivate func adding(_ more: [Problem]) -> Report {
        let known = Set(problems.map(\.location))
        return Report(
            version: version, inputs: inputs, checks: checks, findings: findings, suppressed: suppressed,
            notEvaluated: notEvaluated, problems: problems + more.filter { !known.contains($0.location) })
    }
}
