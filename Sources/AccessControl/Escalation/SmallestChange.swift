// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents
internal import Findings

/// The fewest rules whose change takes a technique away.
struct SmallestChange {
    let evidence: (Evidence, Evidence)?
    let remediation: Remediation?
    /// Through which it is held.
    let binding: Binding?

    /// - Parameter grants: for each requirement, what grants it.
    init(_ technique: Technique, _ grants: [[Authorizer.Grant]]) {
        let candidates = zip(technique.requirements, grants).filter { !$0.1.isEmpty }
        guard let (requirement, chosen) = candidates.min(by: { Self.cost($0.1) < Self.cost($1.1) }),
            let first = chosen.first(where: { !$0.binding.isSystem }) ?? chosen.first
        else {
            evidence = nil
            remediation = nil
            binding = nil
            return
        }
        binding = first.binding
        evidence = (Evidence(requirement.element(in: first.rule)), Evidence(first.binding.roleEvidence))
        var sentences: [String] = []
        var edits: [Edit] = []
        var isComplete = true
        for grant in Self.distinct(chosen) {
            if grant.role.isSystem || BuiltInRoles.names.contains(grant.role.name) && grant.role.isClusterRole {
                isComplete = false
                sentences.append(
                    "bind another role than \"\(grant.role.name)\" in \(grant.binding.title) "
                        + "(\(grant.binding.resource.location))")
            } else {
                let change = requirement.change(of: grant.rule)
                sentences.append(
                    "\(change.sentence) of \(grant.role.resource.kind) \"\(grant.role.name)\" (\(grant.rule.node.location))"
                )
                edits += change.edits
                if change.edits.isEmpty { isComplete = false }
            }
        }
        var seen: Set<String> = []
        sentences = sentences.filter { seen.insert($0).inserted }
        remediation = Remediation(sentences.joined(separator: ", and "), .review, isComplete ? edits : [])
    }

    private static func cost(_ grants: [Authorizer.Grant]) -> Int { distinct(grants).count }

    private static func distinct(_ grants: [Authorizer.Grant]) -> [Authorizer.Grant] {
        var seen: Set<Node> = []
        return grants.filter { seen.insert($0.rule.node).inserted }
    }
}

extension Requirement {
    /// The element of a rule that grants it.
    func element(in rule: PolicyRule) -> Node {
        let patterns = matchingResources(of: rule)
        return rule.element("resources", patterns.isEmpty ? rule.resources : patterns)
    }

    private func matchingResources(of rule: PolicyRule) -> [String] {
        let wanted = grants.filter { rule.allows(group: $0.group) }.flatMap(\.resources)
        return rule.resources.filter { pattern in
            wanted.contains { text in
                if text == Self.anyResource { return true }
                let request = ResourceRequest("", text)
                return PolicyRule.covers(pattern, request.resource, request.subresource)
            }
        }
    }

    /// The smallest change of a rule after which it does not grant this any more: that which takes away the fewest
    /// pairs of a verb and a resource.
    func change(of rule: PolicyRule) -> (sentence: String, edits: [Edit]) {
        if rule.hasWildcardResource { return ("list the resources in place of \"*\" in a rule", []) }
        let resources = Set(matchingResources(of: rule))
        let verbs = offendingVerbs(of: rule)
        let canDropResources = !resources.isEmpty && resources.count < Set(rule.resources).count
        let canDropVerbs = !rule.hasWildcardVerb && !verbs.isEmpty && verbs.count < Set(rule.verbs).count
        let costs = (resources.count * rule.verbs.count, verbs.count * rule.resources.count)
        if canDropResources, !canDropVerbs || costs.0 <= costs.1 {
            return (
                "remove \(Self.quoted(resources)) from the resources of a rule",
                Self.removals("resources", resources, rule)
            )
        }
        if canDropVerbs {
            let noun = verbs.count == 1 ? "verb" : "verbs"
            return ("remove the \(noun) \(Self.quoted(verbs)) from a rule", Self.removals("verbs", verbs, rule))
        }
        if rule.hasWildcardVerb { return ("list the verbs in place of \"*\" in a rule", []) }
        return ("remove a rule", [.remove(rule.node)])
    }

    private func offendingVerbs(of rule: PolicyRule) -> Set<String> {
        let matching = grants.filter { grant in
            rule.allows(group: grant.group) && grant.resources.contains { Self.isCovered($0, by: rule) }
        }
        return Set(matching.flatMap(\.verbs)).intersection(rule.verbs)
    }

    private static func isCovered(_ resource: String, by rule: PolicyRule) -> Bool {
        if resource == anyResource { return true }
        let request = ResourceRequest("", resource)
        return rule.allows(resource: request.resource, subresource: request.subresource)
    }

    private static func removals(_ list: StaticString, _ texts: Set<String>, _ rule: PolicyRule) -> [Edit] {
        (rule.node[list]?.elements ?? Node.Elements.none).filter { texts.contains($0.scalarText) }.map { .remove($0) }
    }

    private static func quoted(_ texts: Set<String>) -> String {
        texts.sorted().map { "\"\($0)\"" }.joined(separator: ", ")
    }
}
