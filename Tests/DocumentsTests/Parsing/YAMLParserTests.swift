// SPDX-License-Identifier: Apache-2.0

import Documents
import Testing

struct YAMLParserTests {
    @Test(arguments: [
        ("a: 1\nb: x\n", #"{a: 1, b: "x"}"#),
        ("a:\n- 1\n- 2\nb:\n  - 3\n", "{a: [1, 2], b: [3]}"),
        ("- a: 1\n  b: 2\n- - x\n  - w\n-\n- z\n", #"[{a: 1, b: 2}, ["x", "w"], ~, "z"]"#),
        ("a:\nb:\n", "{a: ~, b: ~}"),
        ("? a\n: 1\n? - k\n  - l\n: 2\n? b\n", "{a: 1, : 2, b: ~}"),
        ("\"a b\": 1\n'c': 2\n", "{a b: 1, c: 2}"),
        ("a: b: c\n", "!yaml-syntax"),
        ("a\n", #""a""#),
        ("a:\n|\n x\n", #"{a: "x\n"}"#),
        ("a: x\n  y\n\n  z\n", #"{a: "x y\nz"}"#),
        ("a: b#c # d\n", #"{a: "b#c"}"#),
        ("a: -1\nb: :x\nc: ?y\nd: -z\n", #"{a: -1, b: ":x", c: "?y", d: "-z"}"#),
        (": a\n", "!yaml-syntax"),
    ]) func `block collections are read`(text: String, tree: String) { #expect(treeText(text) == tree) }

    @Test(arguments: [
        ("[a, 1, 'x', \"y\"]", #"["a", 1, "x", "y"]"#),
        ("{{a}: b}: 1", "!template"),
        ("x: {a: 1, b, c: , \"d\":e}", #"{x: {a: 1, b: ~, c: ~, d: "e"}}"#),
        ("[a: b, ? c : d, ?]", #"[{a: "b"}, {c: "d"}, {: ~}]"#),
        ("[[a]: b]", #"[{: "b"}]"#),
        ("[a, b,]", #"["a", "b"]"#),
        ("[\n\ta,\n\tb # c\n]", #"["a", "b"]"#),
        ("[]: x", #"{: "x"}"#),
        ("a: [x\n, y", "!yaml-syntax"),
        ("[a,, b]", "!yaml-syntax"),
        ("a: [b}\n", "!yaml-syntax"),
        ("x: {a\n: b}", "!yaml-syntax"), ("[? :]", "[{: ~}]"), ("[&a\n--- b]", #""b]" --- !yaml-syntax"#),
    ]) func `flow collections are read`(text: String, tree: String) { #expect(treeText(text) == tree) }

    @Test(arguments: [
        ("|\n a\n  b\n\n c\n", "a\n b\n\nc\n"), (">\n a\n b\n\n c\n", "a b\nc\n"),
        ("|-\n a\n\n", "a"), ("|+\n a\n\n", "a\n\n"), ("|2\n   a\n  b\n", " a\nb\n"),
        (">\n a\n  b\n c\n", "a\n b\nc\n"),
        ("|\n a", "a"), ("'it''s'", "it's"), ("'a\n  b'", "a b"),
        ("\"a\\n\\x41\\u00e9\\U0001F600\"", "a\nA\u{E9}\u{1F600}"),
        ("\"a\\\n   b\"", "ab"), ("\"a\n\n b\"", "a\nb"),
        (
            "\"\\0\\a\\b\\t\\v\\f\\r\\e\\ \\\"\\/\\\\\\N\\_\\L\\P\"",
            "\0\u{7}\u{8}\t\u{B}\u{C}\r\u{1B} \"/\\\u{85}\u{A0}\u{2028}\u{2029}"
        ),
        ("|\r\n a\r\n b\r\n", "a\nb\n"), ("\"a\rb\"", "a b"), ("|+\n\n\n", "\n\n"),
    ]) func `scalars of all styles have the content that the API server sees`(text: String, content: String) {
        #expect(Document.parse("k: " + text).roots.first?["k"]?.scalarText == content)
    }

    @Test(arguments: [
        ("a: &x [1, 2]\nb: *x\n", "{a: [1, 2], b: [1, 2]}"),
        ("- &x k: v\n- *x\n", #"[{k: "v"}, "k"]"#),
        ("a: *x\n", "!alias"),
        ("a: &x\n  b: *x\n", "!alias"),
        ("&m\nk: &v 1\nl: *v\n", "{k: 1, l: 1}"),
        ("a: !!str 1\nb: !!int \"2\"\nc: !x 3\nd: !!float 4\n", #"{a: "1", b: 2, c: "3", d: 4}"#),
        ("%TAG !e! tag:yaml.org,2002:\n---\na: !e!str 1\n", #"{a: "1"}"#),
        ("a: !e!str 1\n", "!yaml-syntax"),
    ]) func `anchors, aliases and tags work`(text: String, tree: String) { #expect(treeText(text) == tree) }

    @Test(arguments: [
        ("m: &m {a: 1, b: 2}\nx:\n  <<: *m\n  b: 3\n", "{m: {a: 1, b: 2}, x: {b: 3, a: 1}}"),
        ("x:\n  <<: [{a: 1}, {a: 2, b: 3}]\n", "{x: {a: 1, b: 3}}"),
        ("x:\n  <<: 1\n", "!merge-key"),
        ("x:\n  '<<': 1\n", "{x: {<<: 1}}"),
    ]) func `merge keys take effect`(text: String, tree: String) { #expect(treeText(text) == tree) }

    @Test func `a merge key overrides what stands before it, as go-yaml has it`() {
        let root = Document.parse("a: 1\n<<: {a: 2}\n").roots.first
        #expect(root?["a"]?.integer == 2)
    }

    @Test(arguments: [
        ("a\n---\nb\n", #""a" --- "b""#), ("---\n---\na\n...\n---\nb\n", #""a" --- "b""#), ("", ""), ("# c\n", ""),
        ("--- a\n", #""a""#), ("%YAML 1.1\n\t\n--- a\n", #""a""#), ("%YAML 1.1\n---\na\n", #""a""#),
        ("a\n...\nb\n", #""a" --- !yaml-syntax"#),
        ("a: [\n---\nb: 1\n", "{b: 1} --- !yaml-syntax"), ("--- a: b\n", "!yaml-syntax"),
        ("a: \"x\n---\nb: 1\n", "{b: 1} --- !yaml-syntax"),
    ]) func `streams keep every document that can be read`(text: String, tree: String) {
        #expect(treeText(text) == tree)
    }

    @Test func `every encoding that YAML knows is read`() {
        let text = "a: é\u{1F600}\n"
        let tree = "{a: \"é\u{1F600}\"}"
        func bytes16(_ big: Bool) -> [UInt8] {
            text.utf16.flatMap { big ? [UInt8($0 >> 8), UInt8($0 & 255)] : [UInt8($0 & 255), UInt8($0 >> 8)] }
        }
        func bytes32(_ big: Bool) -> [UInt8] {
            text.unicodeScalars.flatMap { scalar in
                let little = (0..<4).map { UInt8(truncatingIfNeeded: scalar.value >> (8 * UInt32($0))) }
                return big ? little.reversed() : little
            }
        }
        #expect(treeText([0xEF, 0xBB, 0xBF] + Array(text.utf8)) == tree)
        #expect(treeText([0xFF, 0xFE] + bytes16(false)) == tree)
        #expect(treeText([0xFE, 0xFF] + bytes16(true)) == tree)
        #expect(treeText(bytes16(false)) == tree)
        #expect(treeText(bytes16(true)) == tree)
        #expect(treeText([0xFF, 0xFE, 0, 0] + bytes32(false)) == tree)
        #expect(treeText(bytes32(true)) == tree)
    }

    @Test func `a byte that is no text costs its document only`() {
        let document = Document.parse(
            Array("a: 1\n---\nb: x".utf8) + [0xC3, 0x28] + Array("\n---\nc: 2\n".utf8), name: "f")
        #expect(document.roots.map { treeText($0) } == ["{a: 1}", "{c: 2}"])
        #expect(document.problems.map(\.description) == ["f:3:5: found byte 0xC3, which is not UTF-8"])
        #expect(document.bytes[13] == 0xC3)
        #expect(treeText([0x61, 0x3A, 0x20, 0x07, 0x0A]) == "!encoding")
        #expect(treeText(Array("a: 1\0b\n".utf8)) == "!encoding")
    }

    @Test(arguments: [
        ("a:\n\tb: 1\n", "a.yaml:2:1: found a tab character where indentation is expected: indent with spaces"),
        ("a: b: c\n", "a.yaml:1:5: mapping values are not allowed here: is a quote or a newline missing before \":\"?"),
        ("\n\na: \"x\n", "a.yaml:3:4: this quote is not closed"),
        ("a: {b: 1,\n  c: 2]\n", "a.yaml:2:7: found \"]\" but expected \",\" or \"}\" for the \"{\" on line 1"),
        ("a: [b\n", "a.yaml:1:4: this \"[\" is not closed: found the end of the input but expected \"]\""),
        ("a: 1\nfoo\n", "a.yaml:2:1: found \"foo\" but expected a key and \":\""),
        ("- a\nb: 1\n", "a.yaml:2:1: found \"b:\" but expected \"- \" as on line 1, or less indentation"),
        ("a: 'x'\n  b: 1\n", "a.yaml:2:3: found \"b:\" indented by 2, but the mapping of line 1 is indented by 0"),
        ("a: !<%FF> x\n", "a.yaml:1:6: found \"%\" in a tag with octets that are no UTF-8"),
        ("a: !<%c3x> x\n", "a.yaml:1:9: found \"%\" in a tag without two hexadecimal digits"),
        ("a: @x\n", "a.yaml:1:4: a value cannot start with \"@x\": put it in quotes"),
    ]) func `messages say what was found and what was expected`(text: String, message: String) {
        #expect(Document.parse(text, name: "a.yaml").problems.map(\.description) == [message])
    }

    @Test(arguments: [
        ("y: 1\nOff: 2\n", "{true: 1, false: 2}"), ("\"y\": 1\n!!str on: 2\n", "{y: 1, on: 2}"),
        ("1: a\n0x1F: b\n014: c\n-1_0: d\n", #"{1: "a", 31: "b", 12: "c", -10: "d"}"#),
        ("1.50: a\n1e6: b\n.inf: c\n123456.0: d\n", #"{1.5: "a", 1e+06: "b", .inf: "c", 123456: "d"}"#),
        ("{1e-5: a, 0.0001: b, -1234567.25: c, 0.0: d}", #"{1e-05: "a", 0.0001: "b", -1.23456725e+06: "c", 0: "d"}"#),
        ("a: &x {on: 1}\nb: {<<: *x, off: 2}\n", "{a: {true: 1}, b: {false: 2, true: 1}}"),
        ("- &k 0x10\n- *k : 1\n", "[0x10, {16: 1}]"), ("2001-01-01: a\n1.2.3: b\n", #"{2001-01-01: "a", 1.2.3: "b"}"#),
    ]) func `a key that is a number or a boolean has the name that Kubernetes gives it`(text: String, tree: String) {
        #expect(treeText(text) == tree)
    }

    @Test func `a key that is a boolean is found under its name and told where it stands`() {
        let document = Document.parse("on: a\nx: b\nTrue: c\n", name: "a.yaml")
        #expect(document.roots.first?["true"]?.string == "c")
        #expect(document.roots.first?["on"] == nil)
        #expect(
            document.problems.map(\.description) == [
                "a.yaml:3:1: duplicate key \"true\", first set on line 1; the last one counts"
            ])
    }

    @Test(arguments: [
        ("a: {null: b}\n", "a.yaml:1:5: found null"), ("? [a]\n: b\n", "a.yaml:1:3: found a list"),
        ("{x: y}: b\n", "a.yaml:1:1: found a mapping"),
        ("18446744073709551615: b\n", "a.yaml:1:1: found a number beyond 64 bits"),
    ]) func `a key that Kubernetes refuses is a warning`(text: String, beginning: String) {
        let problems = Document.parse(text, name: "a.yaml").problems
        let rest = " as a key, which Kubernetes refuses: a key must be a string, a number or a boolean"
        #expect(problems.map(\.description) == [beginning + rest])
        #expect(problems.map(\.gravity) == [.warning])
    }

    @Test func `markers that end a document may be repeated, with blanks behind them`() {
        #expect(treeText("a\n...\n...\t\n... # c\n---\nb\n") == #""a" --- "b""#)
    }

    @Test func `a duplicate key is named with the line that set it first`() {
        let document = Document.parse("a: 1\nb: 2\n\"a\": 3\n", name: "a.yaml")
        #expect(
            document.problems.map(\.description) == [
                "a.yaml:3:1: duplicate key \"a\", first set on line 1; the last one counts"
            ])
        #expect(document.problems.map(\.gravity) == [.warning])
        #expect(document.roots.first?["a"]?.integer == 3)
    }

    @Test(arguments: [
        "a: {{ .Values.x }}\n", "{{- if .Values.a }}\na: 1\n{{- end }}\n", "image: nginx:{{ .Values.tag }}\n",
        "image: nginx:{{ if $.Values.tag }}1{{ end }}\n", "name: x-{{include \"name\" .}}\n",
        "a: 1\n---\nb:\n{{ include \"x\" . | indent 2 }}\nc: [\n",
    ]) func `a chart's template is one clear problem`(text: String) {
        let document = Document.parse(text, name: "t.yaml")
        #expect(document.problems.map(\.code) == ["template"])
        #expect(document.roots.isEmpty)
    }

    @Test(arguments: [
        "a: '{{ .Values.x }}'\n", "a: |\n  {{ .Values.x }}\n", "summary: Instance {{ $labels.a }} down\n",
        "summary: In {{ with $labels.cluster -}} on {{ . }} {{- end }} only {{ $value | humanize }}\n",
    ])
    func `braces inside text are no template`(text: String) { #expect(Document.parse(text).problems.isEmpty) }

    @Test func `comments are found between the scalars only`() {
        let text = "# one\na: 'x # no' # two\nb: |  # three\n  # no\n# four\nc: d#no\n"
        let comments = Document.parse(text).comments
        #expect(comments.map(\.text) == [" one", " two", " three", " four"])
        #expect(comments.map(\.line) == [1, 2, 3, 5])
        #expect(comments.map(\.ownLine) == [true, false, false, true])
    }

    @Test func `directives behind an unreadable document hold for the next one`() {
        let stream = "a: [1\nb: }\n...\n# a note\n%TAG !e! tag:x,2000:\n---\nname: !e!kind text\n"
        let document = Document.parse(stream, name: "a.yaml")
        #expect(document.problems.map(\.location.line) == [2])
        #expect(document.roots.first?["name"]?.string == "text")
    }
}
