// SPDX-License-Identifier: Apache-2.0

import Documents
import Testing

struct UnifiedDiffTests {
    private func diff(_ before: String, _ after: String) -> String {
        let diff = UnifiedDiff(name: "a.yaml", before: Array(before.utf8), after: Array(after.utf8))
        return diff.lines.map(\.text).joined(separator: "\n")
    }

    @Test func `equal texts have no difference`() { #expect(diff("a\n", "a\n").isEmpty) }

    @Test func `an insertion stays in one piece`() {
        let expected = """
            --- a/a.yaml
            +++ b/a.yaml
            @@ -2,4 +2,7 @@
             kind: A
             name: x
             ---
            +kind: B
            +name: x
            +---
             kind: C
            """
        #expect(
            diff(
                "---\nkind: A\nname: x\n---\nkind: C\n", "---\nkind: A\nname: x\n---\nkind: B\nname: x\n---\nkind: C\n")
                == expected)
    }

    @Test func `a missing newline at the end is said`() {
        let expected = """
            --- a/a.yaml
            +++ b/a.yaml
            @@ -1,2 +1,2 @@
             a
            -b
            \\ No newline at end of file
            +c
            \\ No newline at end of file
            """
        #expect(diff("a\nb", "a\nc") == expected)
    }

    @Test func `far changes have hunks of their own`() {
        let lines = (1...30).map { "line \($0)\n" }
        var changed = lines
        changed[1] = "x\n"
        changed[27] = "y\n"
        let text = diff(lines.joined(), changed.joined())
        #expect(text.contains("@@ -1,5 +1,5 @@"))
        #expect(text.contains("@@ -25,6 +25,6 @@"))
    }
}
