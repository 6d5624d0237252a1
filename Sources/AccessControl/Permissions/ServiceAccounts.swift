// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents

/// The service accounts of an inventory and the workloads that run as them.
package final class ServiceAccounts: Sendable {
    /// A service account among all.
    package struct Name: Sendable, Hashable, Comparable {
        package let namespace: String
        package let name: String

        package init(_ namespace: String, _ name: String) {
            self.namespace = namespace
            self.name = name
        }

        package static func < (left: Name, right: Name) -> Bool {
            (left.namespace, left.name) < (right.namespace, right.name)
        }
    }

    private let accounts: [Name: Resource]
    /// The namespaces of which the input holds accounts.
    package let namespaces: Set<String>
    /// The workloads of each account in reading order, sorted by account; copies that a workload of the input owns are
    /// left out.
    package let users: [(name: Name, workloads: [Workload])]
    private let positions: [Name: Int]
    private let workloadNamespaces: Set<String>

    /// Those of an inventory, made once.
    package static func of(_ inventory: Inventory) -> ServiceAccounts {
        inventory.derived.value(of: ServiceAccounts.self) { ServiceAccounts(inventory) }
    }

    private init(_ inventory: Inventory) {
        var accounts: [Name: Resource] = [:]
        for resource in inventory.resources(ofKind: "ServiceAccount") {
            accounts[Name(resource.effectiveNamespace, resource.name)] = resource
        }
        var users: [Name: [Workload]] = [:]
        for workload in inventory.workloads where !workload.isOwned {
            users[Name(workload.namespace, workload.serviceAccountName), default: []].append(workload)
        }
        self.accounts = accounts
        namespaces = Set(accounts.keys.map(\.namespace))
        self.users = users.sorted { $0.key < $1.key }.map { (name: $0.key, workloads: $0.value) }
        workloadNamespaces = Set(users.keys.map(\.namespace))
        var positions: [Name: Int] = [:]
        for (position, user) in self.users.enumerated() { positions[user.name] = position }
        self.positions = positions
    }

    package var isEmpty: Bool { accounts.isEmpty }

    /// Those that the input holds as objects.
    var names: Set<Name> { Set(accounts.keys) }

    package func account(_ namespace: String, _ name: String) -> Resource? { accounts[Name(namespace, name)] }

    /// The workloads that run as an account.
    package func workloads(_ name: Name) -> [Workload] { positions[name].map { users[$0].workloads } ?? [] }

    /// Whether the input holds workloads of a namespace.
    package func hasWorkloads(in namespace: String) -> Bool { workloadNamespaces.contains(namespace) }

    /// The account whose token a workload's pods mount, when bindings of the user's own give it rights.
    func boundToken(of workload: Workload, in authorizer: Authorizer) -> Name? {
        guard mountsToken(workload) else { return nil }
        let name = Name(workload.namespace, workload.serviceAccountName)
        return authorizer.hasOwnBindings(Identity(serviceAccount: name)) ? name : nil
    }

    /// Whether a workload's pods mount the token of their account: what the pod says, else what the account says, else
    /// yes.
    package func mountsToken(_ workload: Workload) -> Bool {
        if let own = workload.spec["automountServiceAccountToken"]?.bool { return own }
        let account = account(workload.namespace, workload.serviceAccountName)
        return account?.node["automountServiceAccountToken"]?.bool ?? true
    }
}
