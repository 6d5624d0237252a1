// SPDX-License-Identifier: Apache-2.0

internal import AccessControl
internal import Cluster
internal import Documents
internal import Findings

/// Who can escalate how, as one page: a matrix of subjects and powers whose cells open the way and the smallest change.
/// It needs no script and fetches nothing.
struct EscalationPage {
    private let report: Report
    private let steps: (Finding) -> [String]
    private let rows: [Row]
    private let columns: [CheckDescription]

    private struct Row {
        let subject: Resource
        /// Positions of findings, by check id.
        var cells: [String: [Int]] = [:]
        var severity = Severity.info
    }

    /// - Parameter steps: the way from a finding to the administration of the cluster; empty when there is none.
    init(_ report: Report, steps: @escaping (Finding) -> [String]) {
        self.report = report
        self.steps = steps
        var positions: [String: Int] = [:]
        var rows: [Row] = []
        for (number, finding) in report.findings.enumerated() {
            let subject = finding.subject.resource
            let key = "\(subject.kind)\u{0}\(subject.namespace ?? "")\u{0}\(subject.name)"
            let row = positions[key] ?? rows.count
            if row == rows.count { rows.append(Row(subject: subject)) }
            positions[key] = row
            rows[row].cells[finding.check.id, default: []].append(number)
            rows[row].severity = max(rows[row].severity, finding.severity)
        }
        self.rows = rows.sorted { left, right in
            if left.severity != right.severity { return left.severity > right.severity }
            if left.cells.count != right.cells.count { return left.cells.count > right.cells.count }
            return (left.subject.kind, left.subject.namespace ?? "", left.subject.name)
                < (right.subject.kind, right.subject.namespace ?? "", right.subject.name)
        }
        let used = Set(report.findings.map(\.check.id))
        columns = report.checks.filter { used.contains($0.id) }
    }

    var html: String {
        var text = Self.head
        text += "<h1>Who can gain more power than they were given</h1>\n" + summary
        if rows.isEmpty { return text + "<p class=\"none\">Nobody, as far as the input tells.</p>\n</body>\n</html>\n" }
        text += "<div class=\"scroll\"><table>\n<thead><tr><th class=\"who\">Subject</th>"
        for column in columns {
            text +=
                "<th title=\"\(AccessPage.escaped(column.id))\"><span>\(AccessPage.escaped(column.title))</span></th>"
        }
        text += "</tr></thead>\n<tbody>\n"
        for row in rows { text += line(row) }
        text += "</tbody>\n</table></div>\n"
        for (number, finding) in report.findings.enumerated() { text += card(number, finding) }
        return text + "</body>\n</html>\n"
    }

    private var summary: String {
        let admins = report.findings.filter { $0.severity == .critical }
        let people = Set(admins.map { "\($0.subject.resource.kind)\u{0}\($0.subject.resource.displayTitle)" })
        let counts = [
            Self.count(rows.count, "subject"), Self.count(columns.count, "power"),
            Self.count(report.findings.count, "finding"),
        ]
        return "<p>\(counts.joined(separator: ", ")); \(Self.count(people.count, "subject")) "
            + "can become cluster-admin or as good. Choose a cell to see how, and what takes it away.</p>\n"
            + "<p class=\"legend\"><b class=\"critical\"></b>leads to cluster-admin <b class=\"high\"></b>high "
            + "<b class=\"medium\"></b>medium <b class=\"low\"></b>low; a number: so many steps to cluster-admin</p>\n"
    }

    private static func count(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }

    private func line(_ row: Row) -> String {
        var text = "<tr><th class=\"who\"><small>\(AccessPage.escaped(row.subject.kind))</small> "
        text += "\(AccessPage.escaped(row.subject.displayTitle))</th>"
        for column in columns {
            guard let number = row.cells[column.id]?.first else {
                text += "<td></td>"
                continue
            }
            let finding = report.findings[number]
            let length = steps(finding).count
            text += "<td class=\"\(finding.severity.rawValue)\"><a href=\"#f\(number)\" "
            text += "title=\"\(AccessPage.escaped(column.title))\">\(length > 0 ? "\(length)" : "●")</a></td>"
        }
        return text + "</tr>\n"
    }

    private func card(_ number: Int, _ finding: Finding) -> String {
        var text = "<section id=\"f\(number)\"><a class=\"close\" href=\"#\">close</a>\n"
        text += "<h2>\(AccessPage.escaped(finding.check.title)) <small>\(finding.severity.rawValue)</small></h2>\n"
        text += "<p>\(AccessPage.escaped(finding.message))</p>\n"
        let way = steps(finding)
        if !way.isEmpty {
            text += "<h3>Shortest way to cluster-admin</h3>\n<ol>"
            for step in way { text += "<li>\(AccessPage.escaped(step))</li>" }
            text += "</ol>\n"
        }
        if let remediation = finding.remediation {
            text += "<h3>Smallest change</h3>\n<p>\(AccessPage.escaped(remediation.summary))</p>\n"
        }
        text += "<h3>Where it is written</h3>\n<ul>"
        for evidence in finding.evidence {
            let path = evidence.path(from: finding.subject.resource.node).description
            text += "<li><code>\(AccessPage.escaped(evidence.location.description))</code> "
            text += "\(AccessPage.escaped(path))</li>"
        }
        return text + "</ul>\n<p><small>\(AccessPage.escaped(finding.check.attack))</small></p>\n</section>\n"
    }

    private static let head = """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
        <title>Escalations</title>
        <style>
        :root { color-scheme: light dark; --line: #8884; --page: Canvas; --ink: CanvasText;
          --critical: #b3123f; --high: #d9480f; --medium: #c99100; --low: #4a7fb5; --info: #777; }
        body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem; background: var(--page); color: var(--ink); }
        h1 { font-size: 1.4rem; margin: 0 0 .5rem; }
        h2 { font-size: 1.1rem; margin: 0 3rem .5rem 0; }
        h3 { font-size: .9rem; margin: 1rem 0 .2rem; }
        ol, ul { margin: 0; padding-left: 1.4rem; }
        li, p { overflow-wrap: anywhere; }
        .legend { display: flex; flex-wrap: wrap; gap: .4rem 1.2rem; align-items: center; }
        .legend b { flex: none; width: 1rem; height: 1rem; border-radius: .2rem; margin-right: -.8rem; }
        .scroll { overflow: auto; max-height: 85vh; border: 1px solid var(--line); border-radius: .4rem; width: fit-content;
          max-width: 100%; }
        table { border-collapse: separate; border-spacing: 0; }
        thead th { position: sticky; top: 0; z-index: 2; background: var(--page); vertical-align: bottom;
          border-bottom: 2px solid var(--line); }
        thead th span { writing-mode: vertical-rl; transform: rotate(180deg); font-weight: 500; font-size: 12px;
          max-height: 15rem; padding: .4rem 0; }
        th.who { position: sticky; left: 0; z-index: 1; background: var(--page); text-align: left; font-weight: 500;
          padding: .25rem .8rem; max-width: 24rem; overflow-wrap: anywhere; border-right: 1px solid var(--line); }
        thead th.who { z-index: 3; }
        th small { opacity: .6; }
        td { border: 1px solid var(--line); width: 1.8rem; min-width: 1.8rem; height: 1.8rem; padding: 0;
          text-align: center; }
        td a { display: block; line-height: 1.8rem; color: #fff; text-decoration: none; font-weight: 600; }
        td a:hover, td a:focus { outline: 3px solid var(--ink); outline-offset: -3px; }
        .critical { background: var(--critical); } .high { background: var(--high); }
        .medium { background: var(--medium); } .low { background: var(--low); } .info { background: var(--info); }
        section { display: none; position: fixed; right: 1rem; bottom: 1rem; top: 1rem; width: min(30rem, 90vw);
          overflow: auto; z-index: 9; background: var(--page); border: 1px solid var(--line); border-radius: .5rem;
          padding: 1rem 1.2rem; box-shadow: 0 .5rem 2rem #0006; }
        section:target { display: block; }
        section h2 small { opacity: .7; font-weight: 400; }
        .close { position: absolute; right: 1rem; top: 1rem; color: inherit; }
        code { font: 13px ui-monospace, monospace; }
        </style>
        </head>
        <body>

        """
}

extension Resource {
    /// `namespace/name`, or the name alone.
    fileprivate var displayTitle: String { namespace.map { "\($0)/\(name)" } ?? name }
}
