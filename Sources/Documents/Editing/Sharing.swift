// SPDX-License-Identifier: Apache-2.0

/// Text that several places of a document share through anchors, aliases and merge keys, and what that means for edits.
struct Sharing {
    enum Plan {
        /// The text belongs to this place alone, or every place that shares it wants the same edit.
        case here
        /// Another edit of the same text does it.
        case done
        /// The text is a copy: an alias or a merged pair is to be replaced by a value of its own.
        case replaced(Node)
        case refused(String)
    }

    private let document: Document
    /// Nodes by the offset of their text, for all text that is shared.
    private let byOffset: [UInt32: [UInt32]]

    init(_ document: Document) {
        self.document = document
        let shared = Set(document.records.lazy.filter(\.isShared).map(\.start))
        guard !shared.isEmpty else {
            byOffset = [:]
            return
        }
        var byOffset: [UInt32: [UInt32]] = [:]
        for (index, record) in document.records.enumerated() where shared.contains(record.start) {
            byOffset[record.start, default: []].append(UInt32(index))
        }
        self.byOffset = byOffset
    }

    func plan(
        for edit: DocumentEdit, at node: Node, missing: ArraySlice<FieldPath.Step>, among all: Set<DocumentEdit>
    ) -> Plan {
        let places = sharers(of: node)
        guard places.count > 1 else { return .here }
        let wanted = places.map { place in
            DocumentEdit(
                root: rootPosition(of: place), path: FieldPath(place.path().steps + missing), edit.operation)
        }
        if wanted.allSatisfy(all.contains) { return node.isShared ? .done : .here }
        guard node.isShared else {
            return .refused("the text is shared with \(places.count - 1) other places through an anchor")
        }
        var copy = node
        while let parent = copy.parent, parent.isShared { copy = parent }
        if edit.operation == .remove, copy == node, isMerged(copy) {
            return .refused("the field comes from a merge key")
        }
        return .replaced(copy)
    }

    /// The nodes with the same text and kind, this one included.
    private func sharers(of node: Node) -> [Node] {
        let record = node.record
        return (byOffset[record.start] ?? []).map { Node(document: document, index: $0) }.filter {
            $0.record.end == record.end && $0.record.kind == record.kind && isKey($0) == isKey(node)
        }
    }

    private func isKey(_ node: Node) -> Bool {
        guard let parent = node.parent, parent.isMapping else { return false }
        return parent.entries.contains { $0.key.index == node.index }
    }

    private func rootPosition(of node: Node) -> Int { document.rootPosition(of: node) }

    /// A pair that a merge key brought: its key is a copy too.
    private func isMerged(_ value: Node) -> Bool {
        value.parent?.entries.first { $0.value.index == value.index }?.key.isShared ?? false
    }
}
