// SPDX-License-Identifier: Apache-2.0

/// Who sends a request: a user name and the groups it is in.
package struct Identity: Sendable, Hashable {
    package let user: String
    /// Those that the name implies and those that were added, sorted.
    package let groups: [String]

    /// A user with the groups that the API server gives it: a service account is in the groups of service accounts,
    /// everybody but `system:anonymous` in `system:authenticated`.
    package init(user: String, addedGroups: [String] = []) {
        self.user = user
        groups = Set(Self.impliedGroups(of: user) + addedGroups).sorted()
    }

    /// A member of groups of whom nothing else is known.
    package init(groups: [String]) {
        user = ""
        self.groups = Set(groups).sorted()
    }

    package init(serviceAccount name: ServiceAccounts.Name) {
        user = Self.user(of: name)
        groups = Self.isValid(name) ? Self.groups(of: name) : ["system:authenticated"]
    }

    /// What the user names of service accounts start with.
    static let accountPrefix = "system:serviceaccount:"

    /// The user name of a service account.
    static func user(of account: ServiceAccounts.Name) -> String {
        "\(accountPrefix)\(account.namespace):\(account.name)"
    }

    private static func groups(of account: ServiceAccounts.Name) -> [String] {
        ["system:authenticated", "system:serviceaccounts", "system:serviceaccounts:\(account.namespace)"]
    }

    /// The service account whose user name this is
    /// (https://kubernetes.io/docs/reference/access-authn-authz/authentication/#service-account-tokens).
    package var serviceAccount: ServiceAccounts.Name? { Self.serviceAccount(user) }

    package static func serviceAccount(_ user: String) -> ServiceAccounts.Name? {
        guard user.hasPrefix(accountPrefix) else { return nil }
        let rest = user.utf8.dropFirst(accountPrefix.utf8.count)
        guard let colon = rest.firstIndex(of: UInt8(ascii: ":")) else { return nil }
        let (namespace, name) = (rest[..<colon], rest[rest.index(after: colon)...])
        let account = ServiceAccounts.Name(String(Substring(namespace)), String(Substring(name)))
        return isValid(account) ? account : nil
    }

    /// No other account has tokens that the API server takes.
    private static func isValid(_ account: ServiceAccounts.Name) -> Bool {
        ObjectNames.isLabel(account.namespace) && ObjectNames.isSubdomain(account.name)
    }

    private static func impliedGroups(of user: String) -> [String] {
        if user == "system:anonymous" { return ["system:unauthenticated"] }
        guard let account = serviceAccount(user) else { return ["system:authenticated"] }
        return groups(of: account)
    }

    /// Whether a user name alone can put somebody into a group.
    static func isImplied(group: String) -> Bool {
        RoleSubject.everybody.contains(group) || group.hasPrefix("system:serviceaccounts:")
    }

    /// Whether the Node authorizer, which comes before RBAC and knows what runs on each node, also has a say.
    package var isNode: Bool { user.hasPrefix("system:node:") && groups.contains("system:nodes") }

    /// Members of `system:masters` are not asked for permissions at all.
    package var bypassesAuthorization: Bool { groups.contains("system:masters") }
}
