// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents

/// The part of a document that a comment covers.
package struct CoveredBlock: Sendable {
    private let document: Document
    /// Nodes of the arena.
    private let nodes: Range<UInt32>
    /// The comment stands at the top of an object and covers all that is found about it.
    private let coversObject: Bool
    /// The container whose list element it covers.
    private let container: String?

    func contains(_ finding: Finding) -> Bool {
        if let node = finding.mainEvidence?.node, node.document === document, nodes.contains(node.index) {
            return true
        }
        let object = finding.subject.resource.node
        guard object.document === document else { return false }
        if coversObject { return nodes.contains(object.index) }
        guard let container else { return false }
        return finding.subject.container == container && object.index < nodes.lowerBound
            && nodes.upperBound <= object.record.next
    }
}

extension CoveredBlock {
    /// The pair or the list element that begins on a line, with all that belongs to it; the whole object when the
    /// line is its first. Nil when nothing begins there.
    init?(beginningOn line: Int, of document: Document) {
        guard line >= 1, line <= document.lineStarts.count else { return nil }
        let start = Int(document.lineStarts[line - 1])
        let end = line < document.lineStarts.count ? Int(document.lineStarts[line]) : document.bytes.count
        guard let root = document.roots.last(where: { $0.range.lowerBound < end }) else { return nil }
        if root.range.lowerBound >= start {
            self.init(document: document, nodes: root.index..<root.record.next, coversObject: true, container: nil)
            return
        }
        var node = root
        while true {
            let step = Self.step(node, line: start..<end)
            if let nodes = step.found {
                let first = Node(document: document, index: nodes.lowerBound)
                self.init(document: document, nodes: nodes, coversObject: false, container: Self.container(first))
                return
            }
            guard let next = step.next else { return nil }
            node = next
        }
    }

    /// The whole object in which, or above which, a line stands.
    init?(objectAround line: Int, of document: Document) {
        guard line >= 1, line <= document.lineStarts.count else { return nil }
        let start = Int(document.lineStarts[line - 1])
        let root = document.roots.first { $0.range.upperBound > start } ?? document.roots.last
        guard let root else { return nil }
        self.init(document: document, nodes: root.index..<root.record.next, coversObject: true, container: nil)
    }

    /// What begins on the line among a node's children, or the child in which to look on.
    private static func step(_ node: Node, line: Range<Int>) -> (found: Range<UInt32>?, next: Node?) {
        var found: Range<UInt32>?
        var next: Node?
        let children = node.isMapping ? node.entries.map { ($0.key, $0.value) } : node.elements.map { ($0, $0) }
        for (first, last) in children where !first.isShared {
            let start = first.range.lowerBound
            if start >= line.upperBound { break }
            if start >= line.lowerBound {
                found = (found?.lowerBound ?? first.index)..<last.record.next
            } else {
                next = last
            }
        }
        return (found, next)
    }

    private static func container(_ node: Node) -> String? {
        guard node.isMapping, let list = node.parent, list.isSequence, let owner = list.parent else { return nil }
        for key in ["containers", "initContainers", "ephemeralContainers"] where owner[key: key] == list {
            return node["name"]?.scalarText
        }
        return nil
    }
}

extension CoveredBlock {
    /// Tells documents apart.
    var documentIdentity: ObjectIdentifier { ObjectIdentifier(document) }
}
