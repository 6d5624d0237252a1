// SPDX-License-Identifier: Apache-2.0

import Documents
import Testing

struct ShellWordTests {
    @Test(arguments: ["web", "./a-b_c/d.yaml", "system:node", "größe"])
    func `a plain word stays as it is`(word: String) { #expect(word.shellWord == word) }

    @Test(arguments: [("", "''"), ("a b", "'a b'"), ("$(id)", "'$(id)'"), ("it's", "'it'\\''s'"), ("a\nb", "'a\nb'")])
    func `what a shell takes apart is quoted`(word: String, expected: String) { #expect(word.shellWord == expected) }
}
