// SPDX-License-Identifier: Apache-2.0

import Documents
import Testing

/// Writes random values as YAML in a random mixture of styles, with comments.
struct RandomManifest {
    var dice: Dice
    let step: Int
    let isFlush: Bool

    init(seed: UInt64) {
        dice = Dice(state: seed &* 2_654_435_761 &+ 99)
        step = 2 + 2 * dice.roll(2)
        isFlush = dice.roll(2) == 0
    }

    mutating func value(_ depth: Int) -> Value {
        switch depth == 0 ? 2 + dice.roll(5) : dice.roll(7) {
        case 0, 1:
            let keys = ["name", "spec", "image", "ports", "labels", "a.b/c"].filter { _ in dice.roll(3) > 0 }
            return .object(keys.map { .init($0, value(depth - 1)) })
        case 2: return .integer(Int64(dice.roll(1000)))
        case 3: return .bool(dice.roll(2) == 0)
        case 4: return .string(["web", "a b", "yes", "1", "x: y", "it's", "# no", "-", "ünï"][dice.roll(9)])
        case 5: return depth == 0 ? .null : .array((0..<dice.roll(4)).map { _ in value(depth - 1) })
        default: return .string("line one\n  line two\nthree\n")
        }
    }

    mutating func lines(_ value: Value, column: Int) -> [String] {
        let indent = String(repeating: " ", count: column)
        var lines: [String] = []
        switch value {
        case .object(let members) where !members.isEmpty:
            for member in members {
                if dice.roll(6) == 0 { lines.append(indent + "# about \(member.key)") }
                lines += entry(indent + member.key + ":", member.value, column: column, isKey: true)
            }
        case .array(let elements) where !elements.isEmpty:
            for element in elements { lines += entry(indent + "-", element, column: column, isKey: false) }
        default: lines = [indent + scalar(value)]
        }
        return lines
    }

    private mutating func entry(_ head: String, _ value: Value, column: Int, isKey: Bool) -> [String] {
        let comment = dice.roll(5) == 0 ? "  # note" : ""
        switch value {
        case .object(let members) where !members.isEmpty && dice.roll(4) > 0:
            let inner = lines(value, column: isKey ? column + step : column + 2)
            guard !isKey, let first = inner.first, !first.contains("#") else { return [head + comment] + inner }
            return [head + " " + first.drop { $0 == " " }] + inner.dropFirst()
        case .array(let elements) where !elements.isEmpty && isKey && dice.roll(4) > 0:
            return [head + comment] + lines(value, column: isFlush ? column : column + step)
        case .null where dice.roll(2) == 0: return [head + comment]
        case .string(let text) where text.hasSuffix("\n") && dice.roll(2) == 0:
            let inner = String(repeating: " ", count: column + step)
            return [head + " |"] + text.dropLast().split(separator: "\n").map { inner + $0 }
        default: return [head + " " + scalar(value) + comment]
        }
    }

    private func scalar(_ value: Value) -> String {
        var writer = JSONWriter()
        writer.value(value)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    /// A path that exists or ends in a missing field, and something to do there.
    mutating func edit(of value: Value) -> DocumentEdit {
        var steps: [FieldPath.Step] = [.key("spec")]
        var value = value["spec"] ?? value
        while dice.roll(4) > 0 {
            if case .object(let members) = value, let member = members.randomElement(using: &dice) {
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
        if case .object = value, dice.roll(2) == 0 {
            let missing = FieldPath(steps).appending("added", "below")
            return DocumentEdit(root: 0, path: missing, .set([["drop": ["ALL"]], true, "text"][dice.roll(3)]))
        }
        if case .array = value, dice.roll(2) == 0 {
            return DocumentEdit(root: 0, path: FieldPath(steps), .append(["name": "new", "on": 1]))
        }
        let isRemoval = dice.roll(3) == 0
        return DocumentEdit(
            root: 0, path: FieldPath(steps), isRemoval ? .remove : .set(["x", 5, ["k": 1]][dice.roll(3)]))
    }
}

struct EditingPropertyTests {
    @Test func `any text in any style is edited as meant, or not at all`() {
        var applied = 0
        var refused = 0
        for seed in 0..<8_000 {
            switch EditTrial(seed: UInt64(seed)).run() {
            case .skipped: break
            case .applied: applied += 1
            case .refused: refused += 1
            case .failed(let reason): Issue.record("\(reason)")
            }
        }
        #expect(applied > 5_000)
        #expect(refused < applied / 20)
    }

    @Test func `editing the text means what editing the value means`() {
        var applied = 0
        for seed in 0..<4_000 {
            var manifest = RandomManifest(seed: UInt64(seed))
            let value = Value.object([.init("kind", "X"), .init("spec", manifest.value(4)), .init("end", 1)])
            let text = manifest.lines(value, column: 0).joined(separator: "\n") + (seed % 3 == 0 ? "" : "\n")
            let document = Document.parse(text)
            guard let before = document.roots.first?.value, before.isEquivalent(to: value) else {
                Issue.record("seed \(seed): the generator wrote something else:\n\(text)")
                continue
            }
            let edits = (0..<1 + seed % 3).map { _ in manifest.edit(of: value) }.filter { !$0.path.steps.isEmpty }
            guard edits.count < 2 || seed % 2 == 0 else { continue }
            let expected = edits.reduce(Optional(value)) { $0?.applying($1.operation, at: $1.path.steps) }
            guard let expected, edits.count == 1 else { continue }
            let result = document.applying(edits)
            let after = result.document.roots.first?.value
            if !(after?.isEquivalent(to: expected) ?? false) || !result.refusals.isEmpty {
                Issue.record("seed \(seed): \(edits) \(result.refusals.map(\.reason))\n\(text)")
            }
            if let line = strayLine(text, result.document, edits[0], document) {
                Issue.record("seed \(seed): lost \(line)\n\(text)\n\(edits)")
            }
            applied += 1
        }
        #expect(applied > 1_000)
    }

    @Test func `several edits at once equal one by one`() {
        for seed in 0..<1_500 {
            var manifest = RandomManifest(seed: UInt64(seed))
            let value = Value.object([.init("kind", "X"), .init("spec", manifest.value(4)), .init("end", 1)])
            let document = Document.parse(manifest.lines(value, column: 0).joined(separator: "\n") + "\n")
            let edits = (0..<4).map { index in
                DocumentEdit(
                    root: 0, path: FieldPath([.key("spec"), .key("new\(index % 2)"), .key("f\(index)")]), .set(true))
            }
            guard case .object = value["spec"] else { continue }
            let together = document.applying(edits).document
            let single = edits.reduce(document) { $0.applying([$1]).document }
            #expect(together.bytes == single.bytes)
        }
    }

    /// A line outside the edited collection that is gone from the text.
    private func strayLine(_ text: String, _ after: Document, _ edit: DocumentEdit, _ before: Document) -> String? {
        var node = before.roots[0]
        var keys: [Int] = []
        for step in edit.path.steps {
            switch step {
            case .key(let key):
                keys.append(node.keyNode(key)?.location.line ?? node.location.line)
                node = node[key: key] ?? node
            case .index(let index):
                keys.append(node[index]?.location.line ?? node.location.line)
                node = node[index] ?? node
            }
        }
        let first = keys.dropLast().last ?? 1
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let kept = String(decoding: after.bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        for (index, line) in lines.prefix(first - 1).enumerated()
        where index >= kept.count || kept[index] != line {
            return String(line)
        }
        return lines.last == kept.last ? nil : lines.last.map { String($0) }
    }
}
