// SPDX-License-Identifier: Apache-2.0

internal import AccessControl

/// Pages about permissions: one file each, nothing fetched from elsewhere.
enum AccessPage {
    static func page(title: String, body: String) -> String {
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>\(escaped(title))</title>
        <style>
        :root { color-scheme: light dark; --line: #8884; --hot: #c33; --warm: #d80; }
        body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem; }
        h1 { font-size: 1.4rem; }
        table { border-collapse: collapse; }
        th, td { border-bottom: 1px solid var(--line); padding: .3rem .6rem; text-align: left; vertical-align: top; }
        thead th { position: sticky; top: 0; background: Canvas; }
        td.c { background: var(--hot); color: #fff; text-align: center; }
        td.n { background: var(--warm); color: #fff; text-align: center; }
        td.o { color: #8888; text-align: center; }
        code { font: 13px ui-monospace, monospace; }
        </style>
        </head>
        <body>
        <h1>\(escaped(title))</h1>
        \(body)
        </body>
        </html>

        """
    }

    static func table(_ entries: [EffectivePermissions.Entry]) -> String {
        var text = "<table>\n<thead><tr><th>Scope</th><th>Verbs</th><th>Resources</th><th>Names</th><th>Via</th></tr>"
        text += "</thead>\n<tbody>\n"
        for entry in entries {
            let via = entry.grants.map { escaped($0.short) }.joined(separator: "<br>")
            text += "<tr><td>\(escaped(entry.scope.description))</td>"
            text += "<td>\(escaped(entry.rule.verbs.joined(separator: ", ")))</td>"
            text += "<td><code>\(escaped(entry.rule.objects))</code></td>"
            text += "<td>\(escaped(entry.rule.resourceNames.joined(separator: ", ")))</td><td>\(via)</td></tr>\n"
        }
        return text + "</tbody>\n</table>"
    }

    /// Subjects × powers: red in the whole cluster, orange in some namespaces.
    static func matrix(_ matrix: PowerMatrix) -> String {
        var text = "<p>Red: in the whole cluster. Orange: in so many namespaces. "
        text += "A cell tells the bindings and roles behind it when one points at it.</p>\n<table>\n<thead><tr>"
        text += "<th>Kind</th><th>Subject</th>"
        for column in PowerMatrix.columns { text += "<th>\(escaped(column.title))</th>" }
        text += "</tr></thead>\n<tbody>\n"
        for row in matrix.rows {
            text += "<tr><td>\(row.subject.kind.rawValue)</td><td>\(escaped(row.subject.title))</td>"
            for (cell, grants) in zip(row.cells, row.grants) {
                let via = "title=\"\(escaped(grants.map(\.short).joined(separator: "\n")))\""
                switch cell {
                case .cluster: text += "<td class=\"c\" \(via)>all</td>"
                case .namespaces(let count): text += "<td class=\"n\" \(via)>\(count)</td>"
                case .nowhere: text += "<td class=\"o\">·</td>"
                }
            }
            text += "</tr>\n"
        }
        return text + "</tbody>\n</table>"
    }

    static func escaped(_ text: String) -> String {
        var result = ""
        for character in text {
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            default: result.append(character)
            }
        }
        return result
    }
}

extension PowerMatrix {
    /// The matrix for a terminal.
    var table: TextTable {
        var table = TextTable(titles: ["KIND", "SUBJECT"] + Self.columns.map { $0.title.uppercased() })
        for row in rows {
            let cells = row.cells.map { cell in
                switch cell {
                case .cluster: "all"
                case .namespaces(let count): "\(count) ns"
                case .nowhere: "-"
                }
            }
            table.add(cells: [row.subject.kind.rawValue, row.subject.title] + cells)
        }
        return table
    }
}
