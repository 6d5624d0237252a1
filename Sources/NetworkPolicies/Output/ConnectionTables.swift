// SPDX-License-Identifier: Apache-2.0

/// The list as tables of other programs.
extension ConnectionList {
    /// One line of a list, with the rules behind it.
    struct Row {
        let source: String
        let destination: String
        /// In words; `Unknown` for a pair that cannot be judged.
        let ports: String
        let reasons: [String]
    }

    /// All pairs in the order of lists.
    var rows: [Row] {
        let known = connections.map {
            Row(source: $0.source, destination: $0.destination, ports: "\($0.ports)", reasons: reasons($0))
        }
        let open = unknown.map {
            Row(source: $0.source, destination: $0.destination, ports: "Unknown", reasons: [])
        }
        guard !open.isEmpty else { return known }
        return (known + open).sorted { ($0.source, $0.destination) < ($1.source, $1.destination) }
    }

    func writeCSV(_ extras: ConnectionExtras, _ sink: ([UInt8]) -> Void) {
        sink(Array("src,dst,conn\(extras.explains ? ",reasons" : "")\n".utf8))
        if extras.explains || !unknown.isEmpty {
            for row in rows {
                let reasons = extras.explains ? "," + Self.quoted(row.reasons.joined(separator: "\n")) : ""
                let cells = [row.source, row.destination, row.ports].map(Self.quoted).joined(separator: ",")
                sink(Array("\(cells)\(reasons)\n".utf8))
            }
        } else {
            connections.writeRows(("", ",", ",", "\n"), quoted: Self.quoted, sink)
        }
        guard let exposure = extras.exposure else { return }
        sink(Array("\nworkload,direction,peer,conn\n".utf8))
        for entry in exposure.entries {
            let cells = [entry.workload, entry.direction.rawValue, entry.peer, "\(entry.ports)"]
            sink(Array((cells.map(Self.quoted).joined(separator: ",") + "\n").utf8))
        }
    }

    /// RFC 4180.
    private static func quoted(_ text: String) -> String {
        guard text.contains(where: { $0 == "," || $0 == "\"" || $0 == "\n" }) else { return text }
        return "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }

    func writeMarkdown(_ extras: ConnectionExtras, _ sink: ([UInt8]) -> Void) {
        let more = extras.explains ? (" why |", "-----|") : ("", "")
        sink(Array("| src | dst | conn |\(more.0)\n|-----|-----|------|\(more.1)\n".utf8))
        if extras.explains || !unknown.isEmpty {
            for row in rows {
                let reasons = extras.explains ? " \(row.reasons.joined(separator: "<br>")) |" : ""
                sink(Array("| \(row.source) | \(row.destination) | \(row.ports) |\(reasons)\n".utf8))
            }
        } else {
            connections.writeRows(("| ", " | ", " | ", " |\n"), sink)
        }
        guard let exposure = extras.exposure, !exposure.entries.isEmpty else { return }
        sink(Array("\n| workload | direction | peer | conn |\n|----------|-----------|------|------|\n".utf8))
        for entry in exposure.entries {
            sink(Array("| \(entry.workload) | \(entry.direction.rawValue) | \(entry.peer) | \(entry.ports) |\n".utf8))
        }
    }
}
