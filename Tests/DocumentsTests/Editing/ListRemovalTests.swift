// SPDX-License-Identifier: Apache-2.0

import Documents
import Testing

struct ListRemovalTests {
    private func removal(_ steps: FieldPath.Step...) -> DocumentEdit {
        DocumentEdit(root: 0, path: FieldPath(steps), .remove)
    }

    @Test(arguments: [
        "a: [p, q, r, s, t]\n", "a:\n- p\n- q # why\n- r\n- s\n- t\n", #"{"a": ["p", "q", "r", "s", "t"]}"#,
    ])
    func `several elements leave one list`(text: String) {
        let document = Document.parse(text, name: "a.yaml")
        let result = document.applying([
            removal(.key("a"), .index(1)), removal(.key("a"), .index(2)), removal(.key("a"), .index(4)),
        ])
        #expect(result.refusals.isEmpty)
        #expect(result.document.roots.first?.value == ["a": ["p", "s"]])
    }

    @Test func `what lies behind an element that goes is edited in its old place`() {
        let document = Document.parse("a:\n- {b: [x, y]}\n- {b: [x]}\n- {b: [x, y, z]}\n", name: "a.yaml")
        let result = document.applying([
            removal(.key("a"), .index(0)), removal(.key("a"), .index(1)),
            removal(.key("a"), .index(2), .key("b"), .index(0)), removal(.key("a"), .index(2), .key("b"), .index(1)),
        ])
        #expect(result.refusals.isEmpty)
        #expect(result.document.roots.first?.value == ["a": [["b": ["z"]]]])
    }

    @Test func `documents of a stream go with their separators and the rest stays as it is`() throws {
        let text = "# head\na: 1\n---\n# two\nb: 2\n---\nc: |\n  text\n--- # four\nd: 4\n"
        let document = Document.parse(text, name: "a.yaml")
        let result = try #require(document.removingRoots([1, 3]))
        #expect(String(decoding: result.bytes, as: UTF8.self) == "# head\na: 1\n---\nc: |\n  text\n")
        let last = try #require(document.removingRoots([0, 1, 2, 3]))
        #expect(last.roots.filter { !$0.isNull }.isEmpty)
    }
}
