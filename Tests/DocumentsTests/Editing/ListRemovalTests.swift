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

    @Test func `fields of elements behind one that goes are edited in their old place`() {
        let document = Document.parse("a:\n- {i: 0}\n- {i: 1, x: 1, z: 1}\n- {i: 2, x: 2, z: 2}\n", name: "a.yaml")
        let result = document.applying([
            removal(.key("a"), .index(0)), removal(.key("a"), .index(1), .key("x")),
            removal(.key("a"), .index(1), .key("z")),
        ])
        #expect(result.refusals.isEmpty)
        #expect(result.document.roots.first?.value == ["a": [["i": 1], ["i": 2, "x": 2, "z": 2]]])
    }

    @Test(arguments: [
        "a: [p, q, r]", "a:\n  - p\n  - q\n  - r", #"{"a": ["p", "q", "r"]}"#, "a: [\n  p,\n  q,\n  r,\n]\n",
    ])
    func `any elements leave a list together`(text: String) {
        let document = Document.parse(text, name: "a.yaml")
        let all: [Value] = ["p", "q", "r"]
        for subset in 1..<8 {
            let gone = (0..<3).filter { subset & 1 << $0 != 0 }
            let result = document.applying(gone.map { removal(.key("a"), .index($0)) })
            #expect(result.refusals.isEmpty)
            let left = all.indices.filter { !gone.contains($0) }.map { all[$0] }
            #expect(result.document.roots.first?.value == ["a": .array(left)], "\(gone)")
        }
    }

    @Test func `half of a long list goes at once`() {
        let document = Document.parse("a:\n" + (0..<20_000).map { "- {i: \($0), x: 1}\n" }.joined(), name: "a.yaml")
        var edits: [DocumentEdit] = []
        for index in 0..<10_000 {
            edits.append(removal(.key("a"), .index(index * 2)))
            edits.append(removal(.key("a"), .index(index * 2 + 1), .key("x")))
        }
        let result = document.applying(edits)
        #expect(result.refusals.isEmpty)
        let left: [Value] = (0..<10_000).map { ["i": .integer(Int64($0 * 2 + 1))] }
        #expect(result.document.roots.first?["a"]?.value == .array(left))
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
