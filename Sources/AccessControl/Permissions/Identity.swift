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
        self.init(user: "system:serviceaccount:\(name.namespace):\(name.name)")
    }

    /// The service account whose user name this is
    /// (https://kubernetes.io/docs/reference/access-authn-authz/authentication/#service-account-tokens).
    package var serviceAccount: ServiceAccounts.Name? { Self.serviceAccount(user) }

    package static func serviceAccount(_ user: String) -> ServiceAccounts.Name? {
        let prefix = "system:serviceaccount:"
        guard user.hasPrefix(prefix) else { return nil }
        let parts = user.dropFirst(prefix.count).split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else { return nil }
        return ServiceAccounts.Name(String(parts[0]), String(parts[1]))
    }

    private static func impliedGroups(of user: String) -> [String] {
        if user == "system:anonymous" { return ["system:unauthenticated"] }
        guard let account = serviceAccount(user) else { return ["system:authenticated"] }
        return ["system:authenticated", "system:serviceaccounts", "system:serviceaccounts:\(account.namespace)"]
    }

    /// Members of `system:masters` are not asked for permissions at all.
    package var bypassesAuthorization: Bool { groups.contains("system:masters") }
}
