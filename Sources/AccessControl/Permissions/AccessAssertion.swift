// SPDX-License-Identifier: Apache-2.0

package import Documents

/// One permission that a team keeps an eye on: who may, or must not, do what.
package struct AccessAssertion: Sendable {
    /// As written.
    package let node: Node
    package let identity: Identity
    package let question: Question
    package let expectsAllow: Bool

    package enum Question: Sendable, Hashable {
        case resource(ResourceRequest)
        case url(verb: String, url: String)
    }

    /// Reads `{as, groups, namespace, verb, group, resource, subresource, name, url, expect}`.
    package init(_ node: Node, naming: ResourceNaming) throws(Problem) {
        func text(_ key: String) -> String { node[key: key]?.apiText ?? "" }
        guard node.isMapping else { throw Self.problem(node, "found no mapping, expected an assertion") }
        let user = text("as")
        let groups = (node["groups"]?.elements ?? Node.Elements.none).map(\.apiText)
        guard !user.isEmpty || !groups.isEmpty else {
            throw Self.problem(node, "assertion without a subject, expected as: USER or groups: [GROUP]")
        }
        identity = user.isEmpty ? Identity(groups: groups) : Identity(user: user, addedGroups: groups)
        let verb = text("verb")
        guard !verb.isEmpty else { throw Self.problem(node, "assertion without a verb") }
        switch text("expect") {
        case "allow": expectsAllow = true
        case "deny": expectsAllow = false
        case let other:
            throw Self.problem(node["expect"] ?? node, "expect is \"\(other)\", expected allow or deny")
        }
        if !text("url").isEmpty {
            question = .url(verb: verb, url: text("url"))
        } else {
            guard !text("resource").isEmpty else {
                throw Self.problem(node, "assertion without a resource, expected resource: NAME or url: PATH")
            }
            var group = node["group"].flatMap { $0.isNull ? nil : $0.scalarText }
            // No resource has capitals in its name: taken as it stands, and found nowhere.
            if group == nil, text("resource").contains(where: \.isUppercase) { group = "" }
            let resource = naming.resolve(text("resource"), group: group)
            var request = ResourceRequest(
                verb, group: resource.group, resource.resource, name: text("name"), namespace: text("namespace"))
            request.subresource = text("subresource").isEmpty ? resource.subresource : text("subresource")
            question = .resource(request)
        }
        self.node = node
    }

    private static func problem(_ node: Node, _ message: String) -> Problem {
        Problem("assertion", at: node.location, message)
    }

    /// Reads a suite: a list, a mapping with the list under `assertions` or `tests`, or one assertion a document.
    package static func read(
        _ document: Document, naming: ResourceNaming
    ) -> (assertions: [AccessAssertion], problems: [Problem]) {
        var assertions: [AccessAssertion] = []
        var problems = document.problems
        for root in document.roots where !root.isNull {
            let list = root.isSequence ? root : root["assertions"] ?? root["tests"]
            for node in list.map({ Array($0.elements) }) ?? [root] {
                do { assertions.append(try AccessAssertion(node, naming: naming)) } catch { problems.append(error) }
            }
        }
        return (assertions, problems)
    }

    package func isAllowed(by authorizer: Authorizer) -> Bool {
        switch question {
        case .resource(let request): authorizer.allows(request, by: identity)
        case .url(let verb, let url): authorizer.allows(verb: verb, url: url, by: identity)
        }
    }

    /// What allows it.
    package func grants(in authorizer: Authorizer) -> [Authorizer.Grant] {
        switch question {
        case .resource(let request):
            authorizer.grants(identity, namespace: request.namespace) { $0.allows(request) }
        case .url(let verb, let url):
            authorizer.grants(identity, namespace: "") { $0.allows(verb: verb, url: url) }
        }
    }
}
