// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents
internal import Findings

/// A comment for a pull request: counts, what to do first, the findings by object in folds. Code hosts cut comments
/// (GitHub at 65,536 characters), so that the most urgent objects come first and the rest is counted.
struct MarkdownFormat {
    private let report: Report
    private let options: RenderingOptions
    private let digest: Digest
    private static let limit = 56_000

    init(_ report: Report, _ options: RenderingOptions) {
        self.report = report
        self.options = options
        digest = Digest(report.findings)
    }

    func write(to output: ByteOutput) {
        var text: [UInt8] = []
        text.append("## Bulwark\n\n")
        if report.findings.isEmpty {
            let inputs = report.inputs
            text.append(
                text: inputs.resources == 0
                    ? "No Kubernetes objects in \(inputs.files.of("file")): nothing was judged.\n"
                    : "Nothing found: \(report.checks.count.of("check")) judged \(inputs.resources.of("object")) "
                        + "in \(inputs.files.of("file")).\(report.remark)\n")
        } else {
            appendCounts(to: &text)
            appendActions(to: &text)
            appendGroups(to: &text)
        }
        appendRest(to: &text)
        output.bytes.append(contentsOf: text)
    }

    private func appendCounts(to text: inout [UInt8]) {
        let severities = Severity.allCases.reversed()
        text.append(text: "| " + severities.map(\.rawValue).joined(separator: " | ") + " | objects | files |\n")
        text.append("|--:|--:|--:|--:|--:|--:|--:|\n")
        let counts = severities.map { digest.counts[$0].grouped } + [report.inputs.resources.grouped]
        text.append(text: "| " + counts.joined(separator: " | ") + " | \(report.inputs.files.grouped) |\n\n")
        if !report.leftOut.isEmpty { text.append(text: report.remark.dropFirst() + "\n\n") }
    }

    private func appendActions(to text: inout [UInt8]) {
        let summary = ActionSummary(report, digest, count: 5)
        text.append(text: "**Start here:** \(summary.subject) ")
        text.append(text: "**\(summary.removed.grouped) of \(report.findings.count.of("finding"))**.\n\n")
        for (position, action) in summary.actions.enumerated() {
            text.append(text: "\(position + 1). ")
            text.append(code: action.place.description)
            text.append(" ")
            text.append(markdown: action.subject)
            text.append(" removes ")
            text.append(text: Self.words(action.counts))
            for line in action.texts {
                text.append("  \n   ")
                text.append(markdown: line)
            }
            text.append(text: " _(\(Self.word(action.difficulty)))_\n")
        }
        text.append("\n")
    }

    private func appendGroups(to text: inout [UInt8]) {
        for (position, group) in digest.groups.enumerated() {
            guard options.isVerbose || text.count < Self.limit else {
                let rest = (digest.groups.count - position).of("more object")
                text.append(text: "\n… and \(rest) with findings: `\(options.program) scan` tells them all.\n")
                return
            }
            append(group, to: &text)
        }
    }

    private func append(_ group: Digest.Group, to text: inout [UInt8]) {
        text.append("<details><summary><b>")
        text.append(html: group.resource.displayName)
        text.append("</b> ")
        text.append(text: Self.words(group.counts))
        text.append("</summary>\n\n| | where | what | repair |\n|---|---|---|---|\n")
        for entry in Entry.entries(of: digest.findings(of: group).map({ report.findings[$0] })) {
            for (position, line) in entry.lines.enumerated() {
                text.append(text: "| \(line.severity.rawValue) | ")
                for (position, place) in line.places.prefix(4).enumerated() {
                    if position > 0 { text.append("<br>") }
                    text.append(code: place.description)
                }
                text.append(" | ")
                text.append(markdown: line.fullText)
                text.append(text: " (`\(line.check.id)`) | ")
                if position > 0 {
                    text.append("as above")
                } else {
                    text.append(markdown: entry.change.texts.joined(separator: "; "))
                    text.append(text: " _(\(Self.word(entry.change.difficulty)))_")
                }
                text.append(" |\n")
            }
        }
        text.append("\n</details>\n")
    }

    private func appendRest(to text: inout [UInt8]) {
        if !report.suppressed.isEmpty { text.append(text: "\nSuppressed: \(report.suppressed.count.of("finding")).\n") }
        if !report.notEvaluated.isEmpty {
            text.append("\n<details><summary>Not evaluated</summary>\n\n")
            for entry in report.notEvaluated {
                text.append(text: "* `\(entry.what.check)`, \(entry.subjects.of("time")): ")
                text.append(markdown: entry.what.reason)
                text.append("\n")
            }
            text.append("\n</details>\n")
        }
        let errors = report.problems.filter { $0.gravity == .error }
        guard !errors.isEmpty else { return }
        text.append("\n**Could not be read, and was not judged:**\n\n")
        for problem in errors.prefix(20) {
            text.append("* ")
            text.append(markdown: problem.description)
            text.append("\n")
        }
        if errors.count > 20 { text.append(text: "* and \((errors.count - 20).grouped) more\n") }
    }

    private static func words(_ counts: SeverityCounts) -> String {
        Severity.allCases.reversed().filter { counts[$0] > 0 }.map { "\(counts[$0].grouped) \($0.rawValue)" }
            .joined(separator: ", ")
    }

    private static func word(_ difficulty: Change.Difficulty) -> String {
        switch difficulty {
        case .safe: "safe"
        case .review: "needs review"
        case .manual: "by hand"
        }
    }
}

extension [UInt8] {
    /// Text in which nothing is markup, also inside a table.
    fileprivate mutating func append(markdown text: String) {
        for byte in text.utf8 {
            switch byte {
            case 0x3C: append("&lt;")
            case 0x3E: append("&gt;")
            case 0x26: append("&amp;")
            case 0x7C, 0x2A, 0x5F, 0x60, 0x5B, 0x5D, 0x5C, 0x7E, 0x23: append(contentsOf: [0x5C, byte])
            case 0x40: append("&#64;")
            case 0..<0x20: append(0x20)
            default: append(byte)
            }
        }
    }

    fileprivate mutating func append(html text: String) {
        for byte in text.utf8 {
            switch byte {
            case 0x3C: append("&lt;")
            case 0x3E: append("&gt;")
            case 0x26: append("&amp;")
            case 0..<0x20: append(0x20)
            default: append(byte)
            }
        }
    }

    /// A code span; grave accents and bars cannot stand in one inside a table.
    fileprivate mutating func append(code text: String) {
        append(0x60)
        for byte in text.utf8 { append(byte == 0x60 || byte == 0x7C || byte < 0x20 ? 0x3F : byte) }
        append(0x60)
    }
}
