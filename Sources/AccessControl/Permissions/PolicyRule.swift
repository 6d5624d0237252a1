// SPDX-License-Identifier: Apache-2.0

package import Documents

/// One rule of a role, matched as the API server's RBAC authorizer matches it
/// (https://kubernetes.io/docs/reference/access-authn-authz/rbac/#referring-to-resources).
package struct PolicyRule: Sendable, Hashable {
    /// The mapping below `rules`.
    package let node: Node
    package let verbs: [String]
    package let apiGroups: [String]
    package let resources: [String]
    /// Empty: all names.
    package let resourceNames: [String]
    package let nonResourceURLs: [String]
    let words: WordBits
    /// The lists are lists, or left out, and hold texts only.
    let isPlain: Bool

    package init(_ node: Node) {
        self.node = node
        var isPlain = true
        verbs = Self.texts(node["verbs"], &isPlain)
        apiGroups = Self.texts(node["apiGroups"], &isPlain)
        resources = Self.texts(node["resources"], &isPlain)
        resourceNames = Self.texts(node["resourceNames"], &isPlain)
        nonResourceURLs = Self.texts(node["nonResourceURLs"], &isPlain)
        self.isPlain = isPlain
        words = WordBits(verbs: verbs, groups: apiGroups, resources: resources)
    }

    /// What a rule says, wherever it stands.
    package struct Content: Sendable, Hashable {
        package let verbs: [String]
        package let apiGroups: [String]
        package let resources: [String]
        package let resourceNames: [String]
        package let nonResourceURLs: [String]
    }

    package var content: Content {
        Content(
            verbs: verbs, apiGroups: apiGroups, resources: resources, resourceNames: resourceNames,
            nonResourceURLs: nonResourceURLs)
    }

    private static func texts(_ node: Node?, _ isPlain: inout Bool) -> [String] {
        guard let node else { return [] }
        var areTexts = node.isSequence
        let texts = node.elements.map { element in
            areTexts = areTexts && element.isString
            return element.apiText
        }
        isPlain = isPlain && areTexts
        return texts
    }

    package var hasWildcardVerb: Bool { verbs.contains("*") }
    package var hasWildcardGroup: Bool { apiGroups.contains("*") }
    package var hasWildcardResource: Bool { resources.contains("*") }

    /// Every verb on every resource of the groups it names.
    package var isWildcardAll: Bool { hasWildcardVerb && hasWildcardResource && resourceNames.isEmpty }

    /// Whether the rule allows a request for a resource.
    package func allows(_ request: ResourceRequest) -> Bool {
        allows(verb: request.verb) && allows(group: request.group)
            && allows(resource: request.resource, subresource: request.subresource)
            && allows(name: request.name)
    }

    /// Whether the rule allows a request for a path that is no resource, such as `/metrics`.
    package func allows(verb: String, url: String) -> Bool { allows(verb: verb) && allows(url: url) }

    package func allows(verb: String) -> Bool { verbs.contains { $0 == "*" || $0.isExactly(verb) } }

    package func allows(group: String) -> Bool { apiGroups.contains { $0 == "*" || $0.isExactly(group) } }

    /// `*` covers all resources and subresources, `*/scale` one subresource of all; `pods` does not cover `pods/log`,
    /// and `pods/*` is no pattern.
    package func allows(resource: String, subresource: String) -> Bool {
        for pattern in resources where Self.covers(pattern, resource, subresource) { return true }
        return false
    }

    static func covers(_ pattern: String, _ resource: String, _ subresource: String) -> Bool {
        if pattern == "*" { return true }
        if subresource.isEmpty { return pattern.isExactly(resource) }
        guard let slash = pattern.utf8.firstIndex(of: 0x2F) else { return false }
        guard pattern.utf8[pattern.utf8.index(after: slash)...].elementsEqual(subresource.utf8) else { return false }
        let prefix = pattern.utf8[..<slash]
        return prefix.elementsEqual("*".utf8) || prefix.elementsEqual(resource.utf8)
    }

    /// A rule that names objects never allows a request that names none.
    package func allows(name: String) -> Bool { resourceNames.isEmpty || resourceNames.contains { $0.isExactly(name) } }

    package func allows(url: String) -> Bool { nonResourceURLs.contains { $0.covers(url: url) } }

    /// The element of a list of the rule that has a text, for evidence; the rule itself when there is none.
    package func element(_ list: StaticString, _ texts: [String]) -> Node {
        for element in node[list]?.elements ?? Node.Elements.none where texts.contains(element.scalarText) {
            return element
        }
        return node
    }
}

extension String {
    /// Whether a pattern of `nonResourceURLs` covers a path: `*`, the path itself, or what comes before trailing stars.
    func covers(url: String) -> Bool {
        if self == "*" || isExactly(url) { return true }
        guard utf8.last == 0x2A else { return false }
        var prefix = utf8[...]
        while prefix.last == 0x2A { prefix.removeLast() }
        return url.utf8.starts(with: prefix)
    }
}

extension Node {
    /// The text as the API server decodes it: null is no text.
    package var apiText: String { isNull ? "" : scalarText }
}

/// A request for a resource, as the authorizer sees it.
package struct ResourceRequest: Sendable, Hashable {
    package var verb: String
    /// Empty for the core group.
    package var group: String
    package var resource: String
    /// Empty for the resource itself.
    package var subresource: String
    /// Empty when the request names no object (list, create).
    package var name: String
    /// Empty for cluster-scoped resources and for requests over all namespaces.
    package var namespace: String

    package init(
        _ verb: String, group: String = "", _ resource: String, name: String = "", namespace: String = ""
    ) {
        self.verb = verb
        self.group = group
        self.name = name
        self.namespace = namespace
        if let slash = resource.utf8.firstIndex(of: 0x2F) {
            self.resource = String(resource[..<slash])
            subresource = String(resource[resource.utf8.index(after: slash)...])
        } else {
            self.resource = resource
            subresource = ""
        }
    }
}
