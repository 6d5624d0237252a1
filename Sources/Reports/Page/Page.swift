// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents
internal import Findings

/// The report for people at a terminal: what to do first, the findings by object, what was not judged, what to run
/// next.
struct Page {
    let report: Report
    let options: RenderingOptions
    let digest: Digest
    let writer: PageWriter

    /// Above this many findings the page tells the most urgent objects only.
    private static let fullLimit = 300
    private static let shortGroups = 10
    private static let actionCount = 5

    init(_ report: Report, _ options: RenderingOptions, _ output: ByteOutput) {
        self.report = report
        self.options = options
        digest = Digest(report.findings)
        writer = PageWriter(output, options)
    }

    func write() {
        if report.findings.isEmpty {
            writeClean()
        } else {
            let isShort = report.findings.count <= Self.fullLimit
            if isShort { writeActions() } else { writeRecipes() }
            if options.isVerbose || isShort {
                for group in digest.groups { write(group) }
            } else {
                writeRollup()
            }
            writeSummary()
        }
        writeSuppressed()
        writeNotEvaluated()
        writeProblems()
        writeNext()
    }

    var dot: String { options.usesUnicode ? " · " : " - " }
    private var arrow: String { options.usesUnicode ? "→" : "->" }

    private var inputs: String {
        let inputs = report.inputs
        return "\(inputs.resources.of("object")) (\(inputs.workloads.of("workload"))) in \(inputs.files.of("file"))"
    }

    private func writeClean() {
        guard report.inputs.resources > 0 else {
            let foreign = report.inputs.foreignDocuments
            let other = foreign == 0 ? "" : "; \(foreign.of("document")) of another kind left alone"
            writer.line([
                .init("No Kubernetes objects in \(report.inputs.files.of("file")): nothing was judged\(other).")
            ])
            return
        }
        let suppressed = report.suppressed.isEmpty ? "" : " that is not suppressed"
        let asked = report.leftOut.isEmpty ? "" : " of what was asked for"
        writer.line([
            .init("Nothing found\(suppressed)\(asked).", .bold),
            .init(" \(report.checks.count.of("check")) judged \(inputs).\(report.remark)"),
        ])
    }

    // MARK: Actions

    private func writeActions() {
        let summary = ActionSummary(report, digest, count: Self.actionCount)
        writer.line([
            .init("Start here: ", .bold), .init(summary.subject + " "),
            .init("\(summary.removed.grouped) of \(report.findings.count.of("finding"))", .bold), .init("."),
        ])
        writer.blank()
        for (position, action) in summary.actions.enumerated() { write(action, position + 1) }
    }

    /// In a large report single changes hardly count: what to do everywhere, and where it begins.
    private func writeRecipes() {
        let recipes = digest.topRecipes(Self.actionCount)
        let removed = recipes.reduce(0) { $0 + $1.findings }
        let verb = recipes.count == 1 ? "removes" : "remove"
        writer.line([
            .init("Start here: ", .bold), .init("\(recipes.count.of("kind")) of change \(verb) "),
            .init("\(removed.grouped) of \(report.findings.count.of("finding"))", .bold), .init("."),
        ])
        writer.blank()
        for (position, recipe) in recipes.enumerated() {
            let what = recipe.check?.title ?? "Security contexts"
            writer.line(
                [
                    .init("\(position + 1). "), .init(what, .bold), .init(" in \(recipe.objects.of("object"))"),
                    .init("  removes "), .init("\(recipe.findings.of("finding"))", .bold),
                    .init(", the first at "), .init(report.findings[recipe.first].place.description, .place),
                ], indent: 1, hanging: 4)
            let checkIDs = recipe.checkIDs(digest.rollup)
            var text = recipe.check?.fix ?? "set what is asked for by \(checkIDs.prefix(6).joined(separator: ", "))"
            if recipe.check == nil, checkIDs.count > 6 { text += " and \((checkIDs.count - 6).grouped) more" }
            writer.line(
                [.init("\(arrow) "), .init(text, .added)] + tag(recipe.difficulty, false), indent: 4,
                hanging: 4 + arrow.unicodeScalars.count + 1)
        }
    }

    private func write(_ action: ActionSummary.Action, _ number: Int) {
        writer.line(
            [
                .init("\(number). "), .init(action.place.description, .place), .init("  "),
                .init(action.subject, .bold), .init("  removes "),
            ] + spans(action.counts), indent: 1, hanging: 4)
        for (position, text) in action.texts.enumerated() {
            let tag = position == action.texts.count - 1 ? tag(action.difficulty, action.isPartly) : []
            writer.line(
                [.init("\(arrow) "), .init(text, .added)] + tag, indent: 4, hanging: 4 + arrow.unicodeScalars.count + 1)
        }
    }

    private func spans(_ counts: SeverityCounts) -> [PageWriter.Span] {
        var spans: [PageWriter.Span] = []
        for severity in Severity.allCases.reversed() where counts[severity] > 0 {
            if !spans.isEmpty { spans.append(.init(", ")) }
            spans.append(.init("\(counts[severity].grouped) \(severity.rawValue)", .severity(severity)))
        }
        return spans
    }

    private func tag(_ difficulty: Change.Difficulty, _ isPartly: Bool) -> [PageWriter.Span] {
        switch difficulty {
        case .safe: [.init(" (safe)", .dim)]
        case .review: [.init(" (needs review)", .dim)]
        case .manual: [.init(isPartly ? " (partly by hand)" : " (by hand)", .dim)]
        }
    }

    // MARK: Findings by object

    private func write(_ group: Digest.Group) {
        writer.blank()
        let location = group.resource.location
        writer.line(
            [.init(group.resource.displayName, .heading), .init("  "), .init(location.file, .dim), .init("  ")]
                + spans(group.counts), hanging: 2)
        for entry in Entry.entries(of: digest.findings(of: group).map { report.findings[$0] }) { write(entry) }
    }

    private func write(_ entry: Entry) {
        for line in entry.lines {
            var spans: [PageWriter.Span] = [
                .init(line.severity.rawValue.padded(to: 8), .severity(line.severity)), .init("  "),
                .init(line.places.first?.description ?? "", .place), .init("  "), .init(line.fullText),
                .init(" [\(line.check.id)]", .dim),
            ]
            let others = line.places.dropFirst()
            if !others.isEmpty {
                spans.append(.init(" also "))
                for (position, place) in others.prefix(4).enumerated() {
                    if position > 0 { spans.append(.init(", ")) }
                    spans.append(.init(place.description, .place))
                }
                if others.count > 4 { spans.append(.init(" and \((others.count - 4).grouped) more")) }
            }
            writer.line(spans, indent: 2, hanging: 12)
        }
        for text in entry.change.texts {
            let isLast = text == entry.change.texts.last
            let tag = isLast ? tag(entry.change.difficulty, !entry.change.edits.isEmpty) : []
            writer.line([.init("\(arrow) "), .init(text, .added)] + tag, indent: 12, hanging: 14)
        }
        if options.showsExcerpt { Excerpt(entry).write(to: writer) }
    }

    private func writeRollup() {
        let groups = digest.groups.prefix(Self.shortGroups)
        writer.blank()
        writer.line([
            .init("All findings by check", .bold),
            .init(" (\(report.findings.count.of("finding")) about \(digest.groups.count.of("object")))", .dim),
        ])
        let rows = digest.rollup.rows
        let width = rows.map { $0.findings.grouped.count }.max() ?? 0
        let name = rows.prefix(15).map { $0.check.id.count }.max() ?? 0
        for row in rows.prefix(15) {
            writer.line(
                [
                    .init(row.severity.rawValue.padded(to: 8), .severity(row.severity)), .init("  "),
                    .init(row.findings.grouped.leftPadded(to: width), .bold), .init("  "),
                    .init(row.check.id.padded(to: name)), .init("  "), .init(row.check.title, .dim),
                ], indent: 2, hanging: 12 + width)
        }
        if rows.count > 15 { writer.line([.init("and \((rows.count - 15).of("more check"))", .dim)], indent: 2) }
        writer.blank()
        writer.line([.init("The \(groups.count) most urgent objects of \(digest.groups.count.grouped)", .bold)])
        for group in groups { write(group) }
        let rest = digest.groups.count - groups.count
        if rest > 0 {
            writer.blank()
            writer.line([
                .init("\(rest.of("more object")); ", .dim), .init("--verbose", .bold), .init(" shows all", .dim),
            ])
        }
    }
}
