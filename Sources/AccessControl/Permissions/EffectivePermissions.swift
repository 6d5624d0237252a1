// SPDX-License-Identifier: Apache-2.0

/// Everything that somebody may do, rule by rule, with the bindings that grant each.
package struct EffectivePermissions: Sendable {
    /// Where a rule has effect, cluster first.
    package enum Scope: Sendable, Hashable, Comparable, CustomStringConvertible {
        case cluster
        case namespace(String)

        package var description: String {
            switch self {
            case .cluster: "cluster"
            case .namespace(let name): "namespace:\(name)"
            }
        }
    }

    /// One rule in one scope.
    package struct Entry: Sendable {
        package let scope: Scope
        package let rule: PolicyRule.Content
        /// At least one, in the order of the bindings.
        package internal(set) var grants: [Authorizer.Grant]
    }

    package let identity: Identity
    /// Cluster-wide rules first, then by namespace; within a scope by groups, resources, verbs.
    package let entries: [Entry]

    package init(of identity: Identity, in authorizer: Authorizer) {
        self.identity = identity
        var positions: [Key: Int] = [:]
        var entries: [Entry] = []
        for position in authorizer.bindingPositions(of: identity) {
            let role = authorizer.roleOfBindings[position]
            guard role >= 0 else { continue }
            let binding = authorizer.bindings[position]
            let scope = binding.isClusterBinding ? Scope.cluster : .namespace(binding.namespace)
            for rule in authorizer.rulesOfRoles[role] {
                // URLs that are no resources belong to no namespace.
                if scope != .cluster, rule.resources.isEmpty { continue }
                let grant = Authorizer.Grant(binding: binding, role: authorizer.roles[role], rule: rule)
                let key = Key(scope: scope, rule: rule.content)
                if let known = positions[key] {
                    entries[known].grants.append(grant)
                } else {
                    positions[key] = entries.count
                    entries.append(Entry(scope: scope, rule: rule.content, grants: [grant]))
                }
            }
        }
        self.entries = entries.sorted { $0.order < $1.order }
    }

    private struct Key: Hashable {
        let scope: Scope
        let rule: PolicyRule.Content
    }
}

extension EffectivePermissions.Entry {
    /// Sorts by scope, then by what the rule says.
    fileprivate var order: (EffectivePermissions.Scope, String, String, String) {
        (
            scope, rule.apiGroups.joined(separator: ","),
            (rule.resources + rule.resourceNames + rule.nonResourceURLs).joined(separator: ","),
            rule.verbs.joined(separator: ",")
        )
    }
}

/// Who may do something.
package struct Holders: Sendable {
    package struct Entry: Sendable {
        package let kind: RoleSubject.Kind
        package let namespace: String
        package let name: String
        package internal(set) var grants: [Authorizer.Grant]
    }

    /// Users, groups and service accounts as bindings name them, sorted by kind, namespace, name.
    package let entries: [Entry]

    /// - Parameter reaches: whether a binding has effect for the question.
    package init(
        in authorizer: Authorizer, reaches: (Binding) -> Bool, where matches: (PolicyRule) -> Bool
    ) {
        var matchingRule: [Int: PolicyRule?] = [:]
        var entries: [Key: Entry] = [:]
        for (position, binding) in authorizer.bindings.enumerated() where reaches(binding) {
            let role = authorizer.roleOfBindings[position]
            guard role >= 0 else { continue }
            let known = matchingRule[role] ?? authorizer.rulesOfRoles[role].first(where: matches)
            matchingRule[role] = known
            guard let rule = known else { continue }
            let grant = Authorizer.Grant(binding: binding, role: authorizer.roles[role], rule: rule)
            for subject in binding.subjects {
                guard let kind = subject.kind, kind != .serviceAccount || !subject.namespace.isEmpty else { continue }
                let key = Key(kind: kind.rawValue, namespace: subject.namespace, name: subject.name)
                entries[
                    key,
                    default: Entry(kind: kind, namespace: subject.namespace, name: subject.name, grants: [])
                ].grants.append(grant)
            }
        }
        self.entries = entries.sorted { $0.key < $1.key }.map(\.value)
    }

    private struct Key: Hashable, Comparable {
        let kind: String
        let namespace: String
        let name: String

        static func < (left: Key, right: Key) -> Bool {
            (left.kind, left.namespace, left.name) < (right.kind, right.namespace, right.name)
        }
    }
}
