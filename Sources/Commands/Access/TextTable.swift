// SPDX-License-Identifier: Apache-2.0

/// Rows of cells, as text for people.
struct TextTable {
    private let titles: [String]
    private var rows: [[String]] = []

    init(_ titles: String...) { self.titles = titles }

    init(titles: [String]) { self.titles = titles }

    mutating func add(_ cells: String...) { rows.append(cells) }

    mutating func add(cells: [String]) { rows.append(cells) }

    var isEmpty: Bool { rows.isEmpty }

    /// Aligned columns; long cells are broken at commas so that no column is wider than 60.
    var text: String {
        let broken = rows.map { $0.map(Self.lines) }
        var widths = titles.map(\.count)
        for row in broken {
            for (column, lines) in row.enumerated() where column < widths.count {
                widths[column] = max(widths[column], lines.map(\.count).max() ?? 0)
            }
        }
        var text = Self.line(titles, widths)
        for row in broken {
            for number in 0..<(row.map(\.count).max() ?? 0) {
                text += Self.line(row.map { number < $0.count ? $0[number] : "" }, widths)
            }
        }
        return text
    }

    var markdown: String {
        var text = "| " + titles.joined(separator: " | ") + " |\n"
        text += "|" + titles.map { _ in " --- |" }.joined() + "\n"
        for row in rows {
            text += "| " + row.map(Self.escaped).joined(separator: " | ") + " |\n"
        }
        return text
    }

    var html: String {
        var text = "<table>\n<thead><tr>"
        for title in titles {
            text += "<th>\(AccessPage.escaped(title.prefix(1) + title.dropFirst().lowercased()))</th>"
        }
        text += "</tr></thead>\n<tbody>\n"
        for row in rows {
            text += "<tr>"
            for cell in row {
                let lines = cell.split(separator: "\n").map { AccessPage.escaped(String($0)) }
                text += "<td>" + lines.joined(separator: "<br>") + "</td>"
            }
            text += "</tr>\n"
        }
        return text + "</tbody>\n</table>"
    }

    private static func escaped(_ cell: String) -> String {
        var text = ""
        for character in cell {
            switch character {
            case "|": text += "\\|"
            case "*": text += "\\*"
            case "<": text += "&lt;"
            case "\n": text += "<br>"
            default: text.append(character)
            }
        }
        return text
    }

    private static func lines(_ cell: String) -> [String] {
        var lines: [String] = []
        for line in cell.split(separator: "\n", omittingEmptySubsequences: false) {
            var current = ""
            for word in line.split(separator: " ") {
                if !current.isEmpty, current.count + 1 + word.count > 60 {
                    lines.append(current)
                    current = ""
                }
                current += current.isEmpty ? String(word) : " " + word
            }
            lines.append(current)
        }
        return lines
    }

    private static func line(_ cells: [String], _ widths: [Int]) -> String {
        var line = ""
        for (cell, width) in zip(cells, widths) {
            line += cell + String(repeating: " ", count: max(0, width - cell.count) + 2)
        }
        while line.hasSuffix(" ") { line.removeLast() }
        return line + "\n"
    }
}
