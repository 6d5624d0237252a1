// SPDX-License-Identifier: Apache-2.0

package import Documents

/// Reads flow logs in pieces: an object a line, objects over several lines, or lists of them; each entry may be of
/// another kind. Memory does not grow with the length of the log.
package struct FlowReader {
    /// A line, or an object over several lines, longer than this is given up.
    private static let limit = 16 << 20
    /// Problems that are told one by one.
    private static let problemLimit = 20

    private let name: String
    private var pending: [UInt8] = []
    /// The line on which what is pending starts.
    private var pendingLine = 1
    private var line = 0
    private var isInsideObject = false
    private var unreadable = 0
    private var told: [Problem] = []

    /// - Parameter name: the log's name, for problems.
    package init(name: String) { self.name = name }

    /// What could not be read.
    package var problems: [Problem] {
        guard unreadable > told.count else { return told }
        return told + [Problem("flow-log", file: name, "\(unreadable - told.count) more lines are no flows")]
    }

    /// Reads what a piece completes.
    package mutating func feed(_ piece: UnsafeRawBufferPointer, into evidence: inout FlowEvidence) {
        var start = piece.startIndex
        while let end = piece[start...].firstIndex(of: 0x0A) {
            if pending.isEmpty { pendingLine = line + 1 }
            pending.append(contentsOf: piece[start..<end])
            line += 1
            start = end + 1
            endLine(&evidence)
        }
        if pending.isEmpty { pendingLine = line + 1 }
        pending.append(contentsOf: piece[start...])
    }

    /// Reads what is left after the last piece.
    package mutating func finish(into evidence: inout FlowEvidence) {
        guard !pending.isEmpty else { return }
        line += 1
        parse(&evidence)
    }

    /// An object that a line only opens ends where a line begins with its closing bracket.
    private mutating func endLine(_ evidence: inout FlowEvidence) {
        let content = pending.lastIndex { !Self.blanks.contains($0) }
        guard let content else { return pending.removeAll(keepingCapacity: true) }
        if isInsideObject {
            let lineStart = pending.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
            let first = lineStart < pending.count ? pending[lineStart] : 0
            if first != 0x7D, first != 0x5D, pending.count < Self.limit { return pending.append(0x0A) }
        } else if content == 0 || pending[...content].allSatisfy({ Self.openings.contains($0) }),
            pending[content] == 0x7B || pending[content] == 0x5B
        {
            isInsideObject = true
            return pending.append(0x0A)
        }
        parse(&evidence)
    }

    private static let blanks = Set(" \t\r\n".utf8)
    private static let openings = Set(" \t[{".utf8)

    private mutating func parse(_ evidence: inout FlowEvidence) {
        defer {
            pending.removeAll(keepingCapacity: true)
            isInsideObject = false
        }
        guard pending.contains(where: { !Self.blanks.contains($0) }) else { return }
        guard pending.count < Self.limit else {
            return fail("found a line of \(pending.count) bytes, the limit is \(Self.limit)")
        }
        DocumentRegion.run { read(Document.parse(pending, name: name), &evidence) }
    }

    private mutating func read(_ document: Document, _ evidence: inout FlowEvidence) {
        if let problem = document.problems.first(where: { $0.gravity == .error }) {
            return fail("found text that is no JSON: \(problem.message)", line: problem.location.line)
        }
        for root in document.roots { read(root, &evidence, depth: 0) }
    }

    /// A flow, or a list of flows as the programming interfaces give them.
    private mutating func read(_ node: Node, _ evidence: inout FlowEvidence, depth: Int) {
        if depth < 4 {
            if node.isSequence { return node.elements.forEach { read($0, &evidence, depth: depth + 1) } }
            for key in ["items", "flows", "hits"] {
                guard let list = node[key: key], list.isSequence || list.isMapping else { continue }
                return read(list, &evidence, depth: depth + 1)
            }
        }
        let entry = Self.entry(node)
        if case .foreign = entry {
            return fail(
                "found something that is no flow, expected JSON of Hubble or Calico", line: node.location.line)
        }
        evidence.add(entry, file: name)
    }

    private static func entry(_ node: Node) -> FlowEntry {
        guard node.isMapping else { return .foreign }
        if let key = CalicoFlow.key(in: node) { return CalicoFlow.read(key, in: node) }
        if let flow = HubbleFlow.flow(in: node) { return HubbleFlow.read(flow, in: node) }
        return HubbleFlow.notice(in: node) ?? .foreign
    }

    private mutating func fail(_ message: String, line: Int = 1) {
        unreadable += 1
        guard told.count < Self.problemLimit else { return }
        told.append(
            Problem(
                "flow-log", at: Location(file: name, line: pendingLine + max(line, 1) - 1, column: 1), message))
    }
}
