// SPDX-License-Identifier: Apache-2.0

import Documents
import Testing

/// Long inputs are edited in time that grows with their length; that it does shows in the size of what is tried.
struct LargeEditTests {
    private func stream(_ count: Int) -> String {
        (0..<count).map { "---\nkind: Pod\nspec:\n  hostPID: true\n  size: \($0)\n" }.joined()
    }

    private func edits(_ count: Int) -> [DocumentEdit] {
        (0..<count).map { DocumentEdit(root: $0, path: FieldPath([.key("spec"), .key("hostPID")]), .set(false)) }
    }

    @Test func `every document of a long stream is edited`() {
        let result = Document.parse(stream(20_000)).applying(edits(20_000))
        #expect(result.refusals.isEmpty)
        #expect(result.document.roots.allSatisfy { $0["spec"]?["hostPID"]?.value == false })
    }

    @Test func `the difference of long texts shows each change by itself`() {
        let before = Array(stream(2_500).utf8)
        let after = Document.parse(before, name: "a.yaml").applying(edits(2_500)).document.bytes
        let lines = UnifiedDiff(name: "a.yaml", before: before, after: after, context: 1).lines
        #expect(lines.count { $0.kind == .removed } == 2_500)
        #expect(lines.count { $0.kind == .added } == 2_500)
        #expect(lines.count { $0.kind == .hunk } == 2_500)
        #expect(lines.last { $0.kind == .hunk }?.text == "@@ -12498,3 +12498,3 @@")
    }

    @Test func `all lines of a long text may differ`() {
        let before = (0..<4_000).map { "a\($0)\n" }.joined()
        let after = (0..<4_000).map { "b\($0)\n" }.joined()
        let lines = UnifiedDiff(name: "a.yaml", before: Array(before.utf8), after: Array(after.utf8)).lines
        #expect(lines.filter { $0.kind == .removed }.map { $0.text.dropFirst() + "\n" }.joined() == before)
        #expect(lines.filter { $0.kind == .added }.map { $0.text.dropFirst() + "\n" }.joined() == after)
    }

    @Test func `the way to each element of a long list is found`() {
        let list = Document.parse("list:\n" + (0..<100_000).map { "- {size: \($0)}\n" }.joined())
        let elements = list.roots.first?["list"]?.elements ?? Node.Elements.none
        for (position, element) in elements.enumerated() {
            #expect(element["size"]?.path().jsonPointer == "/list/\(position)/size")
        }
    }

    @Test func `the encoding of an input is known`() {
        #expect(Document.parse("a: 1").encoding == .utf8)
        #expect(Document.parse([0xEF, 0xBB, 0xBF, 0x61], name: "-").encoding == .utf8WithMark)
        #expect(Document.parse([0xFF, 0xFE, 0x61, 0], name: "-").encoding == .other)
    }
}
