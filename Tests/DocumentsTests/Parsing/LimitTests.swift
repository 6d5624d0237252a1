// SPDX-License-Identifier: Apache-2.0

import Documents
import Testing

/// Hostile input ends in a problem; that it ends soon shows in the size of what is tried.
struct LimitTests {
    private func codes(_ text: String) -> [Problem.Code] { Document.parse(text).problems.map(\.code) }

    @Test(arguments: [
        String(repeating: "[", count: 1_000_000), String(repeating: "- ", count: 1_000_000),
        String(repeating: "? ", count: 1_000_000), String(repeating: "{\"a\":", count: 300_000),
        String(repeating: "[{a: ", count: 300_000),
    ]) func `deep nesting is one problem`(text: String) { #expect(codes(text) == ["limit"]) }

    @Test func `the smallest nesting beyond the limit is refused`() {
        var limits = ReadLimits()
        limits.depth = 3
        #expect(Document.parse(Array("a: {b: {c: 1}}".utf8), name: "-", limits: limits).problems.isEmpty)
        let problems = Document.parse(Array("a: {b: {c: []}}".utf8), name: "-", limits: limits).problems
        #expect(problems.map(\.message) == ["nested more than 3 levels deep, the limit of nesting"])
    }

    @Test func `an alias bomb is one problem`() {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
        for level in 1...12 {
            let list = Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ", ")
            text += "a\(level): &a\(level) [\(list)]\n"
        }
        #expect(codes(text) == ["limit"])
    }

    @Test func `bytes and nodes are limited`() {
        var limits = ReadLimits()
        limits.bytes = 3
        #expect(Document.parse(Array("a: b".utf8), name: "-", limits: limits).problems.map(\.code) == ["limit"])
        limits = ReadLimits()
        limits.nodes = 10
        let many = Document.parse(Array(String(repeating: "- [a]\n", count: 100).utf8), name: "-", limits: limits)
        #expect(many.problems.map(\.code) == ["limit"])
    }

    @Test func `long lines, many keys, many anchors and many errors are read in one go`() {
        #expect(codes("a: " + String(repeating: "x", count: 5_000_000)).isEmpty)
        #expect(codes("a: \"" + String(repeating: "x ", count: 2_000_000) + "\"").isEmpty)
        #expect(codes((0..<200_000).map { "k\($0): &a\($0) v\n" }.joined()).isEmpty)
        #expect(Document.parse(String(repeating: "k: v\n", count: 200_000)).problems.count == 1_001)
        #expect(Document.parse(String(repeating: "---\n[\n---\na\n", count: 100_000)).roots.count == 100_000)
        #expect(codes(String(repeating: " ", count: 2_000_000) + "a: b").isEmpty)
        #expect(codes("a: |\n" + String(repeating: " ", count: 100_000) + "x\n") == ["limit"])
    }

    @Test func `a long key is refused with its reason`() {
        #expect(codes(String(repeating: "k", count: 1_100) + ": v") == ["yaml-syntax"])
        #expect(codes("? " + String(repeating: "k", count: 1_100) + "\n: v").isEmpty)
    }
}
