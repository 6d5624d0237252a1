// SPDX-License-Identifier: Apache-2.0

internal import Documents
internal import Findings

extension Page {
    /// Counts by layer and severity.
    func writeSummary() {
        let layers = digest.rollup.layers
        writer.blank()
        let inputs = report.inputs
        writer.line([
            .init("\(report.findings.count.of("finding"))", .bold),
            .init(" in \(inputs.resources.of("object")) (\(inputs.workloads.of("workload"))), "),
            .init(
                "\(inputs.files.of("file")), \(report.checks.count.of("check"))\(report.leftOut.isEmpty ? "" : ".")\(report.remark)"
            ),
        ])
        let severities = Array(Severity.allCases.reversed())
        writer.line(
            [.init("".padded(to: 9), .dim)] + severities.map { .init($0.rawValue.leftPadded(to: 10), .dim) }, indent: 2)
        for layer in Layer.allCases {
            guard let counts = layers[layer] else { continue }
            let cells = severities.flatMap { severity -> [PageWriter.Span] in
                let count = counts[severity]
                let text = count > 0 ? count.grouped : options.usesUnicode ? "·" : "-"
                let padding = String(repeating: " ", count: max(10 - text.unicodeScalars.count, 1))
                return [.init(padding), .init(text, count > 0 ? .severity(severity) : .dim)]
            }
            writer.line([.init(layer.rawValue.padded(to: 9))] + cells, indent: 2)
        }
    }

    /// How many findings are suppressed, by what.
    func writeSuppressed() {
        guard !report.suppressed.isEmpty else { return }
        var sources: [String: Int] = [:]
        for entry in report.suppressed { sources[entry.suppression.source, default: 0] += 1 }
        let sorted = sources.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        var text = sorted.prefix(6).map { "\($0.key) \($0.value.grouped)" }.joined(separator: ", ")
        if sorted.count > 6 { text += " and \((sorted.count - 6).of("more source"))" }
        writer.blank()
        writer.line([.init("Suppressed: \(report.suppressed.count.grouped)", .bold), .init(" (\(text))")], hanging: 2)
    }

    /// What could not be judged, and why: no pass by absence.
    func writeNotEvaluated() {
        guard !report.notEvaluated.isEmpty else { return }
        var reasons: [String: (checks: [String], subjects: Int)] = [:]
        for entry in report.notEvaluated {
            reasons[entry.what.reason, default: ([], 0)].checks.append(entry.what.check)
            reasons[entry.what.reason, default: ([], 0)].subjects += entry.subjects
        }
        let sorted = reasons.sorted { ($1.value.subjects, $0.key) < ($0.value.subjects, $1.key) }
        let limit = options.isVerbose ? sorted.count : 6
        writer.blank()
        writer.line([.init("Not evaluated", .bold)])
        for (reason, entry) in sorted.prefix(limit) {
            writer.line(
                [
                    .init(entry.subjects.of("time"), .bold), .init("  \(reason)"),
                    .init(" [\(entry.checks.joined(separator: ", "))]", .dim),
                ], indent: 2, hanging: 4)
        }
        if sorted.count > limit {
            writer.line([.init("and for \((sorted.count - limit).of("more reason")) (--verbose)", .dim)], indent: 2)
        }
    }

    /// How much of the input could not be read; the problems themselves go to standard error.
    func writeProblems() {
        let errors = report.problems.count { $0.gravity == .error }
        let warnings = report.problems.count { $0.gravity == .warning }
        let limit = RenderingOptions.errorsOnPage
        guard errors + warnings > 0 else { return }
        writer.blank()
        if errors > 0 {
            let verb = errors == 1 ? "place" : "places"
            writer.line(
                [
                    .init("\(errors.grouped) \(verb) could not be read", .severity(.high)),
                    .init(" and what is there was not judged:"),
                ])
            for problem in report.problems.lazy.filter({ $0.gravity == .error }).prefix(limit) {
                writer.line([.init(problem.description)], indent: 2, hanging: 4)
            }
            if errors > limit { writer.line([.init("and \((errors - limit).grouped) more", .dim)], indent: 2) }
        }
        if warnings > 0 { writer.line([.init(warnings.of("warning"), .bold), .init(" on standard error")]) }
    }

    /// The commands that lead on.
    func writeNext() {
        guard !report.findings.isEmpty else { return }
        let paths = options.paths.isEmpty ? "." : options.paths.map(\.shellWord).joined(separator: " ")
        var commands: [(String, String)] = []
        if let index = digest.topActions(1).first?.first {
            let check = report.findings[index].check.id
            commands.append(("\(options.program) explain \(check)", "what it is, how it is used, how it is repaired"))
        }
        if !options.showsExcerpt, report.findings.count <= 300 {
            commands.append(("\(options.program) scan \(paths) --excerpt", "with the lines of the manifests"))
        }
        if options.offersFix, report.findings.contains(where: { $0.remediation?.edits.isEmpty == false }) {
            let isSafe = report.findings.contains {
                $0.remediation?.confidence == .safe && $0.remediation?.edits.isEmpty == false
            }
            commands.append(
                (
                    "\(options.program) fix \(paths)" + (isSafe ? " --write" : " --review"),
                    isSafe ? "repairs what is safe; without --write it shows it" : "shows what --write would change"
                ))
        }
        let width = commands.map { $0.0.unicodeScalars.count }.max() ?? 0
        writer.blank()
        for (command, meaning) in commands {
            writer.line(
                [.init(command.padded(to: width), .bold), .init("   \(meaning)", .dim)], indent: 2, hanging: 6)
        }
    }
}
