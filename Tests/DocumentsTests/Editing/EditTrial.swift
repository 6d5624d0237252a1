// SPDX-License-Identifier: Apache-2.0

import Documents

/// One random edit of one random text, held against what it must mean and what it may touch.
struct EditTrial {
    enum Outcome {
        /// The text is none that the reader accepts, or the edit does not fit: nothing is said.
        case skipped
        case applied
        case refused
        case failed(String)
    }

    let seed: UInt64
    private let document: Document
    private let edit: DocumentEdit?
    private let expected: Value?

    init(seed: UInt64) {
        self.seed = seed
        var stream = RandomStream(seed: seed)
        let text = stream.text()
        let document = Document.parse(stream.mark + text, name: "trial")
        self.document = document
        guard document.problems.isEmpty, !document.roots.isEmpty else {
            edit = nil
            expected = nil
            return
        }
        let root = stream.dice.roll(document.roots.count)
        let value = document.roots[root].value
        let edit = Self.edit(of: value, root, &stream.dice)
        self.edit = edit
        expected = value.applying(edit.operation, at: edit.path.steps)
    }

    /// A path that exists or ends in missing fields, and something to do there.
    private static func edit(of value: Value, _ root: Int, _ dice: inout Dice) -> DocumentEdit {
        var steps: [FieldPath.Step] = []
        var value = value
        while steps.isEmpty || dice.roll(5) > 0 {
            if case .object(let members) = value, !members.isEmpty {
                let member = dice.pick(members)
                steps.append(.key(member.key))
                value = member.value
            } else if case .array(let elements) = value, !elements.isEmpty {
                let index = dice.roll(elements.count)
                steps.append(.index(index))
                value = elements[index]
            } else {
                break
            }
        }
        let values: [Value] = ["x", 5, ["k": 1], true, ["a", "b"], ["m": ["n": ["deep"]]], "two words", "it's", .null]
        switch value {
        case .object, .null:
            guard dice.oneIn(2) else { break }
            let missing = dice.oneIn(2) ? ["added"] : ["added", "below"]
            return DocumentEdit(
                root: root, path: FieldPath(steps + missing.map { .key($0) }), .set(dice.pick(values)))
        case .array where dice.oneIn(2):
            return DocumentEdit(
                root: root, path: FieldPath(steps), .append(dice.pick([["name": "new", "on": 1], "z"])))
        default: break
        }
        return DocumentEdit(root: root, path: FieldPath(steps), dice.oneIn(3) ? .remove : .set(dice.pick(values)))
    }

    func run() -> Outcome {
        guard let edit, let expected else { return .skipped }
        let result = document.applying([edit])
        if !result.refusals.isEmpty {
            return result.document.bytes == document.bytes ? .refused : failed("refused, but the text has changed")
        }
        let roots = result.document.roots
        guard roots.count == document.roots.count else { return failed("another number of documents", result) }
        for (number, (before, after)) in zip(document.roots, roots).enumerated() {
            let wanted = number == edit.root ? expected : before.value
            if !wanted.isEquivalent(to: after.value) {
                return failed("document \(number) means something else", result)
            }
        }
        if let problem = strayChange(result) { return failed(problem, result) }
        return .applied
    }

    private func failed(_ reason: String, _ result: EditResult? = nil) -> Outcome {
        let after = (result?.document ?? document).bytes
        let diff = UnifiedDiff(name: document.name, before: document.bytes, after: after, context: 6).lines
        let place = edit.map { "document \($0.root), \($0.path): \($0.operation)" } ?? ""
        return .failed(
            "seed \(seed): \(reason): \(place)\n" + diff.map { $0.text + "\n" }.joined())
    }

    /// What the text lost besides what the edit takes away.
    private func strayChange(_ result: EditResult) -> String? {
        guard let edit, let place = place(of: edit) else { return nil }
        let before = lines(document.bytes)
        let after = lines(result.document.bytes)
        let head = document.location(at: place.lowerBound).line - 1
        let tail = document.location(at: max(place.upperBound - 1, place.lowerBound)).line
        if before.prefix(head).map({ $0 }) != after.prefix(head).map({ $0 }) { return "a line above has changed" }
        let rest = Array(before.dropFirst(tail))
        let isEnd = rest.allSatisfy { $0.allSatisfy { $0 == 0x20 } }
        if !isEnd, Array(after.suffix(rest.count)) != rest { return "a line below has changed" }
        for number in head..<min(tail, before.count) {
            guard let comment = comment(before[number]) else { continue }
            let start = comment.startIndex
            let isInside = place.contains(offset(ofLine: number) + start)
            let isRemoved = edit.operation == .remove
            if isInside || isRemoved { continue }
            if !after.contains(where: { $0.suffix(comment.count) == comment }) { return "a comment is lost" }
        }
        return nil
    }

    /// The bytes in which the edit may change something: the nearest node on its path that exists, with its key, or
    /// what loses its only entry.
    private func place(of edit: DocumentEdit) -> Range<Int>? {
        guard let root = document.root(at: edit.root) else { return nil }
        var (node, missing) = root.resolve(edit.path)
        if edit.operation == .remove { node = node.parent ?? node }
        if node.isShared { return nil }
        var start = node.range.lowerBound
        if missing.isEmpty || node.isNull, let parent = node.parent, parent.isMapping {
            start = Node(document: document, index: node.index - 1).range.lowerBound
        }
        missing = []
        var end = node.range.upperBound
        var index = node.index
        while index < node.record.next {
            let record = document.records[Int(index)]
            if !record.isShared { end = max(end, Int(record.end), Int(record.start)) }
            index += 1
        }
        while end > start, [0x0A, 0x0D].contains(document.bytes[end - 1]) { end -= 1 }
        // An alias at the end lies on a line of its own.
        if document.records[Int(node.index)..<Int(node.record.next)].contains(where: \.isShared) { return nil }
        return start..<max(end, start + 1)
    }

    private func lines(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        bytes.split(separator: 0x0A, omittingEmptySubsequences: false).map { line in
            let text = line.last == 0x0D ? line.dropLast() : line
            return ArraySlice(Array(text))
        }
    }

    private func offset(ofLine number: Int) -> Int {
        number < document.lineStarts.count ? Int(document.lineStarts[number]) : document.bytes.count
    }

    /// The comment that the generator has written at the end of a line.
    private func comment(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        guard let start = line.lastIndex(of: 0x23), line.last == 0x2E, line.count > start + 1, line[start + 1] == 0x63
        else {
            return nil
        }
        return line[start...]
    }
}
