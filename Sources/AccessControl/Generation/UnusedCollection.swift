// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents

/// Turns what was used into what can go.
struct UnusedCollection {
    private let marks: UsageMarks
    private(set) var entries: [UnusedPermissions.Entry] = []

    init(marks: UsageMarks) { self.marks = marks }

    /// A binding nobody used goes as a whole, of one that was used the subjects who did not.
    mutating func add(_ binding: Binding, role: Int) {
        guard role >= 0, !binding.subjects.isEmpty else { return }
        guard let used = marks.bindings[ObjectIdentifier(binding)] else {
            let names = RoleHolders.listing(binding.subjects.map(\.title))
            let message = "\(binding.title) was never used by \(names): role \"\(binding.roleName)\""
            return add(.binding, binding.resource, binding.resource.node, message, nil)
        }
        for subject in binding.subjects where !used.contains(subject.node) {
            add(
                .subject, binding.resource, subject.node, "\(binding.title) was never used by \(subject.title)",
                [.init(subject.node, .remove)])
        }
    }

    /// A role of which nothing was used goes as a whole.
    mutating func add(_ role: Role) {
        let title = "\(role.resource.kind) \"\(role.path)\""
        if !role.rules.isEmpty, role.rules.allSatisfy({ marks.rules[$0.node] == nil }) {
            let message =
                "\(title): none of its \(role.rules.count == 1 ? "one rule" : "\(role.rules.count) rules") "
                + "was ever used"
            return add(.role, role.resource, role.resource.node, message, nil)
        }
        for rule in role.rules {
            guard let used = marks.rules[rule.node] else {
                let what = (rule.resources + rule.nonResourceURLs).joined(separator: ", ")
                add(
                    .rule, role.resource, rule.node, "\(title): the rule on \(what) was never used",
                    [.init(rule.node, .remove)])
                continue
            }
            let part = RulePart(rule: rule, role: role.resource, title: title)
            narrow(part, "verbs", .verb, to: used.verbs)
            if !rule.nonResourceURLs.isEmpty {
                narrow(part, "nonResourceURLs", .url, to: used.urls)
                continue
            }
            narrow(part, "apiGroups", .group, to: used.groups)
            narrow(part, "resources", .resource, to: rule.hasWildcardResource ? used.requested : used.resources)
            if !rule.resourceNames.isEmpty, !used.hasMoreNames {
                narrow(part, "resourceNames", .name, to: used.names)
            }
        }
    }

    private struct RulePart {
        let rule: PolicyRule
        let role: Resource
        let title: String
    }

    /// Takes out of a list what was not used, and puts what was used in the place of a wildcard.
    private mutating func narrow(
        _ part: RulePart, _ key: String, _ kind: UnusedPermissions.Entry.Kind, to used: Set<String>
    ) {
        guard let list = part.rule.node[key: key], !used.isEmpty else { return }
        let hasWildcard = key != "nonResourceURLs" && list.elements.contains { $0.scalarText == "*" }
        if hasWildcard {
            let words = used.sorted()
            let shown = words.map { $0.isEmpty ? "\"\"" : $0 }.joined(separator: ", ")
            return add(
                .wildcard, part.role, list, "\(part.title): of the \(key) \"*\" only \(shown) \(Self.were(words)) used",
                [.init(list, .set(.array(words.map { .string($0) })))])
        }
        let unused = list.elements.filter { !used.contains($0.scalarText) }
        guard let first = unused.first, list.elements.contains(where: { used.contains($0.scalarText) }) else { return }
        let names = unused.map { $0.scalarText.isEmpty ? "\"\"" : $0.scalarText }.joined(separator: ", ")
        add(kind, part.role, first, "\(part.title): \(key) \(names) never used", unused.map { .init($0, .remove) })
    }

    private static func were(_ words: [String]) -> String { words.count == 1 ? "was" : "were" }

    private mutating func add(
        _ kind: UnusedPermissions.Entry.Kind, _ object: Resource, _ place: Node, _ message: String,
        _ changes: [UnusedPermissions.Change]?
    ) {
        entries.append(
            UnusedPermissions.Entry(kind: kind, place: place, message: message, object: object, changes: changes))
    }
}

extension Role {
    /// `namespace/name`, or the name alone for a ClusterRole.
    package var path: String { isClusterRole ? name : "\(namespace)/\(name)" }
}
