// SPDX-License-Identifier: Apache-2.0

internal import Cluster

/// What every stock cluster lets everybody do: find out which APIs there are, and who one is oneself.
enum Discovery {
    /// Roles that every cluster gives to everybody who has logged in.
    static let roles: Set<String> = [
        "system:discovery", "system:basic-user", "system:public-info-viewer", "system:service-account-issuer-discovery",
        "system:openshift:public-info-viewer",
    ]

    /// Those that also whoever has not logged in has.
    static let publicRoles: Set<String> = ["system:public-info-viewer", "system:openshift:public-info-viewer"]

    /// Whether a binding gives more than that to somebody; a role that is not known may.
    static func isExceeded(by binding: Binding, to subject: RoleSubject, in authorizer: Authorizer) -> Bool {
        let isPublic = subject.name == "system:anonymous" || subject.name == "system:unauthenticated"
        let allowed = isPublic ? publicRoles : roles
        if allowed.contains(binding.roleName), binding.roleKind == "ClusterRole" { return false }
        guard let rules = authorizer.rules(of: binding) else { return true }
        let stock = allowed.flatMap { stockRules[$0] ?? [] }
        return !rules.allSatisfy { rule in
            // URLs have no effect in a namespace.
            if !rule.nonResourceURLs.isEmpty, !binding.isClusterBinding { return true }
            return covers(rule, stock)
        }
    }

    private static let stockRules: [String: [PolicyRule]] = {
        let known = BuiltInRoles.resources.filter { $0.kind == "ClusterRole" && roles.contains($0.name) }
        return Dictionary(known.map { ($0.name, Role($0).rules) }) { $0 + $1 }
    }()

    private static func covers(_ rule: PolicyRule, _ stock: [PolicyRule]) -> Bool {
        rule.verbs.allSatisfy { verb in
            rule.nonResourceURLs.allSatisfy { url in stock.contains { $0.allows(verb: verb, url: url) } }
                && rule.apiGroups.allSatisfy { group in
                    rule.resources.allSatisfy { resource in
                        stock.contains { $0.allows(ResourceRequest(verb, group: group, resource)) }
                    }
                }
        }
    }
}
