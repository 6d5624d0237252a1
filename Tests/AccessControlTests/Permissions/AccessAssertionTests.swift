// SPDX-License-Identifier: Apache-2.0

import AccessControl
import Cluster
import Documents
import Testing

struct AccessAssertionTests {
    private let naming = ResourceNaming(Inventory(documents: []))

    private func read(_ text: String) -> (assertions: [AccessAssertion], problems: [Problem]) {
        AccessAssertion.read(Document.parse(text, name: "suite.yaml"), naming: naming)
    }

    @Test func `suites are lists, mappings or streams`() {
        let one = "{as: ann, verb: get, resource: pods, expect: deny}"
        #expect(read("- \(one)\n- \(one)\n").assertions.count == 2)
        #expect(read("assertions:\n- \(one)\n").assertions.count == 1)
        let json = #"{"as":"ann","verb":"get","resource":"pods","expect":"deny"}"#
        #expect(read(json + "\n" + json + "\n").assertions.count == 2)
    }

    @Test func `a group left out is looked up, an empty one is core`() {
        let read = read(
            """
            - {as: a, verb: get, resource: deployments, expect: deny}
            - {as: a, verb: get, group: "", resource: deployments, expect: deny}
            - {as: a, verb: get, group: apps, resource: deployments, subresource: scale, expect: deny}
            """)
        let requests = read.assertions.map { assertion -> String in
            guard case .resource(let request) = assertion.question else { return "" }
            return "\(request.group)|\(request.resource)|\(request.subresource)"
        }
        #expect(requests == ["apps|deployments|", "|deployments|", "apps|deployments|scale"])
    }

    @Test func `a bad assertion is a problem with its place and the rest is read`() {
        let read = read(
            """
            - {as: a, verb: get, resource: pods, expect: maybe}
            - {verb: get, resource: pods, expect: deny}
            - {as: a, verb: get, url: /metrics, expect: allow}
            """)
        #expect(read.assertions.count == 1)
        #expect(read.problems.map(\.location.line) == [1, 2])
    }

    @Test func `names are understood as people write them`() {
        #expect(naming.resolve("deploy").title == "deployments.apps")
        #expect(naming.resolve("networkpolicy").title == "networkpolicies.networking.k8s.io")
        #expect(naming.resolve("pods/exec").title == "pods/exec")
        #expect(naming.resolve("widgets.example.com/status").title == "widgets.example.com/status")
        #expect(naming.resolve("widgets").isNamespaced == nil)
    }
}
