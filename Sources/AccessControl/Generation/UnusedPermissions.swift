// SPDX-License-Identifier: Apache-2.0

package import Cluster
package import Documents

/// What roles and bindings grant and a log does not show in use, with the edits that take it away. For every request
/// of the log the permission that allowed it is kept, so that a replay of the log over the edited objects denies
/// nothing.
package struct UnusedPermissions: Sendable {
    /// One thing that can go.
    package struct Entry: Sendable {
        package enum Kind: String, Sendable, Hashable { case binding, rule, verb, resource, wildcard }

        package let kind: Kind
        package let place: Node
        package let message: String
        let edits: [DocumentEdit]
        let document: Document
    }

    /// By file, line and column.
    package let entries: [Entry]
    /// Allowed requests of the log that these roles and bindings do not explain.
    package let unexplained: Int
    /// Allowed requests that they do.
    package let explained: Int
    private let usage: AuditUsage
    private let documents: [Document]

    package init(_ inventory: Inventory, authorizer: Authorizer, usage: AuditUsage) {
        var marks = UsageMarks(authorizer)
        for (position, request) in usage.requests.enumerated() where request.isAllowed {
            marks.mark(usage, position, usage.identity(of: request))
        }
        explained = marks.explained
        unexplained = marks.unexplained
        self.usage = usage
        documents = inventory.documents
        var collection = UnusedCollection(marks: marks, roots: inventory.documents)
        for (position, binding) in authorizer.bindings.enumerated() where !binding.isSystem {
            collection.add(binding, role: authorizer.roleOfBindings[position])
        }
        for (position, role) in authorizer.roles.enumerated() where !role.isSystem && role.aggregation == nil {
            guard marks.boundRoles.contains(position) else { continue }
            for rule in role.rules { collection.add(rule, of: role) }
        }
        entries = collection.entries.sorted { left, right in
            let places = (left.place.location, right.place.location)
            return (places.0.file, places.0.line, places.0.column) < (places.1.file, places.1.line, places.1.column)
        }
    }

    /// The documents after all edits, those that change only, with what could not be edited.
    package func edited() -> [(before: Document, after: Document, refusals: Int)] {
        documents.compactMap { document in
            let edits = entries.filter { $0.document === document }.flatMap(\.edits)
            if edits.isEmpty { return nil }
            let result = document.applying(edits)
            return (document, result.document, result.refusals.count)
        }
    }

    /// How many requests of the log that are allowed now the edited objects would deny.
    package func denialsAfterEdits(builtIns: Authorizer.BuiltIns, before: Authorizer) -> Int {
        let edited = edited()
        let after = documents.map { document in
            edited.first { $0.before === document }?.after ?? document
        }
        let authorizer = Authorizer(Inventory(documents: after), builtIns: builtIns)
        var denials = 0
        for (position, request) in usage.requests.enumerated() where request.isAllowed {
            let identity = usage.identity(of: request)
            for question in usage.questions(position) where before.allows(question, by: identity) {
                if !authorizer.allows(question, by: identity) { denials += 1 }
            }
        }
        return denials
    }
}

/// Which bindings and which parts of which rules the requests of a log have used.
private struct UsageMarks {
    /// What of one rule was used.
    struct Used {
        var verbs: Set<String> = []
        var groups: Set<String> = []
        /// The rule's own patterns.
        var resources: Set<String> = []
        /// What was asked for, for the place of a wildcard.
        var requested: Set<String> = []
        var urls: Set<String> = []
    }

    private let authorizer: Authorizer
    private(set) var rules: [Node: Used] = [:]
    private(set) var bindings: Set<ObjectIdentifier> = []
    /// Roles that some binding of the input gives to somebody.
    let boundRoles: Set<Int>
    private(set) var explained = 0
    private(set) var unexplained = 0

    init(_ authorizer: Authorizer) {
        self.authorizer = authorizer
        boundRoles = Set(authorizer.roleOfBindings.filter { $0 >= 0 })
    }

    mutating func mark(_ usage: AuditUsage, _ position: Int, _ identity: Identity) {
        let reasons = usage.counts[position].reasons
        for question in usage.questions(position) {
            let namespace: String
            if case .resource(let request) = question { namespace = request.namespace } else { namespace = "" }
            let grants = authorizer.grants(identity, namespace: namespace) { rule in
                switch question {
                case .resource(let request): rule.allows(request)
                case .url(let verb, let url): rule.allows(verb: verb, url: url)
                }
            }
            let named = grants.filter { grant in reasons.contains { $0.contains(Self.phrase(grant.binding)) } }
            // Every binding that the log names stays; without names the one the authorizer meets first.
            let kept = named.isEmpty ? grants.prefix(1).map { $0 } : Self.firstOfEach(named)
            if kept.isEmpty { unexplained += 1 } else { explained += 1 }
            for grant in kept { mark(grant, question) }
        }
    }

    /// As the authorizer words it: `RoleBinding "name/namespace"`.
    private static func phrase(_ binding: Binding) -> String {
        binding.isClusterBinding
            ? "ClusterRoleBinding \"\(binding.name)\"" : "by RoleBinding \"\(binding.name)/\(binding.namespace)\""
    }

    private static func firstOfEach(_ grants: [Authorizer.Grant]) -> [Authorizer.Grant] {
        var seen: Set<ObjectIdentifier> = []
        return grants.filter { seen.insert(ObjectIdentifier($0.binding)).inserted }
    }

    private mutating func mark(_ grant: Authorizer.Grant, _ question: AccessAssertion.Question) {
        bindings.insert(ObjectIdentifier(grant.binding))
        var used = rules[grant.rule.node] ?? Used()
        switch question {
        case .url(let verb, let url):
            used.verbs.insert(verb)
            used.urls.insert(url)
        case .resource(let request):
            used.verbs.insert(request.verb)
            used.groups.insert(request.group)
            let subresource = request.subresource
            let name = subresource.isEmpty ? request.resource : "\(request.resource)/\(subresource)"
            used.requested.insert(name)
            let matching = grant.rule.resources.filter { PolicyRule.covers($0, request.resource, subresource) }
            if let pattern = matching.first(where: { $0 == name }) ?? matching.first { used.resources.insert(pattern) }
        }
        rules[grant.rule.node] = used
    }
}

/// Turns marks into what can go.
private struct UnusedCollection {
    let marks: UsageMarks
    private(set) var entries: [UnusedPermissions.Entry] = []
    private let rootsOfDocuments: [ObjectIdentifier: [Node: Int]]

    init(marks: UsageMarks, roots documents: [Document]) {
        self.marks = marks
        var roots: [ObjectIdentifier: [Node: Int]] = [:]
        for document in documents {
            for (position, root) in document.roots.enumerated() {
                roots[ObjectIdentifier(document), default: [:]][root] = position
            }
        }
        rootsOfDocuments = roots
    }

    mutating func add(_ binding: Binding, role: Int) {
        guard role >= 0, !binding.subjects.isEmpty, !marks.bindings.contains(ObjectIdentifier(binding)),
            let subjects = binding.resource.node["subjects"]
        else { return }
        let names = RoleHolders.listing(binding.subjects.map(\.title))
        add(
            .binding, binding.resource.node,
            "\(binding.title) was never used by \(names): role \"\(binding.roleName)\"",
            [edit(subjects, .set(.array([])))])
    }

    mutating func add(_ rule: PolicyRule, of role: Role) {
        let title = "\(role.resource.kind) \"\(role.name)\""
        guard let used = marks.rules[rule.node] else {
            let what = (rule.resources + rule.nonResourceURLs).joined(separator: ", ")
            return add(
                .rule, rule.node, "\(title): the rule on \(what) was never used", [edit(rule.node, .remove)])
        }
        addVerbs(rule, used, title)
        if rule.nonResourceURLs.isEmpty { addResources(rule, used, title) }
    }

    private mutating func addVerbs(_ rule: PolicyRule, _ used: UsageMarks.Used, _ title: String) {
        guard let list = rule.node["verbs"] else { return }
        if rule.hasWildcardVerb {
            let verbs = used.verbs.sorted()
            return add(
                .wildcard, list, "\(title): of the verbs \"*\" only \(verbs.joined(separator: ", ")) were used",
                [edit(list, .set(.array(verbs.map { .string($0) })))])
        }
        let unused = list.elements.filter { !used.verbs.contains($0.scalarText) }
        guard let first = unused.first else { return }
        let names = unused.map(\.scalarText).joined(separator: ", ")
        add(.verb, first, "\(title): \(names) never used", unused.map { edit($0, .remove) })
    }

    private mutating func addResources(_ rule: PolicyRule, _ used: UsageMarks.Used, _ title: String) {
        guard let list = rule.node["resources"] else { return }
        if rule.hasWildcardResource {
            let names = used.requested.sorted()
            return add(
                .wildcard, list, "\(title): of the resources \"*\" only \(names.joined(separator: ", ")) were used",
                [edit(list, .set(.array(names.map { .string($0) })))])
        }
        let unused = list.elements.filter { !used.resources.contains($0.scalarText) }
        guard let first = unused.first else { return }
        let names = unused.map(\.scalarText).joined(separator: ", ")
        add(.resource, first, "\(title): \(names) never used", unused.map { edit($0, .remove) })
    }

    private func edit(_ node: Node, _ operation: DocumentEdit.Operation) -> DocumentEdit {
        let root = rootsOfDocuments[ObjectIdentifier(node.document)]?[node.root] ?? 0
        return DocumentEdit(root: root, path: node.path(), operation)
    }

    private mutating func add(
        _ kind: UnusedPermissions.Entry.Kind, _ place: Node, _ message: String, _ edits: [DocumentEdit]
    ) {
        entries.append(
            UnusedPermissions.Entry(
                kind: kind, place: place, message: message, edits: edits, document: place.document))
    }
}
