// SPDX-License-Identifier: Apache-2.0

internal import Findings

/// Tells the words of a question that neither Kubernetes nor the input knows: whatever was meant, it was not asked.
package struct QuestionWords: Sendable {
    private let naming: ResourceNaming
    private let rules: [PolicyRule]

    package init(naming: ResourceNaming, authorizer: Authorizer) {
        self.naming = naming
        rules = Array(authorizer.rulesOfRoles.joined())
    }

    /// Resources that are only asked for in checks of permissions, or that older versions and OpenShift serve.
    private static let unserved: Set<String> = [
        "*", "users", "groups", "uids", "userextras", "signers", "podsecuritypolicies", "securitycontextconstraints",
    ]

    /// A remark on a verb that no request has; nil when some has.
    package func remark(verb: String) -> String? {
        if Verbs.known.contains(verb) || verb.contains(":") { return nil }
        if rules.contains(where: { $0.verbs.contains { $0.isExactly(verb) } }) { return nil }
        let lowercased = verb.lowercased()
        let near = Verbs.known.sorted().first {
            $0 == lowercased || Spelling.isNear($0, lowercased) || $0 + "s" == lowercased
        }
        return "unknown verb \"\(verb)\"" + Self.hint(near)
    }

    /// A remark on a resource that nobody serves or names; nil when somebody does.
    package func remark(resource found: ResourceNaming.Answer) -> String? {
        if found.isNamespaced != nil || Self.unserved.contains(found.resource) { return nil }
        let isNamed = rules.contains { rule in
            rule.allows(group: found.group) && rule.resources.contains { Self.base($0).isExactly(found.resource) }
        }
        if isNamed { return nil }
        let title = found.group.isEmpty ? found.resource : "\(found.resource).\(found.group)"
        return "unknown resource \"\(title)\"" + Self.hint(nearest(found.resource))
    }

    /// The resource with the name that is spelt most alike, with its group.
    private func nearest(_ name: String) -> String? {
        var titles = Dictionary(naming.customTitles) { min($0, $1) }
        for rule in rules {
            for resource in rule.resources where !resource.hasPrefix("*") {
                for group in rule.apiGroups where group != "*" {
                    let title = group.isEmpty ? Self.base(resource) : "\(Self.base(resource)).\(group)"
                    titles[Self.base(resource)] = min(titles[Self.base(resource)] ?? title, title)
                }
            }
        }
        for known in KnownResources.all.reversed() {
            titles[known.name] = known.group.isEmpty ? known.name : "\(known.name).\(known.group)"
        }
        return NearestName.find(name.lowercased(), in: titles.keys.sorted()).flatMap { titles[$0] }
    }

    private static func base(_ resource: String) -> String { String(resource.prefix { $0 != "/" }) }

    private static func hint(_ near: String?) -> String { near.map { ", did you mean \"\($0)\"?" } ?? "" }
}
