// SPDX-License-Identifier: Apache-2.0

import Documents
import Testing

struct PositionTests {
    private func source(_ document: Document, _ node: Node?) -> String? {
        node.map { String(decoding: document.bytes[$0.range], as: UTF8.self) }
    }

    @Test func `every node knows its bytes`() throws {
        let text = "k: &a \"x\"  # c\nl:\n  - é: [1, 2]\n  - z\nm: |\n  t\n\nn0:\no: !!str y\n"
        let document = Document.parse(text)
        let root = try #require(document.roots.first)
        #expect(source(document, root["k"]) == "\"x\"")
        #expect(source(document, root["l"]) == "- é: [1, 2]\n  - z")
        #expect(source(document, root["l"]?[0]) == "é: [1, 2]")
        #expect(source(document, root["l"]?[0]?["é"]) == "[1, 2]")
        #expect(source(document, root["m"]) == "|\n  t")
        #expect(source(document, root["o"]) == "y")
        #expect(source(document, root) == String(text.dropLast()))
        let empty = try #require(root["n0"])
        #expect(empty.range.isEmpty)
        #expect(document.bytes[empty.range.lowerBound - 1] == 0x3A)
    }

    @Test func `columns count characters`() throws {
        let document = Document.parse("é日: x\n", name: "a")
        #expect(document.roots.first?["é日"]?.location.description == "a:1:5")
    }

    @Test(arguments: ["a: 1\nb: 2\nc: 3", "a: 1\r\nb: 2\r\nc: 3\r\n", "a: 1\rb: 2\rc: 3\r"])
    func `lines end with LF, CR LF or CR`(text: String) {
        let document = Document.parse(text, name: "a")
        #expect(document.lineStarts.count == 3)
        #expect(document.roots.first?["c"]?.location.description == "a:3:4")
        #expect(document.line(2) == "b: 2")
    }
}
