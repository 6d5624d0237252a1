// SPDX-License-Identifier: Apache-2.0

/// Plans as many edits of one document as can be made at once, each as a change of a range of its text.
struct EditRound {
    /// A replacement of bytes.
    struct Change {
        let range: Range<Int>
        let text: [UInt8]
        /// Of the collection that changes: at the same place the deeper one's text comes first.
        let depth: Int
        let edits: [DocumentEdit]
    }

    let document: Document
    let layout: TextLayout
    let style: YAMLText
    private(set) var changes: [Change] = []
    private(set) var refusals: [EditResult.Refusal] = []
    /// Edits that wait for the next round.
    private(set) var deferred: [DocumentEdit] = []
    /// Edits that need no change, or that were refused.
    private(set) var settled: Set<DocumentEdit> = []
    private var insertions: [UInt32: (value: Value, edits: [DocumentEdit])] = [:]
    private var appends: [UInt32: (values: [Value], edits: [DocumentEdit])] = [:]
    /// Elements that go, by the list that they leave.
    private var removals: [UInt32: [(node: Node, edit: DocumentEdit)]] = [:]
    private var claimed: Set<UInt32> = []
    /// Edits that another edit of the same shared text carries out.
    private var accompanying: [DocumentEdit] = []
    private let sharing: Sharing

    init(_ document: Document) {
        self.document = document
        layout = TextLayout(document)
        style = layout.style()
        sharing = Sharing(document)
    }

    /// The edits that the changes carry out.
    var applied: [DocumentEdit] { changes.flatMap(\.edits) + (changes.isEmpty ? [] : accompanying) }

    mutating func plan(_ edits: [DocumentEdit]) {
        let all = Set(edits)
        for edit in edits where !edit.operation.isAddition { plan(edit, among: all) }
        write()
        // New documents come last: they move the positions of those behind them.
        let additions = edits.filter(\.operation.isAddition)
        guard deferred.isEmpty else { return deferred += additions }
        for edit in additions { plan(edit, among: all) }
        write()
    }

    /// Turns what collections gain into changes, and leaves those out that overlap.
    private mutating func write() {
        for (index, elements) in removals.sorted(by: { $0.key < $1.key }) {
            remove(elements, from: Node(document: document, index: index))
        }
        removals = [:]
        for (index, insertion) in insertions.sorted(by: { $0.key < $1.key }) {
            insert(insertion.value, into: Node(document: document, index: index), insertion.edits)
        }
        for (index, addition) in appends.sorted(by: { $0.key < $1.key }) {
            append(addition.values, to: Node(document: document, index: index), addition.edits)
        }
        claimed.formUnion(insertions.keys)
        insertions = [:]
        appends = [:]
        resolveOverlaps()
    }

    var textChanges: TextChanges { TextChanges(changes.lazy.map { ($0.range, $0.text.count) }) }

    /// The text after the changes.
    func text() -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(document.bytes.count + changes.reduce(0) { $0 + $1.text.count })
        var position = 0
        for change in changes {
            result += document.bytes[position..<change.range.lowerBound]
            result += change.text
            position = change.range.upperBound
        }
        return result + document.bytes[position...]
    }

    private mutating func plan(_ edit: DocumentEdit, among all: Set<DocumentEdit>) {
        guard let root = document.root(at: edit.root) else { return refuse([edit], "the document is not there") }
        if case .addObject(let value) = edit.operation { return addObject(value, edit, root) }
        let (node, missing) = root.resolve(edit.path)
        switch sharing.plan(for: edit, at: node, missing: missing, among: all) {
        case .here: break
        case .done: return accompanying.append(edit)
        case .refused(let reason): return refuse([edit], reason)
        case .replaced(let copy): return override(copy, edit)
        }
        switch edit.operation {
        case .remove where !missing.isEmpty: settle(edit)
        case .remove:
            if let list = node.parent, list.isSequence {
                removals[list.index, default: []].append((node, edit))
            } else {
                remove(node, edit)
            }
        case .set(let value) where missing.isEmpty: replace(node, by: value, edit)
        case .append(let value) where missing.isEmpty && node.isSequence: addAppend(value, to: node, edit)
        case .append(let value) where missing.isEmpty && node.isNull: replace(node, by: .array([value]), edit)
        case .set, .append:
            guard let value = Value.created(edit.operation, at: missing), !missing.isEmpty else {
                return refuse([edit], "the field has another type")
            }
            addInsertion(value, into: node, edit)
        case .addObject: break
        }
    }

    private mutating func addInsertion(_ value: Value, into node: Node, _ edit: DocumentEdit) {
        guard node.isMapping || node.isNull else { return refuse([edit], "the field has another type") }
        if claimed.contains(node.index) { return deferred.append(edit) }
        guard let existing = insertions[node.index] else {
            insertions[node.index] = (value, [edit])
            return
        }
        insertions[node.index] = (existing.value.merging(value), existing.edits + [edit])
    }

    /// Elements that one list gains are written together.
    mutating func addAppend(_ value: Value, to list: Node, _ edit: DocumentEdit) {
        if list.elements.contains(where: { $0.value == value }) { return settle(edit) }
        guard var known = appends[list.index] else {
            if claim(list, [edit]) { appends[list.index] = ([value], [edit]) }
            return
        }
        if !known.values.contains(value) { known.values.append(value) }
        known.edits.append(edit)
        appends[list.index] = known
    }

    /// Claims a collection for a change of its structure; false (and the edits wait) when another has it.
    mutating func claim(_ collection: Node, _ edits: [DocumentEdit]) -> Bool {
        guard insertions[collection.index] == nil, claimed.insert(collection.index).inserted else {
            deferred += edits
            return false
        }
        return true
    }

    mutating func refuse(_ edits: [DocumentEdit], _ reason: String) {
        refusals += edits.map { EditResult.Refusal(edit: $0, reason: reason) }
        settled.formUnion(edits)
    }

    mutating func settle(_ edit: DocumentEdit) { settled.insert(edit) }

    mutating func change(_ range: Range<Int>, _ text: String, depth: Int, _ edits: [DocumentEdit]) {
        changes.append(Change(range: range, text: Array(text.utf8), depth: depth, edits: edits))
    }

    /// Sorts the changes; one that overlaps an earlier one waits for the next round.
    private mutating func resolveOverlaps() {
        changes.sort {
            ($0.range.lowerBound, $0.range.isEmpty ? 0 : 1, -$0.depth)
                < ($1.range.lowerBound, $1.range.isEmpty ? 0 : 1, -$1.depth)
        }
        var kept: [Change] = []
        for change in changes {
            if let last = kept.last, change.range.lowerBound < last.range.upperBound {
                deferred += change.edits
            } else {
                kept.append(change)
            }
        }
        changes = kept
    }

    func depth(_ node: Node) -> Int {
        var depth = 0
        var node = node
        while let parent = node.parent {
            node = parent
            depth += 1
        }
        return depth
    }

    /// The element of a list in which the object at an edit's path stands, when it stands in one.
    func listElement(_ edit: DocumentEdit, _ root: Node) -> Node? {
        let node = root.resolve(edit.path).node
        return node.parent?.isSequence == true ? node : nil
    }
}
