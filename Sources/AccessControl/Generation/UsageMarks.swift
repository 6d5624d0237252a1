// SPDX-License-Identifier: Apache-2.0

internal import Documents

/// Which bindings, and which parts of which rules, the requests of a log have used.
struct UsageMarks {
    /// What of one rule was used.
    struct Used {
        var verbs: Set<String> = []
        var groups: Set<String> = []
        /// The rule's own patterns.
        var resources: Set<String> = []
        /// What was asked for, for the place of a wildcard.
        var requested: Set<String> = []
        var names: Set<String> = []
        /// More names than are kept were asked for.
        var hasMoreNames = false
        /// The rule's own patterns.
        var urls: Set<String> = []
    }

    private let authorizer: Authorizer
    private(set) var rules: [Node: Used] = [:]
    /// The subjects through which each binding was used.
    private(set) var bindings: [ObjectIdentifier: Set<Node>] = [:]
    /// Roles that some binding of the input gives to somebody.
    let boundRoles: Set<Int>
    private(set) var explained = 0
    private(set) var unexplained = 0

    init(_ authorizer: Authorizer) {
        self.authorizer = authorizer
        boundRoles = Set(authorizer.roleOfBindings.filter { $0 >= 0 })
    }

    mutating func mark(_ usage: AuditUsage, _ position: Int, _ identity: Identity) {
        let count = usage.counts[position]
        let reasons = count.reasons
        for question in usage.questions(position) {
            let namespace: String
            if case .resource(let request) = question { namespace = request.namespace } else { namespace = "" }
            let grants = authorizer.grants(identity, namespace: namespace) { rule in
                switch question {
                case .resource(let request): rule.allows(request)
                case .url(let verb, let url): rule.allows(verb: verb, url: url)
                }
            }
            let named = grants.filter { grant in
                let phrase = Self.phrase(grant.binding)
                return reasons.contains { $0.contains(phrase) }
            }
            // Every binding that the log names stays; without names the one the authorizer meets first.
            let kept = named.isEmpty ? grants.prefix(1).map { $0 } : Self.firstOfEach(named)
            if kept.isEmpty { unexplained += 1 } else { explained += 1 }
            for grant in kept {
                mark(grant.binding, identity)
                mark(grant.rule, question, hasMoreNames: count.hasMoreNames)
            }
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

    /// The first subject that applies is the one the authorizer goes by.
    private mutating func mark(_ binding: Binding, _ identity: Identity) {
        let subject = binding.subjects.first { subject in
            switch subject.kind {
            case .group: identity.groups.contains { $0.isExactly(subject.name) }
            case .user, .serviceAccount: subject.userName?.isExactly(identity.user) == true
            case nil: false
            }
        }
        bindings[ObjectIdentifier(binding), default: []].formUnion(subject.map { [$0.node] } ?? [])
    }

    private mutating func mark(_ rule: PolicyRule, _ question: AccessAssertion.Question, hasMoreNames: Bool) {
        var used = rules[rule.node] ?? Used()
        switch question {
        case .url(let verb, let url):
            used.verbs.insert(verb)
            let pattern = rule.nonResourceURLs.first { $0 == url } ?? rule.nonResourceURLs.first { $0.covers(url: url) }
            if let pattern { used.urls.insert(pattern) }
        case .resource(let request):
            used.verbs.insert(request.verb)
            used.groups.insert(request.group)
            used.names.insert(request.name)
            used.hasMoreNames = used.hasMoreNames || hasMoreNames
            let subresource = request.subresource
            let name = subresource.isEmpty ? request.resource : "\(request.resource)/\(subresource)"
            used.requested.insert(name)
            let matching = rule.resources.filter { PolicyRule.covers($0, request.resource, subresource) }
            if let pattern = matching.first(where: { $0 == name }) ?? matching.first { used.resources.insert(pattern) }
        }
        rules[rule.node] = used
    }
}
