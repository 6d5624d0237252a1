// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Cluster
internal import Documents
internal import Findings
internal import Glibc
internal import PodSecurity
internal import Reports

extension RepairFormat: ExpressibleByArgument {}

/// Repairs manifests: shows the changes, or writes them.
struct FixCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fix", abstract: "Repair manifests, and keep everything else as it was.",
        discussion: """
            Shows the changes as a diff; --write makes them. Without --review only changes that keep the workload's \
            behaviour are made. Every repair is proven: the result is judged again, and a change that does not remove \
            its finding, or that causes another one, is left out.

            Exit status: 1 when findings at or above --fail-on are left in the files, else 0.
            """)

    @Argument(help: "Files and folders, or - for standard input.")
    var paths: [String] = []

    @Flag(help: "Write the changes to the files.")
    var write = false

    @Flag(help: "Only show the changes (the default).")
    var diff = false

    @Flag(help: "Also make changes that may need a look: they can break a workload that relies on what is taken away.")
    var review = false

    @Option(
        help: ArgumentHelp(
            "Reach this Pod Security Standards level, or say what a person must decide: baseline or restricted.",
            valueName: "level"))
    var target: String?

    @Flag(name: [.customShort("i"), .long], help: "Ask for each finding.")
    var interactive = false

    @Option(name: [.customShort("o"), .long], help: "How to show or hand over the changes.")
    var format: RepairFormat = .diff

    @OptionGroup
    var judging: JudgingOptions

    @Option(help: "Colour the diff.")
    var color: ColorChoice = .auto

    @Flag(help: "Keep quiet about what is left and why.")
    var quiet = false

    @Flag(help: "Tell every finding that is left, and why.")
    var verbose = false

    func validate() throws {
        guard !(write && diff) else { throw ValidationError("--write and --diff exclude each other") }
        guard !write || format == .diff else { throw ValidationError("--write goes with --format diff only") }
    }

    func run() throws {
        let prepared = try judging.prepare(paths, for: "fix")
        let assessment = prepared.assessment
        let goal = try target.map { try TargetLevel($0, assessment.settings.kubernetesVersion) }
        let (judgement, report) = assessment.judgementAndReport(on: prepared.loaded)
        var choice = RepairSelection()
        choice.includesReview = review || goal != nil
        if let goal { choice.isWanted = { goal.concerns($0) } }
        if interactive { choice.accepted = try Interview(report.findings, choice).accepted() }
        let repairer = Repairer(assessment, selection: choice)
        let repair = repairer.repair(judgement)
        let failures = try hand(over: repair)
        for problem in report.problems where problem.gravity == .error || problem.gravity == .warning && !quiet {
            StandardError.write(problem.description)
        }
        if !quiet, failures == 0 { summarise(repair, written: write) }
        let status =
            goal.map { outcome(of: $0, repair, seenIn: write ? repair.result : judgement.inventory, failures) }
            ?? status(repair, report, failures, prepared.threshold)
        withExtendedLifetime((prepared, judgement, report, repairer, repair)) { Program.end(status) }
    }

    /// Names what keeps workloads from the level; status 1 when something does.
    private func outcome(
        of goal: TargetLevel, _ repair: Repair, seenIn files: Inventory, _ failures: Int
    ) -> ExitStatus {
        let obstacles = goal.obstacles(repair, seenIn: files)
        for line in obstacles { StandardError.write(line) }
        let count = repair.result.workloads.count
        StandardError.write(
            obstacles.isEmpty
                ? "all \(count) workloads satisfy \(goal.level.rawValue) after the repair"
                : "\(obstacles.count) fields need a person's decision before all workloads satisfy \(goal.level.rawValue)"
        )
        if failures > 0 { return .unreadable }
        return obstacles.isEmpty ? .clean : .findings
    }

    /// Prints or writes the repair; the number of files that could not be written.
    private func hand(over repair: Repair) throws -> Int {
        var failures = 0
        let output = Output.standard()
        guard write else {
            let usesColor = color == .always || color == .auto && OutputOptions.terminalHasColor
            try output.write(format.text(repair, color: usesColor))
            try output.finish()
            return 0
        }
        for file in repair.files {
            if file.before.name == "-" {
                try output.write(file.after.bytes)
                continue
            }
            do { try FileReplacement(file).write() } catch {
                StandardError.write("\(file.before.name): \(error.message)")
                failures += 1
            }
        }
        try output.finish()
        return failures
    }

    private func summarise(_ repair: Repair, written: Bool) {
        let count = repair.repaired.count
        let place = "\(repair.files.count) \(repair.files.count == 1 ? "file" : "files")"
        let findings = "\(count) \(count == 1 ? "finding" : "findings")"
        if count == 0 {
            StandardError.write("nothing to repair")
        } else if written {
            StandardError.write("repaired \(findings) in \(place)")
        } else {
            StandardError.write("would repair \(findings) in \(place); nothing was written, --write does")
        }
        tellUncovered(repair.uncovered)
        if target == nil { tellRemainders(repair.remainders) }
    }

    /// What comes to light behind a repair is told: it was there before, hidden by something worse.
    private func tellUncovered(_ findings: [Finding]) {
        guard !findings.isEmpty else { return }
        let hint = verbose ? "" : " (--verbose tells which)"
        StandardError.write("\(findings.count) lesser findings take the place of repaired ones\(hint)")
        guard verbose else { return }
        for finding in findings {
            let place = finding.mainEvidence?.location ?? finding.subject.resource.location
            StandardError.write("\(place): \(finding.severity.rawValue) \(finding.check.id): \(finding.message)")
        }
    }

    private func tellRemainders(_ remainders: [Repair.Remainder]) {
        guard !remainders.isEmpty else { return }
        let needsReview = remainders.count { $0.cause == .needsReview }
        var parts: [String] = []
        if needsReview > 0 { parts.append("\(needsReview) with --review") }
        let declined = remainders.count { $0.cause == .declined }
        if declined > 0 { parts.append("\(declined) declined") }
        let rest = remainders.count - needsReview - declined
        if rest > 0 { parts.append("\(rest) by hand") }
        let hint = verbose ? "" : " (--verbose tells which)"
        StandardError.write("left: \(parts.joined(separator: ", "))\(hint)")
        guard verbose else { return }
        for remainder in remainders {
            let finding = remainder.finding
            let place = finding.mainEvidence?.location ?? finding.subject.resource.location
            StandardError.write("\(place): \(finding.check.id): \(finding.message): \(remainder.reason)")
        }
    }

    private func status(
        _ repair: Repair, _ report: Report, _ failures: Int, _ threshold: Severity?
    ) -> ExitStatus {
        if failures > 0 { return .unreadable }
        let left = write ? repair.remainders.map(\.finding) : report.findings
        if let threshold, left.contains(where: { $0.severity >= threshold }) { return .findings }
        return report.problems.contains { $0.gravity == .error } ? .unreadable : .clean
    }
}
