// SPDX-License-Identifier: Apache-2.0

/// Which subjects hold which of the powers that matter most, and where.
package struct PowerMatrix: Sendable {
    /// Somebody whom a binding names.
    package struct Subject: Sendable, Hashable, Comparable {
        package let kind: RoleSubject.Kind
        package let namespace: String
        package let name: String

        init(kind: RoleSubject.Kind, namespace: String, name: String) {
            self.kind = kind
            self.namespace = namespace
            self.name = name
        }

        /// Whom a binding names; nil when the API server knows nobody of that kind, or not without a namespace.
        init?(_ subject: RoleSubject) {
            guard let kind = subject.kind, kind != .serviceAccount || !subject.namespace.isEmpty else { return nil }
            self.init(kind: kind, namespace: subject.namespace, name: subject.name)
        }

        /// The identity behind it; a group stands for a member of whom nothing else is known.
        package var identity: Identity {
            switch kind {
            case .user: Identity(user: name)
            case .serviceAccount: Identity(serviceAccount: ServiceAccounts.Name(namespace, name))
            case .group: Identity(groups: [name])
            }
        }

        package var title: String { kind == .serviceAccount ? "\(namespace)/\(name)" : name }

        package static func < (left: Subject, right: Subject) -> Bool {
            (left.kind.rawValue, left.namespace, left.name) < (right.kind.rawValue, right.namespace, right.name)
        }
    }

    /// A column.
    package struct Column: Sendable {
        package let title: String
        let requests: [(verb: String, group: String, resource: String)]
    }

    package enum Cell: Sendable, Hashable {
        case nowhere
        /// In so many namespaces.
        case namespaces(Int)
        case cluster
    }

    package struct Row: Sendable {
        package let subject: Subject
        package let cells: [Cell]
        /// For each cell the first bindings behind it, with the role's rule.
        package let grants: [[Authorizer.Grant]]
    }

    private static let shownGrants = 3

    package static let columns: [Column] = [
        Column(title: "everything", requests: [("*", "*", "*")]),
        Column(title: "read secrets", requests: [("get", "", "secrets"), ("list", "", "secrets")]),
        Column(title: "write secrets", requests: [("create", "", "secrets"), ("update", "", "secrets")]),
        Column(
            title: "run pods",
            requests: [
                ("create", "", "pods"), ("create", "apps", "deployments"), ("create", "apps", "daemonsets"),
                ("create", "apps", "statefulsets"), ("create", "batch", "jobs"), ("create", "batch", "cronjobs"),
            ]),
        Column(
            title: "change pods",
            requests: [("patch", "", "pods"), ("patch", "apps", "deployments"), ("update", "apps", "deployments")]),
        Column(title: "exec", requests: [("create", "", "pods/exec"), ("get", "", "pods/exec")]),
        Column(title: "tokens", requests: [("create", "", "serviceaccounts/token")]),
        Column(
            title: "impersonate",
            requests: [
                ("impersonate", "", "users"), ("impersonate", "", "groups"), ("impersonate", "", "serviceaccounts"),
            ]),
        Column(
            title: "RBAC",
            requests: [
                ("create", rbac, "rolebindings"), ("create", rbac, "clusterrolebindings"), ("update", rbac, "roles"),
                ("update", rbac, "clusterroles"), ("bind", rbac, "clusterroles"), ("escalate", rbac, "clusterroles"),
            ]),
        Column(title: "nodes", requests: [("get", "", "nodes/proxy"), ("patch", "", "nodes")]),
        Column(
            title: "webhooks",
            requests: [
                ("create", admission, "mutatingwebhookconfigurations"),
                ("create", admission, "validatingwebhookconfigurations"),
            ]),
    ]

    private static let rbac = "rbac.authorization.k8s.io"
    private static let admission = "admissionregistration.k8s.io"

    /// Sorted by kind, namespace, name.
    package let rows: [Row]

    /// - Parameter namespace: count only bindings with effect there; nil for all.
    package init(of authorizer: Authorizer, namespace: String? = nil) {
        let powers = authorizer.rulesOfRoles.map { rules in
            Self.columns.map { column in rules.first { rule in column.requests.contains { Self.allows(rule, $0) } } }
        }
        rows = Self.subjects(of: authorizer).map { subject in
            var clusters = [Bool](repeating: false, count: Self.columns.count)
            var namespaces = [Set<String>](repeating: [], count: Self.columns.count)
            var grants = [[Authorizer.Grant]](repeating: [], count: Self.columns.count)
            for position in authorizer.bindingPositions(of: subject.identity) {
                let role = authorizer.roleOfBindings[position]
                let binding = authorizer.bindings[position]
                guard role >= 0, binding.isClusterBinding || namespace == nil || namespace == binding.namespace else {
                    continue
                }
                for column in Self.columns.indices {
                    guard let rule = powers[role][column] else { continue }
                    if grants[column].count < Self.shownGrants {
                        grants[column].append(
                            Authorizer.Grant(binding: binding, role: authorizer.roles[role], rule: rule))
                    }
                    if binding.isClusterBinding {
                        clusters[column] = true
                    } else {
                        namespaces[column].insert(binding.namespace)
                    }
                }
            }
            let cells = Self.columns.indices.map { column -> Cell in
                if clusters[column] { return .cluster }
                return namespaces[column].isEmpty ? .nowhere : .namespaces(namespaces[column].count)
            }
            return Row(subject: subject, cells: cells, grants: grants)
        }
    }

    /// Everybody whom a binding names, sorted by kind, namespace, name.
    package static func subjects(of authorizer: Authorizer) -> [Subject] {
        var subjects: Set<Subject> = []
        for binding in authorizer.bindings { subjects.formUnion(binding.subjects.lazy.compactMap { Subject($0) }) }
        return subjects.sorted()
    }

    private static func allows(
        _ rule: PolicyRule, _ request: (verb: String, group: String, resource: String)
    ) -> Bool {
        if request.verb == "*" { return rule.isWildcardAll && rule.hasWildcardGroup }
        return rule.allows(ResourceRequest(request.verb, group: request.group, request.resource))
    }
}
