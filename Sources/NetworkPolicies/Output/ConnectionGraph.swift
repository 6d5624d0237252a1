// SPDX-License-Identifier: Apache-2.0

/// Connections as a graph in Graphviz' language: one box per namespace.
struct ConnectionGraph {
    private let connections: Connections

    init(_ list: ConnectionList) { connections = list.connections }

    var text: String {
        var namespaces: [String: Set<String>] = [:]
        var outside: Set<String> = []
        for title in connections.flatMap({ [$0.source, $0.destination] }) {
            guard let slash = title.firstIndex(of: "/"), !title.hasSuffix("[External]") else {
                outside.insert(title)
                continue
            }
            namespaces[String(title[..<slash]), default: []].insert(title)
        }
        var lines = ["digraph {"]
        for (number, namespace) in namespaces.keys.sorted().enumerated() {
            lines.append("\tsubgraph cluster_\(number) {")
            lines.append("\t\tcolor=\"black\"")
            lines.append("\t\tfontcolor=\"black\"")
            lines.append("\t\tlabel=\(Self.quoted(namespace))")
            for title in (namespaces[namespace] ?? []).sorted() {
                let label = String(title.dropFirst(namespace.count + 1))
                lines.append(
                    "\t\t\(Self.quoted(title)) [label=\(Self.quoted(label)) color=\"blue\" fontcolor=\"blue\"]")
            }
            lines.append("\t}")
        }
        for title in outside.sorted() {
            let color = title.hasSuffix("[External]") ? "red2" : "blue"
            lines.append(
                "\t\(Self.quoted(title)) [label=\(Self.quoted(title)) color=\"\(color)\" fontcolor=\"\(color)\"]")
        }
        for connection in connections {
            lines.append(
                "\t\(Self.quoted(connection.source)) -> \(Self.quoted(connection.destination)) "
                    + "[label=\(Self.quoted(connection.ports.description)) color=\"gold2\" fontcolor=\"darkgreen\"]")
        }
        return lines.joined(separator: "\n") + "\n}\n"
    }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for character in text {
            if character == "\"" || character == "\\" { result.append("\\") }
            result.append(character)
        }
        return result + "\""
    }
}
