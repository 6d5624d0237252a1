// SPDX-License-Identifier: Apache-2.0

/// Connections as a picture: who opens them on the left, who accepts them on the right, one box per namespace.
struct ConnectionDrawing {
    private let edges: DrawingEdges
    private let left: Column
    private let right: Column
    private let title: String

    /// A column of boxes with the places of everything in it.
    private struct Column {
        var x = 0
        var width = 0
        var height = 0
        /// Top and height of each box.
        var boxes: [(top: Int, height: Int)] = []
        /// Top and height of each node, by box.
        var nodes: [[(top: Int, height: Int)]] = []
        /// Headers of the boxes.
        var headers: [Int] = []
    }

    private static let slot = 17
    private static let top = 76

    init(_ list: ConnectionList) {
        let edges = DrawingEdges(list.connections)
        self.edges = edges
        title = list.connections.count == 1 ? "1 connection" : "\(list.connections.count) connections"
        var left = Self.column(edges.sources) { _ in 1 }
        var right = Self.column(edges.destinations) { end in Self.labels(edges, end).count }
        left.x = 24
        right.x = left.x + left.width + 430
        self.left = left
        self.right = right
    }

    /// The distinct labels that arrive at an end, in order.
    private static func labels(_ edges: DrawingEdges, _ end: DrawingEdges.End) -> [String] {
        Set(edges.edges.filter { $0.to == end }.map(\.label)).sorted()
    }

    private static func column(_ boxes: [DrawingEdges.Box], _ slots: (DrawingEdges.End) -> Int) -> Column {
        var column = Column()
        var y = top
        for (number, box) in boxes.enumerated() {
            let start = y
            let header = max(30, 12 + slot * slots(DrawingEdges.End(box: number, node: nil)))
            y += header
            var nodes: [(top: Int, height: Int)] = []
            for node in box.titles.indices {
                let height = max(24, 7 + slot * slots(DrawingEdges.End(box: number, node: node)))
                nodes.append((y, height))
                y += height + 6
            }
            y += 6
            column.boxes.append((start, y - start))
            column.headers.append(header)
            column.nodes.append(nodes)
            y += 16
        }
        let longest = boxes.flatMap(\.titles).map { name($0).count }.max() ?? 0
        column.width = min(max(longest * 7 + 44, 170), 330)
        column.height = y
        return column
    }

    var svg: String {
        let width = right.x + right.width + 24
        let height = max(left.height, right.height, 140) + 12
        var lines = [
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 \(width) \(height)\" width=\"\(width)\" "
                + "height=\"\(height)\" role=\"img\" aria-label=\"\(HTML.escaped(title))\">",
            "<style>\(Self.style)</style>",
            "<rect class=\"ground\" width=\"\(width)\" height=\"\(height)\"/>",
            "<text class=\"title\" x=\"24\" y=\"36\">\(HTML.escaped(title))</text>",
            "<text class=\"head\" x=\"\(left.x)\" y=\"62\">opens</text>",
            "<text class=\"head\" x=\"\(right.x)\" y=\"62\">accepts</text>",
        ]
        lines += boxes(left, edges.sources) + boxes(right, edges.destinations)
        lines += edges.edges.map { path($0) } + labels
        return (lines + ["</svg>", ""]).joined(separator: "\n")
    }

    private func boxes(_ column: Column, _ boxes: [DrawingEdges.Box]) -> [String] {
        boxes.enumerated().flatMap { number, box -> [String] in
            let place = column.boxes[number]
            let kind = box.name.isEmpty ? "box outside" : "box"
            let name = box.name.isEmpty ? "outside" : box.name
            var lines = [
                "<g><rect class=\"\(kind)\" x=\"\(column.x)\" y=\"\(place.top)\" width=\"\(column.width)\" "
                    + "height=\"\(place.height)\" rx=\"10\"/>",
                "<text class=\"name\" x=\"\(column.x + 12)\" y=\"\(place.top + 20)\">"
                    + "\(Self.shortened(name, column.width - 24))</text>",
            ]
            for (node, title) in box.titles.enumerated() {
                let spot = column.nodes[number][node]
                lines.append(
                    "<rect class=\"node\" x=\"\(column.x + 8)\" y=\"\(spot.top)\" width=\"\(column.width - 16)\" "
                        + "height=\"\(spot.height)\" rx=\"6\"/><text x=\"\(column.x + 18)\" "
                        + "y=\"\(spot.top + spot.height / 2 + 4)\">\(Self.shortened(Self.name(title), column.width - 36))"
                        + "<title>\(HTML.escaped(title))</title></text>")
            }
            return lines + ["</g>"]
        }
    }

    // MARK: Edges

    private func path(_ edge: DrawingEdges.Edge) -> String {
        let isNode = edge.from.node != nil
        let x1 = left.x + left.width - (isNode ? 8 : 0)
        let y1 =
            edge.from.node.map { node in
                let spot = left.nodes[edge.from.box][node]
                return spot.top + spot.height / 2
            } ?? left.boxes[edge.from.box].top + 15
        let label = Self.labelWidth(edge.label)
        let x2 = right.x + (edge.to.node == nil ? 0 : 8) - label - 14
        let y2 = slot(edge.to, edge.label)
        let middle = (x1 + x2) / 2
        let name = edges.sources[edge.from.box].name
        var kind = name.isEmpty ? "edge in" : "edge c\(edge.from.box % 6)"
        if edge.isBundle { kind += " bundle" }
        if edge.from.node == nil { kind += " wide" }
        let from = edge.from.node.map { edges.sources[edge.from.box].titles[$0] } ?? (name.isEmpty ? "outside" : name)
        let target = edges.destinations[edge.to.box]
        let to = edge.to.node.map { target.titles[$0] } ?? (target.name.isEmpty ? "outside" : target.name)
        return "<path class=\"\(kind)\" d=\"M\(x1) \(y1)C\(middle) \(y1) \(middle) \(y2) \(x2) \(y2)\"><title>"
            + "\(HTML.escaped("\(from) → \(to): \(edge.label)"))</title></path>"
    }

    /// The middle of the place where a label stands.
    private func slot(_ end: DrawingEdges.End, _ label: String) -> Int {
        let labels = Self.labels(edges, end)
        let position = labels.firstIndex(of: label) ?? 0
        let (top, height) =
            end.node.map { right.nodes[end.box][$0] } ?? (right.boxes[end.box].top, right.headers[end.box])
        return top + (height - labels.count * Self.slot) / 2 + position * Self.slot + Self.slot / 2
    }

    /// Each label once for each end.
    private var labels: [String] {
        var seen: Set<[String]> = []
        return edges.edges.compactMap { edge in
            let key = ["\(edge.to.box)", edge.to.node.map { "\($0)" } ?? "", edge.label]
            guard seen.insert(key).inserted else { return nil }
            let width = Self.labelWidth(edge.label)
            let x = right.x + (edge.to.node == nil ? 0 : 8) - width - 6
            let y = slot(edge.to, edge.label)
            return "<path class=\"tip\" d=\"M\(x + width) \(y - 3)l6 3l-6 3z\"/><rect class=\"label\" x=\"\(x - 8)\" "
                + "y=\"\(y - 8)\" width=\"\(width + 6)\" height=\"16\" rx=\"5\"/><text class=\"ports\" x=\"\(x - 4)\" "
                + "y=\"\(y + 4)\">\(Self.shortened(edge.label, Self.labelLimit))<title>\(HTML.escaped(edge.label))</title>"
                + "</text>"
        }
    }

    private static let labelLimit = 168

    private static func labelWidth(_ label: String) -> Int { min(label.count * 6 + 6, labelLimit) }

    // MARK: Text

    /// The name alone: the box says the namespace. Ranges as blocks where they are some.
    private static func name(_ title: String) -> String {
        if title.hasSuffix("[External]") {
            let ends = title.dropLast("[External]".count).split(separator: "-")
            guard ends.count == 2, let low = IPRange(address: String(ends[0])),
                let high = IPRange(address: String(ends[1]))
            else { return title }
            return IPRange(family: low.family, low: low.low, high: high.low).block
        }
        guard let slash = title.firstIndex(of: "/") else { return title }
        let name = title[title.index(after: slash)...]
        return String(name.lastIndex(of: "[").map { name[..<$0] } ?? name)
    }

    private static func shortened(_ text: String, _ width: Int) -> String {
        let limit = max(width / 6, 4)
        return HTML.escaped(text.count > limit ? text.prefix(limit - 1) + "…" : text)
    }

    private static let style = """
        :root{--g:#f7f8fa;--p:#fff;--i:#1c2330;--q:#5d6778;--l:#d3d9e3;--n:#eef1f6}\
        text{font:12px system-ui,-apple-system,'Segoe UI',Roboto,'DejaVu Sans',sans-serif;fill:var(--i)}\
        .ground{fill:var(--g)}.title{font-size:18px;font-weight:600}.head{fill:var(--q)}.name{font-weight:600}\
        .box{fill:var(--p);stroke:var(--l)}.outside{stroke-dasharray:4 3}.node{fill:var(--n)}\
        .edge{fill:none;stroke-width:1.5;opacity:.75}.wide{stroke-width:3}.bundle{stroke-dasharray:7 4}\
        .edge:hover{opacity:1;stroke-width:4}.in{stroke:#d1453b}.c0{stroke:#2457d6}.c1{stroke:#0f8a6d}\
        .c2{stroke:#a15c07}.c3{stroke:#7a3fc2}.c4{stroke:#0a7ea4}.c5{stroke:#b0307a}.tip{fill:var(--q)}\
        .label{fill:var(--g)}.ports{font-size:11px;fill:var(--q)}\
        @media(prefers-color-scheme:dark){:root{--g:#10141b;--p:#181e28;--i:#e6eaf2;--q:#98a3b6;--l:#323c4d;--n:#232b38}\
        .in{stroke:#ff8077}.c0{stroke:#82a9ff}.c1{stroke:#4fd0ae}.c2{stroke:#f0b45e}.c3{stroke:#c09bff}.c4{stroke:#5cc6ea}\
        .c5{stroke:#f58cc6}}
        """
}
