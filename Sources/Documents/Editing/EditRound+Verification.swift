// SPDX-License-Identifier: Apache-2.0

extension EditRound {
    /// A root of the result: where it was before, nil when it is new, and whether anything was done to it.
    struct Root {
        let position: Int?
        let isEdited: Bool
    }

    /// The edits of this round after which a document does not mean what it should, none when all is well; and where
    /// each root of the result comes from.
    func outcome(in next: Document) -> (failures: [DocumentEdit], roots: [Root]) {
        let applied = applied
        let before = document.roots
        let after = next.roots
        let added = applied.reduce(0) { $0 + ($1.operation.isAddition ? 1 : 0) }
        let errors = { (problems: [Problem]) in problems.count { $0.gravity == .error } }
        if errors(next.problems) > errors(document.problems) { return (applied, []) }
        guard after.count >= before.count, after.count <= before.count + added else { return (applied, []) }
        let editsOfRoot = Dictionary(grouping: applied, by: \.root)
        var failed: [DocumentEdit] = []
        var roots: [Root] = []
        for (index, root) in before.enumerated() {
            let edits = editsOfRoot[index] ?? []
            guard roots.count < after.count else { return (applied, []) }
            let wishes = edits.compactMap { wish($0, root) }
            if !wishes.isEmpty, !Wish.areFulfilled(wishes[...], from: root, in: after[roots.count]) {
                failed += edits
            }
            roots.append(Root(position: index, isEdited: !edits.isEmpty))
            roots += Array(repeating: Root(position: nil, isEdited: true), count: additions(edits, root))
        }
        let isKnown = roots.count == after.count
        return (failed, isKnown ? roots : after.map { _ in Root(position: nil, isEdited: true) })
    }

    /// Documents that the edits add behind a root; additions to a list do not count.
    private func additions(_ edits: [DocumentEdit], _ root: Node) -> Int {
        edits.count { $0.operation.isAddition && listElement($0, root) == nil }
    }

    /// What an edit means for the document's value; nil when it adds a document of its own.
    private func wish(_ edit: DocumentEdit, _ root: Node) -> Wish? {
        guard case .addObject(let object) = edit.operation else {
            return Wish(steps: edit.path.steps[...], operation: edit.operation)
        }
        guard let list = listElement(edit, root) else { return Wish(steps: [], operation: nil) }
        return Wish(steps: list.path().steps.dropLast(), operation: .append(object))
    }
}

/// An edit on the way down the tree to the place that it changes. Only what lies on the way is turned into values; all
/// else is compared as it stands in the text.
private struct Wish {
    var steps: ArraySlice<FieldPath.Step>
    /// Nil when nothing is to change.
    let operation: DocumentEdit.Operation?

    private static func value(_ wishes: ArraySlice<Wish>, _ value: Value) -> Value {
        value.applying(
            wishes.compactMap { wish in
                wish.operation.map { Value.PathEdit(path: wish.steps, operation: $0) }
            })
    }

    /// Whether one tree is what the edits, one after the other, make of another.
    static func areFulfilled(_ wishes: ArraySlice<Wish>, from before: Node, in after: Node) -> Bool {
        if wishes.isEmpty { return before.isEquivalent(to: after) }
        let open = wishes.filter { $0.operation != nil }
        if open.isEmpty { return before.isEquivalent(to: after) }
        let isDeep = open.allSatisfy { wish in
            guard wish.steps.count > 1, let step = wish.steps.first else { return false }
            switch step {
            case .key(let key): return before.isMapping && before[key: key] != nil
            case .index(let index): return before.isSequence && before[index] != nil
            }
        }
        guard isDeep, !before.record.hasDuplicateKeys, before.kind == after.kind else {
            if let inserts = insertions(open[...], before) {
                return areFulfilled(inserts, of: open, from: before, in: after)
            }
            return value(open[...], before.value).isEquivalent(to: after.value)
        }
        return areFulfilled([:], of: open, from: before, in: after)
    }

    /// The members that edits add to a mapping, when that is all that they do besides edits further down.
    private static func insertions(_ wishes: ArraySlice<Wish>, _ before: Node) -> [String: [Wish]]? {
        guard before.isMapping, !before.record.hasDuplicateKeys else { return nil }
        var added: [String: [Wish]] = [:]
        for wish in wishes {
            guard case .key(let key)? = wish.steps.first, !(wish.steps.count == 1 && wish.operation == .remove) else {
                return nil
            }
            if before[key: key] == nil { added[key, default: []].append(wish) }
        }
        return added
    }

    private static func areFulfilled(
        _ added: [String: [Wish]], of wishes: [Wish], from before: Node, in after: Node
    ) -> Bool {
        guard before.kind == after.kind else { return false }
        if before.isSequence {
            var rest = after.elements
            for (position, element) in before.elements.enumerated() {
                guard let next = rest.next() else { return false }
                guard areFulfilled(below(position, wishes), from: element, in: next) else { return false }
            }
            return rest.next() == nil
        }
        var count = added.count
        var rest = after.entries.makeIterator()
        var candidate = rest.next()
        for (key, value) in before.entries {
            // Nearly always the next one.
            let isNext = candidate?.key.hasSameText(as: key) ?? false
            guard let next = isNext ? candidate?.value : after[key: key.scalarText] else { return false }
            if isNext { candidate = rest.next() }
            guard areFulfilled(below(key, wishes), from: value, in: next) else { return false }
            count += 1
        }
        for (key, wishes) in added {
            let made = wishes.reduce(Value.object([])) { made, wish in
                wish.operation.flatMap { made.applying($0, at: wish.steps) } ?? made
            }
            guard let expected = made[key], let next = after[key: key], expected.isEquivalent(to: next.value) else {
                return false
            }
        }
        return after.entries.reduce(0) { sum, _ in sum + 1 } == count
    }

    private static func below(_ key: Node, _ wishes: [Wish]) -> ArraySlice<Wish> {
        below(wishes) { step in
            if case .key(let name) = step { key.equals(text: name) } else { false }
        }
    }

    private static func below(_ position: Int, _ wishes: [Wish]) -> ArraySlice<Wish> {
        below(wishes) { $0 == .index(position) }
    }

    private static func below(
        _ wishes: [Wish], _ isOnTheWay: (FieldPath.Step) -> Bool
    ) -> ArraySlice<Wish> {
        var below: [Wish] = []
        for wish in wishes where wish.steps.first.map(isOnTheWay) ?? false {
            below.append(Wish(steps: wish.steps.dropFirst(), operation: wish.operation))
        }
        return below[...]
    }
}

extension Node {
    /// Means the same; texts that are alike are not looked into.
    fileprivate func isEquivalent(to other: Node) -> Bool {
        isAlike(other) || value.isEquivalent(to: other.value)
    }

    /// Whether two trees are written in the same words.
    private func isAlike(_ other: Node) -> Bool {
        let count = Int(record.next - index)
        guard other.record.next - other.index == record.next - index else { return false }
        let shift = Int(other.index) - Int(index)
        let texts = (document.bytes, other.document.bytes)
        return document.records.withUnsafeBufferPointer { own in
            other.document.records.withUnsafeBufferPointer { others in
                for position in Int(index)..<Int(index) + count {
                    let (left, right) = (own[position], others[position + shift])
                    guard left.info == right.info, Int(left.next) + shift == Int(right.next) else { return false }
                    guard left.kind == .scalar else { continue }
                    if !Self.isAlike(left, right, texts.0, texts.1) { return false }
                    // Whether a block scalar ends in a newline is said by what follows it.
                    if left.style == .literal || left.style == .folded {
                        let text = ScalarDecoder.decode(left, texts.0)
                        if text != ScalarDecoder.decode(right, texts.1) { return false }
                    }
                }
                return true
            }
        }
    }

    private static func isAlike(_ left: NodeRecord, _ right: NodeRecord, _ own: [UInt8], _ others: [UInt8]) -> Bool {
        let count = Int(left.end) - Int(left.start)
        guard Int(right.end) - Int(right.start) == count, count >= 0 else { return false }
        return own.withUnsafeBufferPointer { own in
            others.withUnsafeBufferPointer { others in
                for offset in 0..<count where own[Int(left.start) + offset] != others[Int(right.start) + offset] {
                    return false
                }
                return true
            }
        }
    }
}

extension Value {
    /// Equal apart from the order of members; of several of one key the last counts.
    package func isEquivalent(to other: Value) -> Bool {
        switch (self, other) {
        case (.object(let left), .object(let right)):
            let isInOrder = left.elementsEqual(right) { $0.key == $1.key && $0.value.isEquivalent(to: $1.value) }
            if isInOrder { return true }
            let members = Dictionary(right.map { ($0.key, $0.value) }) { _, last in last }
            let own = Dictionary(left.map { ($0.key, $0.value) }) { _, last in last }
            return own.count == members.count
                && own.allSatisfy { key, value in members[key].map { value.isEquivalent(to: $0) } ?? false }
        case (.array(let left), .array(let right)):
            return left.count == right.count && zip(left, right).allSatisfy { $0.isEquivalent(to: $1) }
        default: return self == other
        }
    }
}
