// SPDX-License-Identifier: Apache-2.0

package import Documents

/// A way to write a difference of connections down.
package enum DifferenceFormat: String, Sendable, CaseIterable {
    case txt, json, markdown, csv
}

/// What a change does to connections, for people and programs.
package struct DifferencePage {
    private let difference: ConnectionDifference

    package init(_ difference: ConnectionDifference) { self.difference = difference }

    package func text(_ format: DifferenceFormat, problems: [Problem] = []) -> String {
        switch format {
        case .txt: lines.map { $0 + "\n" }.joined()
        case .json: json(problems)
        case .markdown: markdown
        case .csv: csv
        }
    }

    private var sections: [(name: String, changes: [ConnectionDifference.Change])] {
        [("added", difference.added), ("removed", difference.removed), ("changed", difference.changed)]
    }

    /// `+` for added, `-` for removed, `~` for changed.
    private var lines: [String] {
        let marks = ["added": "+", "removed": "-", "changed": "~"]
        var lines = sections.flatMap { section in
            section.changes.map { change in
                let note = change.note.isEmpty ? "" : " (\(change.note))"
                return "\(marks[section.name] ?? "") \(change.source) => \(change.destination) : "
                    + ports(change) + note
            }
        }
        if lines.isEmpty { lines = ["no connection changes"] }
        return lines
    }

    private func ports(_ change: ConnectionDifference.Change) -> String {
        if change.before.isEmpty { return change.after.description }
        if change.after.isEmpty { return change.before.description }
        return "\(change.before) -> \(change.after)"
    }

    private var markdown: String {
        guard !difference.changes.isEmpty else { return "**Network connections:** no change.\n" }
        let counts = sections.filter { !$0.changes.isEmpty }.map { "\($0.changes.count) \($0.name)" }
        var text = "**Network connections:** \(counts.joined(separator: ", ")).\n\n"
        text += "| | source | destination | before | after | |\n|---|---|---|---|---|---|\n"
        for section in sections {
            for change in section.changes {
                text +=
                    "| \(section.name) | \(change.source) | \(change.destination) | \(change.before) | \(change.after) | "
                    + "\(change.note) |\n"
            }
        }
        return text
    }

    private var csv: String {
        var text = "change,src,dst,before,after\n"
        for section in sections {
            for change in section.changes {
                text +=
                    "\(section.name),\(change.source),\(change.destination),\"\(change.before)\",\"\(change.after)\"\n"
            }
        }
        return text
    }

    private func json(_ problems: [Problem]) -> String {
        var writer = JSONWriter(pretty: true)
        writer.object { writer in
            for section in sections {
                writer.member(section.name) { writer in
                    writer.array { writer in for change in section.changes { write(change, &writer) } }
                }
            }
            writer.member("problems") { $0.problems(problems) }
        }
        writer.newline()
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    private func write(_ change: ConnectionDifference.Change, _ writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("src", change.source)
            writer.member("dst", change.destination)
            if change.before.isEmpty || change.after.isEmpty {
                writer.member("conn", ports(change))
            } else {
                writer.member("before", change.before.description)
                writer.member("after", change.after.description)
            }
            if !change.note.isEmpty { writer.member("note", change.note) }
        }
    }
}
