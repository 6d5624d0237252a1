// SPDX-License-Identifier: Apache-2.0

internal import Documents

/// Something that permissions enable, as the verbs and resources that it takes.
package final class Power: Sendable {
    /// Any of the verbs on any of the resources of a group.
    package struct Grant: Sendable {
        package let verbs: [String]
        package let group: String
        /// With their subresource: `pods/exec`; `userextras/` for every subresource, `*` for every resource.
        package let resources: [String]
        let words: WordBits

        package init(_ verbs: [String], _ group: String = "", _ resources: String...) {
            self.verbs = verbs
            self.group = group
            self.resources = resources
            let words = WordBits(verbs: verbs, groups: [group], resources: resources)
            self.words = resources.contains { $0.utf8.last == 0x2F } ? words.ofAnyResource() : words
        }
    }

    /// Where a role must be bound for the power to have effect.
    package enum Effect: Sendable, Hashable {
        case anywhere
        /// The resources are cluster-scoped: a RoleBinding never grants them.
        case clusterOnly
        /// Only objects of one namespace matter.
        case within(String)
    }

    /// What a list of `resourceNames` means for the power.
    package enum Names: Sendable, Hashable {
        /// Access to named objects is what least privilege asks for: no finding.
        case harmless
        /// Named objects still carry the power, one step less severe.
        case lowers
        /// The power is about these names: a list without them is harmless.
        case among(Set<String>)
    }

    /// Verb phrase that completes "lets its holders …": `read secrets`.
    package let phrase: String
    /// One grant of every group is needed.
    package let requirements: [[Grant]]
    package let effect: Effect
    package let names: Names
    /// Those of the first requirement's grants.
    private let words: WordBits

    /// A power that any of the grants carries.
    package convenience init(
        _ phrase: String, effect: Effect = .anywhere, names: Names = .harmless, _ grants: Grant...
    ) {
        self.init(phrase, effect: effect, names: names, all: [grants])
    }

    /// A power that needs one grant of every list.
    package init(_ phrase: String, effect: Effect = .anywhere, names: Names = .harmless, all: [[Grant]]) {
        self.phrase = phrase
        self.effect = effect
        self.names = names
        requirements = all
        words = (all.first ?? []).reduce(into: WordBits()) { $0.formUnion($1.words) }
    }

    /// Cheap: false for most roles, none of whose rules can grant the first of what the power takes.
    func mayBegin(in role: Role) -> Bool { role.words.overlaps(words) }

    /// A rule that grants a part of the power, with the elements that do.
    struct Match {
        let verb: Node
        let resource: Node
        let verbs: [String]
        let resources: [String]
        let isNamed: Bool
    }

    /// How a role's rules grant the power; empty when they do not. Rules that cover every resource are left out: they
    /// are told about as wildcards.
    func matches(_ rules: [PolicyRule]) -> [Match] {
        var matches: [Match] = []
        for alternatives in requirements {
            let more = Self.matches(alternatives, rules, self)
            if more.isEmpty { return [] }
            matches += more
        }
        return matches
    }

    /// How a role's rules grant the first of what the power takes.
    func beginnings(_ rules: [PolicyRule]) -> [Match] {
        requirements.first.map { Self.matches($0, rules, self) } ?? []
    }

    private static func matches(_ alternatives: [Grant], _ rules: [PolicyRule], _ power: Power) -> [Match] {
        var matches: [Match] = []
        for position in rules.indices {
            let words = rules[position].words
            for grant in alternatives where grant.words.overlaps(words) && mayGrant(rules[position], grant) {
                if let match = power.match(grant, rules[position]) { matches.append(match) }
            }
        }
        return matches
    }

    /// Cheap: most rules name other resources.
    private static func mayGrant(_ rule: PolicyRule, _ grant: Grant) -> Bool {
        for resource in rule.resources where grants(grant.resources, resource) {
            return rule.allows(group: grant.group)
        }
        return false
    }

    private func match(_ grant: Grant, _ rule: PolicyRule) -> Match? {
        let resources = rule.resources.filter { $0 != "*" && Self.grants(grant.resources, $0) }
        guard !resources.isEmpty else { return nil }
        var verbs = grant.verbs.filter { rule.verbs.contains($0) }
        if rule.hasWildcardVerb { verbs = ["*"] }
        let isNamed = !rule.resourceNames.isEmpty
        if isNamed {
            guard nameList(rule.resourceNames) else { return nil }
            // A create request for a top-level object carries no name, so a list of names never allows it.
            if resources.allSatisfy({ !$0.contains("/") }) { verbs.removeAll { $0 == "create" } }
        }
        guard !verbs.isEmpty else { return nil }
        return Match(
            verb: rule.element("verbs", verbs), resource: rule.element("resources", resources), verbs: verbs,
            resources: resources, isNamed: isNamed)
    }

    private func nameList(_ list: [String]) -> Bool {
        switch names {
        case .harmless: false
        case .lowers: true
        case .among(let names): list.contains { names.contains($0) }
        }
    }

    private static func grants(_ resources: [String], _ pattern: String) -> Bool {
        resources.contains { wanted in
            if wanted == pattern || wanted == "*" { return true }
            if wanted.utf8.last == 0x2F, pattern.utf8.starts(with: wanted.utf8) { return true }
            guard pattern.utf8.starts(with: "*/".utf8), let slash = wanted.firstIndex(of: "/") else { return false }
            return pattern.dropFirst() == wanted[slash...]
        }
    }
}
