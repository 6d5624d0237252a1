// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

/// What the README shows is what a newcomer sees.
struct ReadmeTests {
    @Test func `the page in the readme is the one that scan prints`() throws {
        let program = try #require(BuiltProgram())
        let scan = "cd '\(GoldenFile.root)' && env -u COLUMNS $B scan Examples/shop"
        let page = program.shell(scan, in: TemporaryFolder()).output.split(
            separator: "\n", omittingEmptySubsequences: false)
        let readme = try #require(GoldenFile.read("README.md"))
        var lines = readme.split(separator: "\n", omittingEmptySubsequences: false)
        let start = try #require(lines.firstIndex { $0.hasPrefix("Start here: ") })
        let end = try #require(lines[start...].firstIndex(of: "…"))
        lines.replaceSubrange(start..<end, with: page.prefix(end - start))
        #expect(GoldenFile.difference("README.md", lines.joined(separator: "\n")) == nil)
    }
}
