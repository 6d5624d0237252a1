// SPDX-License-Identifier: Apache-2.0

import AccessControl
import Testing

struct AuditReaderTests {
    private static func event(_ verb: String, extra: String = "") -> String {
        #"{"kind":"Event","stage":"ResponseComplete","verb":"\#(verb)","user":{"username":"ann","groups":["dev"]},"#
            + #""objectRef":{"resource":"pods","namespace":"shop","name":"a"}\#(extra),"#
            + #""requestObject":{"x":["}\"{",{"y":"\\"}]},"annotations":{"authorization.k8s.io/decision":"allow"}}"#
    }

    /// The verbs of the events that a text holds, fed in pieces of a size.
    private func verbs(_ text: String, piece: Int = 1 << 20) -> (verbs: [String], unreadable: Int, line: Int) {
        var reader = AuditReader()
        var verbs: [String] = []
        Array(text.utf8).withUnsafeBytes { bytes in
            var start = 0
            while start < bytes.count {
                let end = min(start + piece, bytes.count)
                reader.feed(UnsafeRawBufferPointer(rebasing: bytes[start..<end])) { verbs.append($0.text($0.verb)) }
                start = end
            }
        }
        reader.finish { verbs.append($0.text($0.verb)) }
        return (verbs, reader.unreadable, reader.firstUnreadableLine)
    }

    @Test(arguments: [1, 2, 7, 64, 333, 100_000])
    func `pieces may end anywhere`(piece: Int) {
        let text = Self.event("get") + "\n" + Self.event("list") + "\r\n\n" + Self.event("watch")
        #expect(verbs(text, piece: piece).verbs == ["get", "list", "watch"])
    }

    @Test func `lists of events are read, wrapped or over several lines`() {
        let list = #"{"kind":"EventList","items":[\#(Self.event("get")),\#(Self.event("list"))]}"#
        #expect(verbs(list).verbs == ["get", "list"])
        #expect(verbs(#"{"path":"/audit","body":\#(list)}"#).verbs == ["get", "list"])
        let pretty =
            "{\n  \"kind\": \"EventList\",\n  \"items\": [\n" + Self.event("get") + "\n  ]\n}\n" + Self.event("watch")
        #expect(verbs(pretty, piece: 5).verbs == ["get", "watch"])
    }

    @Test func `what is no event is counted and the rest read`() {
        let result = verbs("hello\n" + Self.event("get") + "\n[1,2]\n" + Self.event("list") + "\n{\"verb\":")
        #expect(result.verbs == ["get", "list"])
        #expect(result.unreadable == 3)
    }

    @Test(arguments: [3, 50, 1 << 20])
    func `a line that broke off loses nothing but itself`(piece: Int) {
        let broken = String(Self.event("patch").prefix(90))
        let text = Self.event("get") + "\n" + broken + "\n" + Self.event("list") + "\n" + Self.event("watch") + "\n"
        let result = verbs(text, piece: piece)
        #expect(result.verbs == ["get", "list", "watch"])
        #expect(result.unreadable == 1)
        #expect(result.line == 2)
    }

    @Test(arguments: [3, 50, 1 << 20])
    func `a list that broke off loses nothing but its last event`(piece: Int) {
        let list = #"{"kind":"EventList","items":[\#(Self.event("get")),\#(Self.event("patch").prefix(90))"#
        let text = list + "\n" + Self.event("list") + "\n" + list
        let result = verbs(text, piece: piece)
        #expect(result.verbs == ["get", "list", "get"])
        #expect(result.unreadable == 2)
        #expect(result.line == 1)
    }

    @Test(arguments: [5, 64, 1 << 20])
    func `arrays and lists with their items first are read`(piece: Int) {
        let items = "[" + Self.event("get") + ",\n" + Self.event("list") + "\n]"
        let text = items + "\n{\"items\": \(items),\n\"kind\": \"EventList\", \"metadata\": {}}\n" + Self.event("watch")
        let result = verbs(text, piece: piece)
        #expect(result.verbs == ["get", "list", "get", "list", "watch"])
        #expect(result.unreadable == 0)
    }

    @Test func `objects of another kind are told`() {
        let text = #"{"kind":"Pod","spec":{}}"# + "\n" + #"{"kind":"PodList","items":[{"kind":"Pod"}]}"# + "\n{}\n"
        let result = verbs(text + Self.event("get"))
        #expect(result.verbs == ["get"])
        #expect(result.unreadable == 3)
        #expect(result.line == 1)
        #expect(verbs(#"{"kind":"EventList","items":[]}"#).unreadable == 0)
    }

    @Test func `of a list in one line no more is kept than an event`() {
        var reader = AuditReader()
        var count = 0
        var kept = 0
        func feed(_ text: String) {
            Array(text.utf8).withUnsafeBytes { reader.feed($0) { _ in count += 1 } }
            kept = max(kept, reader.keptBytes)
        }
        feed(#"{"kind":"EventList","apiVersion":"audit.k8s.io/v1","items":["#)
        let events = Array(repeating: Self.event("get") + ",", count: 400).joined()
        for _ in 0..<100 { feed(events) }
        feed(Self.event("get") + "]}\n")
        #expect(count == 40_001)
        #expect(reader.unreadable == 0)
        #expect(kept < 1 << 19)
    }

    @Test func `escapes are decoded`() {
        let text = Self.event(#"g\u0065t\n\"\\\ud83d\ude00"#)
        #expect(verbs(text).verbs == ["get\n\"\\😀"])
    }
}
