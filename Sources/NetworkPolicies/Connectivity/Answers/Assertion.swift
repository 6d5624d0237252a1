// SPDX-License-Identifier: Apache-2.0

package import Documents

/// A statement about connections that people keep beside their manifests.
package struct Assertion: Sendable {
    package let node: Node
    package let source: String
    package let destination: String
    /// A number or a name; nil for any port.
    package let port: String?
    package let transport: TransportProtocol?
    package let expected: Verdict

    /// Reads the assertions of a suite: a list, an object with a list under `assertions` or `tests`, or a stream of
    /// objects.
    package static func read(_ suite: Document) -> (assertions: [Assertion], problems: [Problem]) {
        var assertions: [Assertion] = []
        var problems = suite.problems
        for node in suite.roots.flatMap({ nodes($0) }) {
            do throws(Problem) { assertions.append(try Assertion(node)) } catch { problems.append(error) }
        }
        if assertions.isEmpty, problems.isEmpty {
            problems.append(
                Problem(
                    "no-assertion", file: suite.name,
                    "found no assertion, expected a list of {from, to, port, protocol, expect}"))
        }
        return (assertions, problems)
    }

    private static func nodes(_ root: Node) -> [Node] {
        if root.isSequence { return Array(root.elements) }
        if let list = root["assertions"] ?? root["tests"], list.isSequence { return Array(list.elements) }
        return root.isNull ? [] : [root]
    }

    private init(_ node: Node) throws(Problem) {
        self.node = node
        guard node.isMapping else { throw Self.problem(node, "expected an assertion with from, to and expect") }
        let known = ["from", "to", "port", "protocol", "expect", "name", "description", "reason"]
        for (key, _) in node.entries where !known.contains(key.scalarText) {
            throw Self.problem(
                key, "unknown field \"\(key.scalarText)\", expected \(known.prefix(5).joined(separator: ", "))")
        }
        source = try Self.text(node, "from")
        destination = try Self.text(node, "to")
        port = node.field("port")?.scalarText
        if let field = node.field("protocol") {
            guard let transport = TransportProtocol(name: field.scalarText.uppercased()) else {
                throw Self.problem(field, "unknown protocol \"\(field.scalarText)\", expected TCP, UDP or SCTP")
            }
            self.transport = transport
        } else {
            transport = port.map { _ in .tcp }
        }
        if let number = port.flatMap({ Int($0) }), !(1...65_535).contains(number) {
            throw Self.problem(node, "the port \(number) is not between 1 and 65535")
        }
        switch try Self.text(node, "expect") {
        case "allow": expected = .allow
        case "deny": expected = .deny
        default:
            throw Self.problem(
                node["expect"] ?? node, "found \(PolicyReading.found(node["expect"] ?? node)), expected allow or deny")
        }
    }

    private static func text(_ node: Node, _ key: StaticString) throws(Problem) -> String {
        guard let field = node.field(key), field.isScalar else {
            throw problem(node, "the assertion has no \"\(key)\"")
        }
        return field.scalarText
    }

    private static func problem(_ node: Node, _ message: String) -> Problem {
        Problem("invalid-assertion", at: node.location, message)
    }

    /// The ports that are meant at a destination.
    package func ports(_ destination: Endpoint?) -> PortSet {
        guard let port else { return transport.map { PortSet($0) } ?? .all }
        let transport = transport ?? .tcp
        if let number = Int(port) { return PortSet(transport, number, number) }
        return PortSet((destination?.ports ?? []).filter { $0.name == port && $0.transport == transport })
    }
}

/// What became of an assertion.
package struct AssertionResult: Sendable {
    package let assertion: Assertion
    package let actual: Verdict
    package let passed: Bool
    /// Nil when a side is not in the input.
    package let answer: Answer?

    /// An assertion about something that is not in the input: it has not been met.
    package static func unjudged(_ assertion: Assertion) -> AssertionResult {
        AssertionResult(assertion: assertion, actual: .unknown, passed: false, answer: nil)
    }
}

extension Connectivity {
    /// Holds an assertion against the policies; a side that is not in the input is a problem.
    package func judge(_ assertion: Assertion) throws(Problem) -> AssertionResult {
        let source = try reference(assertion.source, "from", assertion)
        let destination = try reference(assertion.destination, "to", assertion)
        let answer = answer(from: source, to: destination, ports: assertion.ports)
        if answer.pairs.isEmpty {
            throw Problem(
                "unknown-workload", at: assertion.node.location,
                "\(assertion.source) and \(assertion.destination) both lie outside, expected a workload on one side")
        }
        let actual: Verdict
        switch answer.summary {
        case .all(let verdict): actual = verdict
        case .mixed: actual = mixed(answer, assertion)
        }
        return AssertionResult(
            assertion: assertion, actual: actual, passed: actual == assertion.expected, answer: answer)
    }

    /// `external` is allowed as soon as some address is; a range must agree as a whole with what is expected.
    private func mixed(_ answer: Answer, _ assertion: Assertion) -> Verdict {
        if assertion.source == "external" || assertion.destination == "external" {
            return answer.pairs.contains { $0.verdict == .allow } ? .allow : .dependsOnCNI
        }
        return answer.pairs.first { $0.verdict != assertion.expected }?.verdict ?? assertion.expected
    }

    private func reference(
        _ text: String, _ key: StaticString, _ assertion: Assertion
    ) throws(Problem) -> PeerReference {
        if let reference = PeerReference(text, in: self) { return reference }
        let place = assertion.node[key] ?? assertion.node
        throw Problem(
            "unknown-workload", at: place.location,
            "\"\(text)\" is no workload of the input, expected namespace/name, an address, a CIDR or external")
    }
}
