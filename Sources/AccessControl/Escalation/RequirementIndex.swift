// SPDX-License-Identifier: Apache-2.0

/// Answers which of many requirements a rule meets, as `Requirement.isMet(by:)` does for one. The words of the rule are
/// looked up once; bits then tell which requirements are worth asking.
struct RequirementIndex: Sendable {
    /// The words of a grant, one bit each; words beyond the 64th share bits.
    private struct Words: Sendable {
        let verbs: UInt64
        let group: UInt64
        /// None for a grant of every resource.
        let resources: UInt64
    }

    private struct Entry: Sendable {
        let requirement: Requirement
        /// Nil for a requirement that only its own function can judge.
        let grants: [Words]?
    }

    private let entries: [Entry]
    private let verbs: Vocabulary
    private let groups: Vocabulary
    private let resources: Vocabulary
    /// Resources by their subresource, for patterns such as `*/scale`.
    private let bySubresource: [String: UInt64]

    init(_ requirements: [Requirement]) {
        var (verbs, groups, resources) = (Vocabulary(), Vocabulary(), Vocabulary())
        entries = requirements.map { requirement in
            let grants = requirement.grants.map { grant in
                Words(
                    verbs: verbs.add(grant.verbs), group: groups.add([grant.group]),
                    resources: grant.resources.contains(Requirement.anyResource)
                        ? 0 : resources.add(grant.resources))
            }
            return Entry(requirement: requirement, grants: requirement.isCustom ? nil : grants)
        }
        var bySubresource: [String: UInt64] = [:]
        for (text, bit) in resources.bits {
            let request = ResourceRequest("", text)
            if !request.subresource.isEmpty { bySubresource[request.subresource, default: 0] |= bit }
        }
        self.bySubresource = bySubresource
        (self.verbs, self.groups, self.resources) = (verbs, groups, resources)
    }

    /// Two bits per requirement: met at all, and met for every object.
    func bits(of rule: PolicyRule) -> PowerBits {
        let words = Words(
            verbs: verbs.bits(of: rule.verbs), group: groups.bits(of: rule.apiGroups), resources: resources(of: rule))
        var bits = PowerBits()
        for position in entries.indices where mayMeet(words, position) {
            guard entries[position].requirement.isMet(by: rule) else { continue }
            bits.insert(position * 2)
            if rule.resourceNames.isEmpty { bits.insert(position * 2 + 1) }
        }
        return bits
    }

    private func mayMeet(_ words: Words, _ position: Int) -> Bool {
        guard let grants = entries[position].grants else { return true }
        for grant in grants
        where words.group & grant.group != 0 && words.verbs & grant.verbs != 0
            && (grant.resources == 0 || words.resources & grant.resources != 0)
        {
            return true
        }
        return false
    }

    private func resources(of rule: PolicyRule) -> UInt64 {
        var bits = resources.bits(of: rule.resources)
        for pattern in rule.resources where pattern.utf8.starts(with: "*/".utf8) {
            bits |= bySubresource[String(pattern.dropFirst(2))] ?? 0
        }
        return bits
    }

    /// Words that requirements use, with their bits.
    private struct Vocabulary: Sendable {
        private(set) var bits: [String: UInt64] = [:]

        mutating func add(_ words: [String]) -> UInt64 {
            var result: UInt64 = 0
            for word in words {
                let bit = bits[word] ?? 1 << UInt64(bits.count & 63)
                bits[word] = bit
                result |= bit
            }
            return result
        }

        /// The bits of a rule's words; all for `*`.
        func bits(of words: [String]) -> UInt64 {
            var result: UInt64 = 0
            for word in words { result |= word == "*" ? .max : bits[word] ?? 0 }
            return result
        }
    }
}
