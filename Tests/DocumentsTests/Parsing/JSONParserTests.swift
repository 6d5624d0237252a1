// SPDX-License-Identifier: Apache-2.0

import Documents
import Testing

struct JSONParserTests {
    @Test(arguments: [
        (
            #"{"a": [1, -2.5e3, true, false, null, "x"], "b": {}, "c": []}"#,
            #"{a: [1, -2.5e3, true, false, ~, "x"], b: {}, c: []}"#
        ),
        ("{\"a\":1}{\"a\":2}\n{\"a\":3}", "{a: 1} --- {a: 2} --- {a: 3}"),
        (#"{"a": "\ud83d\ude00\n\/\u00e9"}"#, "{a: \"\u{1F600}\\n/é\"}"),
        ("{a: b}", #"{a: "b"}"#),
        ("{\"a\": 1}\n---\nb: 2\n", "{a: 1} --- {b: 2}"),
        ("{\"a\": 1,}", "{a: 1}"),
        ("{\"a\": 01x", "!json-syntax"),
        ("{\"a\": 1}\n{\"b\": 2}\n{\"c\": }\n{\"d\": 4}", "{a: 1} --- {b: 2} --- {d: 4} --- !json-syntax"),
    ]) func `a stream of values is read`(text: String, tree: String) { #expect(treeText(text) == tree) }

    @Test func `the message names the open brace`() {
        let problems = Document.parse("{\"a\": [1 2}\n", name: "a").problems
        #expect(
            problems.map(\.description) == ["a:1:10: found \"2\" but expected \",\" or \"]\" for the \"[\" on line 1"])
    }

    @Test func `a duplicate key is a warning`() {
        #expect(Document.parse("{\"a\": 1, \"a\": 2}").problems.map(\.code) == ["duplicate-key"])
    }
}
