// SPDX-License-Identifier: Apache-2.0

import Documents
import Testing

/// A text, an edit, and the text that must come out, byte for byte.
struct EditCase: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let before: String
    let edits: [DocumentEdit]
    let after: String

    init(_ name: String, _ before: String, _ edits: [(String, DocumentEdit.Operation)], _ after: String) {
        testDescription = name
        self.before = before
        self.edits = edits.map { DocumentEdit(root: 0, path: EditCase.path($0.0), $0.1) }
        self.after = after
    }

    /// Reads `a/b/0`; digits are positions.
    static func path(_ text: String) -> FieldPath {
        FieldPath(text.split(separator: "/").map { Int($0).map { .index($0) } ?? .key(String($0)) })
    }
}

struct EditingTests {
    @Test(arguments: EditCase.setting + EditCase.lists + EditCase.removing + EditCase.sharing)
    func `edits change only what they name`(example: EditCase) {
        let result = Document.parse(example.before).applying(example.edits)
        #expect(String(decoding: result.document.bytes, as: UTF8.self) == example.after)
        #expect(result.refusals.isEmpty)
    }

    @Test func `an edit of text that others share is refused`() {
        let text = "a: &x\n  p: 1\nb: *x\n"
        let edit = DocumentEdit(root: 0, path: EditCase.path("a/p"), .set(2))
        let result = Document.parse(text).applying([edit])
        #expect(String(decoding: result.document.bytes, as: UTF8.self) == text)
        #expect(result.refusals.map(\.reason) == ["the text is shared with 1 other places through an anchor"])
    }

    @Test func `a field below a scalar is refused`() {
        let edit = DocumentEdit(root: 0, path: EditCase.path("a/b"), .set(2))
        #expect(Document.parse("a: 1\n").applying([edit]).refusals.map(\.reason) == ["the field has another type"])
    }

    @Test func `an object that is added moves no other edit`() {
        let edits = [
            DocumentEdit(root: 0, path: FieldPath(), .addObject(["kind": "New"])),
            DocumentEdit(root: 1, path: EditCase.path("b/c"), .append("x")),
            DocumentEdit(root: 1, path: EditCase.path("b/c"), .append("z")),
        ]
        let result = Document.parse("a: 1\n---\na: 2\n").applying(edits)
        #expect(
            String(decoding: result.document.bytes, as: UTF8.self)
                == "a: 1\n---\nkind: New\n---\na: 2\nb:\n  c:\n  - x\n  - z\n")
        #expect(result.refusals.isEmpty)
    }

    @Test func `documents of a stream are edited one by one`() {
        let text = "a: 1\n---\n# second\na: 2\n---\na: 3\n"
        let edits = [
            DocumentEdit(root: 1, path: EditCase.path("a"), .set(5)),
            DocumentEdit(root: 1, path: EditCase.path("b/c"), .set("x")),
            DocumentEdit(root: 1, path: FieldPath(), .addObject(["kind": "New"])),
        ]
        let result = Document.parse(text).applying(edits)
        #expect(
            String(decoding: result.document.bytes, as: UTF8.self)
                == "a: 1\n---\n# second\na: 5\nb:\n  c: x\n---\nkind: New\n---\na: 3\n")
        #expect(result.refusals.isEmpty)
    }
}

extension EditCase {
    static let setting: [EditCase] = [
        EditCase("a scalar", "a: true # why\nb: 1\n", [("a", .set(false))], "a: false # why\nb: 1\n"),
        EditCase("a quoted string", "a: 'x'\n", [("a", .set("it's"))], "a: 'it''s'\n"),
        EditCase("a string that looks like a boolean", "a: x\n", [("a", .set("yes"))], "a: \"yes\"\n"),
        EditCase(
            "a missing field", "a:\n  b: 1 # one\n  # end of a\nc: 2\n", [("a/d", .set(3))],
            "a:\n  b: 1 # one\n  d: 3\n  # end of a\nc: 2\n"),
        EditCase(
            "missing parents", "a:\n    b:\n        c: 1\n", [("a/x/v/z", .set(true))],
            "a:\n    b:\n        c: 1\n    x:\n        v:\n            z: true\n"),
        EditCase(
            "two fields below the same missing parent", "l:\n- n: 1\n- n: 2\n",
            [("l/0/s/a", .set(false)), ("l/0/s/d", .set(["ALL"]))],
            "l:\n- n: 1\n  s:\n    a: false\n    d:\n    - ALL\n- n: 2\n"),
        EditCase(
            "fields of a child and its parent that end together", "a:\n  b:\n    c: 1\n",
            [("a/x", .set(1)), ("a/b/v", .set(2))], "a:\n  b:\n    c: 1\n    v: 2\n  x: 1\n"),
        EditCase("an empty field", "a:\nb: 1\n", [("a/x", .set(1))], "a:\n  x: 1\nb: 1\n"),
        EditCase("an empty field with a comment", "a: # todo\nb: 1\n", [("a/x", .set(1))], "a: # todo\n  x: 1\nb: 1\n"),
        EditCase("an empty field becomes a scalar", "a:\nb: 1\n", [("a", .set(7))], "a: 7\nb: 1\n"),
        EditCase("an empty mapping", "a: {}\nb: 1\n", [("a/x", .set(1))], "a: {x: 1}\nb: 1\n"),
        EditCase("flow style", "a: {b: 1}\n", [("a/x", .set("w"))], "a: {b: 1, x: w}\n"),
        EditCase(
            "flow style on several lines", "a: {\n  b: 1,\n  c: 2\n}\n", [("a/x", .set(3))],
            "a: {\n  b: 1,\n  c: 2,\n  x: 3\n}\n"),
        EditCase(
            "JSON", "{\n  \"a\": {\n    \"b\": 1\n  }\n}\n", [("a/x", .set("y"))],
            "{\n  \"a\": {\n    \"b\": 1,\n    \"x\": \"y\"\n  }\n}\n"),
        EditCase("no newline at the end", "a:\n  b: 1", [("a/c", .set(2))], "a:\n  b: 1\n  c: 2"),
        EditCase("CRLF", "a:\r\n  b: 1\r\nc: 2\r\n", [("a/d", .set(3))], "a:\r\n  b: 1\r\n  d: 3\r\nc: 2\r\n"),
        EditCase(
            "after a block scalar", "a:\n  b: |\n    x\n    y\nc: 1\n", [("a/d", .set(3))],
            "a:\n  b: |\n    x\n    y\n  d: 3\nc: 1\n"),
        EditCase("a block scalar", "a: |\n  x\n  y\nb: 1\n", [("a", .set("z"))], "a: z\nb: 1\n"),
        EditCase(
            "a mapping by a mapping", "a:\n  b: 1\n  c: 2\nd: 3\n", [("a", .set(["x": 1]))], "a:\n  x: 1\nd: 3\n"),
        EditCase("a mapping by a scalar", "a:\n  b: 1\n  c: 2\nd: 3\n", [("a", .set(1))], "a: 1\nd: 3\n"),
    ]

    static let lists: [EditCase] = [
        EditCase("append, flush", "a:\n- x\n- y\nb: 1\n", [("a", .append("z"))], "a:\n- x\n- y\n- z\nb: 1\n"),
        EditCase(
            "append, indented", "a:\n  - x # one\nb: 1\n", [("a", .append("z"))], "a:\n  - x # one\n  - z\nb: 1\n"),
        EditCase("append, flow", "a: [x]\n", [("a", .append("z"))], "a: [x, z]\n"),
        EditCase("append, empty flow", "a: []\n", [("a", .append("z"))], "a: [z]\n"),
        EditCase("append to a missing list", "a:\n  b: 1\n", [("a/l", .append("z"))], "a:\n  b: 1\n  l:\n  - z\n"),
        EditCase(
            "append an object", "a:\n  - k: 1\n    m: 2\nb: 1\n", [("a", .append(["k": 3, "m": 4]))],
            "a:\n  - k: 1\n    m: 2\n  - k: 3\n    m: 4\nb: 1\n"),
        EditCase("set an element", "a:\n- x\n- y\n", [("a/1", .set("z"))], "a:\n- x\n- z\n"),
        EditCase("replace a list", "a:\n- x\n- y\nb: 1\n", [("a", .set(["z"]))], "a:\n- z\nb: 1\n"),
    ]

    static let removing: [EditCase] = [
        EditCase("a pair", "a: 1\nb: 2 # two\nc: 3\n", [("b", .remove)], "a: 1\nc: 3\n"),
        EditCase("a pair with children", "a:\n  b:\n    c: 1\n  d: 2\n", [("a/b", .remove)], "a:\n  d: 2\n"),
        EditCase("the only pair", "a:\n  b: 1\nc: 2\n", [("a/b", .remove)], "a: {}\nc: 2\n"),
        EditCase("the first pair of an element", "a:\n- x: 1\n  y: 2\n", [("a/0/x", .remove)], "a:\n- y: 2\n"),
        EditCase("an element", "a:\n- x\n- y\n- z\n", [("a/1", .remove)], "a:\n- x\n- z\n"),
        EditCase("the only element", "a:\n- x\nb: 1\n", [("a/0", .remove)], "a: []\nb: 1\n"),
        EditCase("in flow, first", "a: {x: 1, z: 2}\n", [("a/x", .remove)], "a: {z: 2}\n"),
        EditCase("in flow, last", "a: {x: 1, z: 2}\n", [("a/z", .remove)], "a: {x: 1}\n"),
        EditCase("in flow, only", "a: {x: 1}\n", [("a/x", .remove)], "a: {}\n"),
        EditCase("without a newline at the end", "a: 1\nb: 2", [("b", .remove)], "a: 1"),
        EditCase(
            "remove and set in one mapping", "a:\n  p: true\n", [("a/p", .remove), ("a/q", .set(false))],
            "a: {q: false}\n"),
        EditCase("what is not there", "a: 1\n", [("b", .remove)], "a: 1\n"),
    ]

    static let sharing: [EditCase] = [
        EditCase(
            "an alias is replaced by a value of its own", "a: &x\n  p: 1\nb: *x\n", [("b/p", .set(2))],
            "a: &x\n  p: 1\nb: {p: 2}\n"),
        EditCase(
            "a merged pair is overridden", "a: &x\n  p: 1\nb:\n  <<: *x\n  q: 2\n", [("b/p", .set(3))],
            "a: &x\n  p: 1\nb:\n  <<: *x\n  q: 2\n  p: 3\n"),
        EditCase(
            "an edit that all places want is made at the anchor", "a: &x\n  p: 1\nb: *x\n",
            [("a/p", .set(2)), ("b/p", .set(2))], "a: &x\n  p: 2\nb: *x\n"),
        EditCase(
            "a field beside an alias", "a: &x\n  p: 1\nb:\n  c: *x\nd: 1\n", [("b/e", .set(2))],
            "a: &x\n  p: 1\nb:\n  c: *x\n  e: 2\nd: 1\n"),
    ]
}
