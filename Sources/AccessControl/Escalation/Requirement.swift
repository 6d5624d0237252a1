// SPDX-License-Identifier: Apache-2.0

/// One of the permissions that a technique needs: any of its grants.
package struct Requirement: Sendable {
    /// Which rules with `resourceNames` count.
    package enum Names: Sendable, Hashable {
        /// None: the technique needs objects that the attacker chooses.
        case unlimited
        /// All: what is named is gained.
        case any
        /// Those that name one of these.
        case among(Set<String>)
    }

    package let grants: [Power.Grant]
    package let names: Names
    /// The resources are cluster-scoped: only a ClusterRoleBinding grants them.
    package let isClusterScoped: Bool
    private let custom: (@Sendable (PolicyRule) -> Bool)?
    /// The resources of each grant, taken apart.
    private let targets: [[Target]]

    private struct Target: Sendable {
        let resource: String
        let subresource: String
        /// A RoleBinding never grants it.
        let isClusterScoped: Bool
    }

    package init(_ grants: Power.Grant..., names: Names = .unlimited, clusterScoped: Bool = false) {
        self.grants = grants
        self.names = names
        isClusterScoped = clusterScoped
        custom = nil
        targets = grants.map { grant in
            grant.resources.map { text in
                let request = ResourceRequest("", text)
                return Target(
                    resource: request.resource, subresource: request.subresource,
                    // Whoever writes a RoleBinding is asked for `bind` on the ClusterRole within its namespace.
                    isClusterScoped: grant.verbs != ["bind"]
                        && ClusterScope.contains(request.resource, group: grant.group))
            }
        }
    }

    /// A requirement that lists of verbs and resources cannot express.
    package init(clusterScoped: Bool = false, _ matches: @escaping @Sendable (PolicyRule) -> Bool) {
        grants = []
        names = .any
        isClusterScoped = clusterScoped
        custom = matches
        targets = []
    }

    /// Stands for every resource of a group.
    static let anyResource = "*"

    /// Lists of verbs and resources do not express it.
    var isCustom: Bool { custom != nil }

    /// Whether a rule meets it, bound in the whole cluster or in a namespace.
    package func isMet(by rule: PolicyRule, inNamespace: Bool = false) -> Bool {
        if inNamespace, isClusterScoped { return false }
        if let custom { return custom(rule) }
        for (grant, targets) in zip(grants, targets) {
            let targets = inNamespace ? targets.filter { !$0.isClusterScoped } : targets
            if isMet(by: rule, grant, targets) { return true }
        }
        return false
    }

    /// Whether a rule meets it for every object.
    package func isMetWithoutLimit(by rule: PolicyRule) -> Bool { rule.resourceNames.isEmpty && isMet(by: rule) }

    /// Whether some of what it names belongs to no namespace.
    var dependsOnScope: Bool { isClusterScoped || targets.joined().contains { $0.isClusterScoped } }

    private func isMet(by rule: PolicyRule, _ grant: Power.Grant, _ targets: [Target]) -> Bool {
        guard rule.allows(group: grant.group) else { return false }
        var hasResource = false
        var hasSubresource = false
        for target in targets
        where target.resource == Self.anyResource
            || rule.allows(resource: target.resource, subresource: target.subresource)
        {
            hasResource = true
            if !target.subresource.isEmpty { hasSubresource = true }
        }
        guard hasResource else { return false }
        if rule.resourceNames.isEmpty { return grant.verbs.contains { rule.allows(verb: $0) } }
        switch names {
        case .unlimited: return false
        case .any: break
        case .among(let wanted): guard rule.resourceNames.contains(where: { wanted.contains($0) }) else { return false }
        }
        // Requests to create a top-level object or to delete many carry no name, so a list of names never allows them.
        return grant.verbs.contains {
            rule.allows(verb: $0) && $0 != "deletecollection" && ($0 != "create" || hasSubresource)
        }
    }
}

/// Which resources belong to no namespace.
private enum ClusterScope {
    /// A request for a namespace itself counts as one within it, so that a RoleBinding there grants it.
    static func contains(_ resource: String, group: String) -> Bool {
        if let known = KnownResources.resource(resource, group: group) {
            return !known.isNamespaced && resource != "namespaces"
        }
        return custom.contains(resource) || identities.contains(resource)
            || (group == "authentication.k8s.io" && resource == "nodes") || (group == "constraints.gatekeeper.sh")
            || (resource == "objects" && group == "kubernetes.crossplane.io")
    }

    /// What is impersonated besides service accounts.
    private static let identities: Set<String> = ["users", "groups", "uids", "userextras"]

    private static let custom: Set<String> = [
        "clusterpolicies", "validatingpolicies", "mutatingpolicies", "imagevalidatingpolicies", "constrainttemplates",
        "clusternetworkpolicies", "adminnetworkpolicies", "baselineadminnetworkpolicies",
        "ciliumclusterwidenetworkpolicies", "globalnetworkpolicies", "clusterexternalsecrets", "clusterissuers",
        "nodepools", "volumesnapshotcontents",
    ]
}
