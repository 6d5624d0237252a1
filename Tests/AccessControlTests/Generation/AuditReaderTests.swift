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
    private func verbs(_ text: String, piece: Int = 1 << 20) -> (verbs: [String], unreadable: Int) {
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
        return (verbs, reader.unreadable)
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

    @Test func `escapes are decoded`() {
        let text = Self.event(#"g\u0065t\n\"\\\ud83d\ude00"#)
        #expect(verbs(text).verbs == ["get\n\"\\😀"])
    }
}
