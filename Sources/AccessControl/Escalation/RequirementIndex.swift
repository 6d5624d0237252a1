// SPDX-License-Identifier: Apache-2.0

/// Answers which of many requirements a rule meets, as `Requirement.isMet(by:)` does for one: the words of the rule are
/// looked up once, and what remains is arithmetic on bits.
struct RequirementIndex: Sendable {
    /// A grant with its words as bits.
    private struct Grant: Sendable {
        let verbs: PowerBits
        let group: PowerBits
        let resources: PowerBits
    }

    private struct Entry: Sendable {
        let requirement: Requirement
        /// Nil for a requirement that only its own function can judge.
        let grants: [Grant]?
    }

    private let entries: [Entry]
    private let verbs: Vocabulary
    private let groups: Vocabulary
    private let resources: Vocabulary
    /// Resources by their subresource, for patterns such as `*/scale`.
    private let bySubresource: [String: PowerBits]

    init(_ requirements: [Requirement]) {
        var (verbs, groups, resources) = (Vocabulary(), Vocabulary(), Vocabulary())
        entries = requirements.map { requirement in
            let grants = requirement.grants.map { grant in
                Grant(
                    verbs: verbs.add(grant.verbs), group: groups.add([grant.group]),
                    resources: resources.add(grant.resources))
            }
            return Entry(requirement: requirement, grants: requirement.isCustom ? nil : grants)
        }
        var bySubresource: [String: PowerBits] = [:]
        for (text, bit) in resources.bits {
            let request = ResourceRequest("", text)
            if !request.subresource.isEmpty { bySubresource[request.subresource, default: PowerBits()].insert(bit) }
        }
        self.bySubresource = bySubresource
        (self.verbs, self.groups, self.resources) = (verbs, groups, resources)
    }

    /// Two bits per requirement: met at all, and met for every object.
    func bits(of rule: PolicyRule) -> PowerBits {
        let words = Grant(
            verbs: verbs.bits(of: rule.verbs), group: groups.bits(of: rule.apiGroups), resources: resources(of: rule))
        var bits = PowerBits()
        for (position, entry) in entries.enumerated() where mayMeet(words, entry) {
            // Names and the limits of `create` are the requirement's own business.
            guard rule.resourceNames.isEmpty && entry.grants != nil || entry.requirement.isMet(by: rule) else {
                continue
            }
            bits.insert(position * 2)
            if rule.resourceNames.isEmpty { bits.insert(position * 2 + 1) }
        }
        return bits
    }

    private func mayMeet(_ words: Grant, _ entry: Entry) -> Bool {
        guard let grants = entry.grants else { return true }
        return grants.contains { grant in
            words.group.intersects(grant.group) && words.resources.intersects(grant.resources)
                && words.verbs.intersects(grant.verbs)
        }
    }

    private func resources(of rule: PolicyRule) -> PowerBits {
        var bits = resources.bits(of: rule.resources)
        for pattern in rule.resources where pattern.utf8.starts(with: "*/".utf8) {
            if let more = bySubresource[String(pattern.dropFirst(2))] { bits.formUnion(more) }
        }
        return bits
    }

    /// Words that requirements use, numbered.
    private struct Vocabulary: Sendable {
        private(set) var bits: [String: Int] = [:]
        private var all = PowerBits()

        mutating func add(_ words: [String]) -> PowerBits {
            var result = PowerBits()
            for word in words {
                let bit = bits[word] ?? bits.count
                bits[word] = bit
                all.insert(bit)
                result.insert(bit)
            }
            return result
        }

        /// The bits of a rule's words; all for `*`.
        func bits(of words: [String]) -> PowerBits {
            var result = PowerBits()
            for word in words {
                if word == "*" { return all }
                if let bit = bits[word] { result.insert(bit) }
            }
            return result
        }
    }
}
