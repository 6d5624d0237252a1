// SPDX-License-Identifier: Apache-2.0

import Documents
import Findings
import Testing

struct RemediationPatchTests {
    private let object: Node?

    init() {
        let text = """
            metadata: {name: a}
            spec:
              list: [a, b, c]
              empty:
              flag: true
            """
        object = Document.parse(text).roots.first
    }

    private func patch(_ edits: (Node) -> [Edit]) throws -> (text: String, result: Value?) {
        let object = try #require(object)
        let patch = JSONPatch(edits(object), in: object)
        var writer = JSONWriter()
        patch.write(to: &writer)
        return (String(decoding: writer.bytes, as: UTF8.self), object.value.applying(patch))
    }

    @Test func `missing parents are created once for all edits below them`() throws {
        let (text, result) = try patch { object in
            [
                .set(true, below: object, "spec", "securityContext", "runAsNonRoot"),
                .set("RuntimeDefault", below: object, "spec", "securityContext", "seccompProfile", "type"),
                .set(true, below: object, "spec", "securityContext", "runAsNonRoot"),
            ]
        }
        #expect(
            text == """
                [{"op":"add","path":"/spec/securityContext","value":{"runAsNonRoot":true,\
                "seccompProfile":{"type":"RuntimeDefault"}}}]
                """)
        #expect(result?["spec"]?["securityContext"]?["runAsNonRoot"] == .bool(true))
    }

    @Test func `an existing field is replaced and an empty parent filled`() throws {
        let (text, _) = try patch { object in
            [.set(false, below: object, "spec", "flag"), .set(1, below: object, "spec", "empty", "a")]
        }
        #expect(
            text == """
                [{"op":"replace","path":"/spec/empty","value":{"a":1}},\
                {"op":"replace","path":"/spec/flag","value":false}]
                """)
    }

    @Test func `elements are removed from the end so that positions stay true`() throws {
        let (text, result) = try patch { object in
            let list = object["spec"]?["list"]
            return [list?[0], list?[2]].compactMap { $0 }.map { .remove($0) }
                + [Edit(.append("d"), at: Evidence(below: object, "spec", "list"))]
        }
        #expect(
            text == """
                [{"op":"add","path":"/spec/list/-","value":"d"},{"op":"remove","path":"/spec/list/2"},\
                {"op":"remove","path":"/spec/list/0"}]
                """)
        #expect(result?["spec"]?["list"] == ["b", "d"])
    }

    @Test func `what is there already is not appended again`() throws {
        let (text, _) = try patch { [Edit(.append("a"), at: Evidence(below: $0, "spec", "list"))] }
        #expect(text == "[]")
    }

    @Test func `a list that is missing is created`() throws {
        let (text, _) = try patch { object in
            ["ALL", "ALL", "NET_RAW"].map {
                Edit(.append(.string($0)), at: Evidence(below: object, "spec", "capabilities", "drop"))
            }
        }
        #expect(text == #"[{"op":"add","path":"/spec/capabilities","value":{"drop":["ALL","NET_RAW"]}}]"#)
    }

    @Test func `a patch that points at nothing does not apply`() {
        let value: Value = ["a": [1]]
        #expect(value.applying(JSONPatch([.remove(FieldPath([.key("b")]))])) == nil)
        #expect(value.applying(JSONPatch([.replace(FieldPath([.key("a"), .index(1)]), 2)])) == nil)
        #expect(value.applying(JSONPatch([.add(FieldPath([.key("a"), .index(1)]), 2)])) == ["a": [1, 2]])
    }

    @Test func `members come in the order in which people write them`() {
        let value: Value = ["kind": "Pod", "spec": 1, "metadata": ["labels": 1, "name": "a"], "apiVersion": "v1"]
        let ordered: Value = ["apiVersion": "v1", "kind": "Pod", "metadata": ["name": "a", "labels": 1], "spec": 1]
        #expect(value.inKubernetesOrder == ordered)
    }
}
