// SPDX-License-Identifier: Apache-2.0

/// Answers which of many requirements a rule meets, as `Requirement.isMet(by:)` does for one. The bits of the rule's
/// words tell which are worth asking.
struct RequirementIndex: Sendable {
    private let requirements: [Requirement]
    /// The words of each grant of each requirement, requirements in order; those of a requirement that only its own
    /// function can judge are nil.
    private let grants: [(requirement: Int, words: WordBits?)]

    init(_ requirements: [Requirement]) {
        self.requirements = requirements
        grants = requirements.enumerated().flatMap { position, requirement -> [(requirement: Int, words: WordBits?)] in
            if requirement.isCustom { return [(position, nil)] }
            return requirement.grants.map { (position, $0.words) }
        }
    }

    /// Two bits per requirement: met at all, and met for every object.
    func bits(of rule: PolicyRule) -> PowerBits {
        // A grant of every resource takes even a rule that names none.
        let words = rule.resources.isEmpty ? rule.words.ofAnyResource() : rule.words
        var bits = PowerBits()
        var asked = -1
        for grant in grants where grant.words?.overlaps(words) ?? true {
            guard grant.requirement != asked else { continue }
            asked = grant.requirement
            guard requirements[asked].isMet(by: rule) else { continue }
            bits.insert(asked * 2)
            if rule.resourceNames.isEmpty { bits.insert(asked * 2 + 1) }
        }
        return bits
    }
}
