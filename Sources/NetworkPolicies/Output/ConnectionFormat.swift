// SPDX-License-Identifier: Apache-2.0

package import Documents

/// A way to write a list of connections down.
package enum ConnectionFormat: String, Sendable, CaseIterable {
    case txt, json, csv, markdown, dot
}

/// What is told besides the connections.
package struct ConnectionExtras {
    /// Each connection with the rules that allow it.
    package var explains = false
    package var exposure: Exposure?

    package init() {}
}

extension ConnectionList {
    /// The list in a format, with the problems that were met.
    package func text(_ format: ConnectionFormat, problems: [Problem] = [], _ extras: ConnectionExtras) -> String {
        switch format {
        case .txt: text(extras)
        case .json: json(problems, extras)
        case .csv: csv
        case .markdown: markdown
        case .dot: ConnectionGraph(self).text
        }
    }

    /// `src => dst : conn`; a pair that cannot be judged has the connection `Unknown`.
    package var lines: [String] {
        let known = connections.map { "\($0.source) => \($0.destination) : \($0.ports)" }
        let unknown = unknown.map { "\($0.source) => \($0.destination) : Unknown" }
        return unknown.isEmpty ? known : (known + unknown).sorted()
    }

    private func text(_ extras: ConnectionExtras) -> String {
        let text = extras.explains ? explainedLines : lines
        return (text + (extras.exposure?.lines ?? [])).map { $0 + "\n" }.joined()
    }

    /// Each line with the rules behind it.
    private var explainedLines: [String] {
        connections.flatMap { connection in
            ["\(connection.source) => \(connection.destination) : \(connection.ports)"]
                + reasons(connection).map { "    " + $0 }
        }
    }

    private func json(_ problems: [Problem], _ extras: ConnectionExtras) -> String {
        var writer = JSONWriter(pretty: true)
        let explained: ((Connection) -> [String])? = extras.explains ? { self.reasons($0) } : nil
        writer.object { writer in
            writer.member("connections") { $0.connections(connections, explained) }
            if let exposure = extras.exposure { writer.member("exposure") { exposure.write(&$0) } }
            if !dependent.isEmpty { writer.member("dependsOnCNI") { $0.connections(dependent) } }
            if !unknown.isEmpty { writer.member("unknown") { $0.connections(unknown) } }
            if !entries.isEmpty { writer.member("entryPoints") { $0.entries(entries) } }
            writer.member("problems") { $0.problems(problems) }
        }
        writer.newline()
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    private var csv: String {
        (["src,dst,conn"]
            + connections.map { connection in
                [connection.source, connection.destination, connection.ports.description].map(Self.quoted)
                    .joined(separator: ",")
            })
            .map { $0 + "\n" }.joined()
    }

    /// RFC 4180.
    private static func quoted(_ text: String) -> String {
        guard text.contains(where: { $0 == "," || $0 == "\"" || $0 == "\n" }) else { return text }
        return "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }

    private var markdown: String {
        (["| src | dst | conn |", "|-----|-----|------|"]
            + connections.map { "| \($0.source) | \($0.destination) | \($0.ports) |" })
            .map { $0 + "\n" }.joined()
    }
}

extension JSONWriter {
    mutating func connections(
        _ connections: [ConnectionList.Connection], _ reasons: ((ConnectionList.Connection) -> [String])? = nil
    ) {
        array { writer in
            for connection in connections {
                writer.object { writer in
                    writer.member("src", connection.source)
                    writer.member("dst", connection.destination)
                    writer.member("conn", connection.ports.description)
                    if let reasons { writer.member("reasons", reasons(connection)) }
                }
            }
        }
    }

    fileprivate mutating func entries(_ entries: [ConnectionList.Entry]) {
        array { writer in
            for entry in entries {
                writer.object { writer in
                    writer.member("kind", entry.kind)
                    writer.member("service", entry.name)
                    writer.member("dst", entry.destination)
                    writer.member("conn", entry.ports.description)
                }
            }
        }
    }

    /// The shape that every report of this program has.
    package mutating func problems(_ problems: [Problem]) {
        array { writer in
            for problem in problems {
                writer.object { writer in
                    writer.member("file", problem.location.file)
                    writer.member("line", problem.location.line)
                    writer.member("column", problem.location.column)
                    writer.member("message", problem.message)
                }
            }
        }
    }
}
