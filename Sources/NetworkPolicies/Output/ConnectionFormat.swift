// SPDX-License-Identifier: Apache-2.0

package import Documents

/// A way to write a list of connections down.
package enum ConnectionFormat: String, Sendable, CaseIterable {
    case txt, json, csv, markdown, dot, svg, html
}

/// What is told besides the connections.
package struct ConnectionExtras {
    /// Each connection with the rules that allow it.
    package var explains = false
    package var exposure: Exposure?
    /// The endpoints that the user asked about; the page opens with the only one.
    package var focus: Set<Int> = []

    package init() {}
}

extension ConnectionList {
    /// The list in a format, with the problems that were met.
    package func text(
        _ format: ConnectionFormat, problems: [Problem] = [], _ extras: ConnectionExtras = ConnectionExtras()
    ) -> String {
        var bytes: [UInt8] = []
        write(format, problems: problems, extras) { bytes += $0 }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Writes the list in pieces, since that of a big cluster may be larger than memory.
    package func write(
        _ format: ConnectionFormat, problems: [Problem] = [], _ extras: ConnectionExtras = ConnectionExtras(),
        to sink: ([UInt8]) -> Void
    ) {
        switch format {
        case .txt: writeText(extras, sink)
        case .json: writeJSON(problems, extras, sink)
        case .csv: writeCSV(extras, sink)
        case .markdown: writeMarkdown(extras, sink)
        case .dot: sink(Array(ConnectionGraph(self).text.utf8))
        case .svg: sink(Array(ConnectionDrawing(self).svg.utf8))
        case .html: sink(Array(ConnectionPage(self, focus: extras.focus).html.utf8))
        }
    }

    /// `src => dst : conn`; a pair that cannot be judged has the connection `Unknown`.
    package var lines: [String] {
        let known = connections.map { "\($0.source) => \($0.destination) : \($0.ports)" }
        let unknown = unknown.map { "\($0.source) => \($0.destination) : Unknown" }
        return unknown.isEmpty ? known : (known + unknown).sorted()
    }

    private func writeText(_ extras: ConnectionExtras, _ sink: ([UInt8]) -> Void) {
        if extras.explains {
            writeLines(explainedLines, sink)
        } else if unknown.isEmpty {
            connections.writeRows(("", " => ", " : ", "\n"), sink)
        } else {
            writeLines(lines, sink)
        }
        writeLines(extras.exposure?.lines ?? [], sink)
    }

    private func writeLines(_ lines: some Sequence<String>, _ sink: ([UInt8]) -> Void) {
        for line in lines { sink(Array((line + "\n").utf8)) }
    }

    /// Each line with the rules behind it.
    private var explainedLines: some Sequence<String> {
        rows.lazy.flatMap { row in
            ["\(row.source) => \(row.destination) : \(row.ports)"] + row.reasons.map { "    " + $0 }
        }
    }

    private func writeJSON(_ problems: [Problem], _ extras: ConnectionExtras, _ sink: ([UInt8]) -> Void) {
        var writer = JSONWriter(pretty: true)
        let explained: ((Connection) -> [String])? = extras.explains ? { self.reasons($0) } : nil
        func flush(_ writer: inout JSONWriter) { if writer.bytes.count > 1 << 20 { sink(writer.take()) } }
        writer.object { writer in
            writer.member("connections") { $0.connections(connections, explained, flush: flush) }
            if let exposure = extras.exposure { writer.member("exposure") { exposure.write(&$0) } }
            if !dependent.isEmpty { writer.member("dependsOnCNI") { $0.connections(dependent, flush: flush) } }
            if !unknown.isEmpty { writer.member("unknown") { $0.connections(unknown, flush: flush) } }
            if !entries.isEmpty { writer.member("entryPoints") { $0.entries(entries) } }
            writer.member("problems") { $0.problems(problems) }
        }
        writer.newline()
        sink(writer.bytes)
    }
}

extension Connections {
    /// Writes one row for each connection; `marks` stand before, between and behind its three cells.
    func writeRows(
        _ marks: (String, String, String, String), quoted: (String) -> String = { $0 }, _ sink: ([UInt8]) -> Void
    ) {
        let names = sides.map { Array(quoted($0.title).utf8) }
        let texts = ports.map { Array(quoted($0.description).utf8) }
        let marks = [marks.0, marks.1, marks.2, marks.3].map { Array($0.utf8) }
        var bytes: [UInt8] = []
        for pair in pairs {
            bytes += marks[0]
            bytes += names[Int(pair.source)]
            bytes += marks[1]
            bytes += names[Int(pair.destination)]
            bytes += marks[2]
            bytes += texts[Int(pair.ports)]
            bytes += marks[3]
            if bytes.count < 1 << 20 { continue }
            sink(bytes)
            bytes.removeAll(keepingCapacity: true)
        }
        sink(bytes)
    }
}

extension JSONWriter {
    /// - Parameter flush: called after each connection, to hand on what has been written.
    mutating func connections(
        _ connections: Connections, _ reasons: ((ConnectionList.Connection) -> [String])? = nil,
        flush: (inout JSONWriter) -> Void
    ) {
        array { writer in
            for connection in connections {
                writer.object { writer in
                    writer.member("src", connection.source)
                    writer.member("dst", connection.destination)
                    writer.member("conn", connection.ports.description)
                    if let reasons { writer.member("reasons", reasons(connection)) }
                }
                flush(&writer)
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
                    writer.member("gravity", problem.gravity.rawValue)
                }
            }
        }
    }
}
