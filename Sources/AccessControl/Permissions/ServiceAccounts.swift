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

    /// The objects and the workloads of each account by its number.
    private let accounts: [Resource?]
    private let workloads: [[Workload]]
    private let numbers: [Name: Int]
    /// The namespaces of which the input holds accounts.
    package let namespaces: Set<String>
    private let workloadNamespaces: Set<String>

    /// Those of an inventory, made once.
    package static func of(_ inventory: Inventory) -> ServiceAccounts {
        inventory.derived.value(of: ServiceAccounts.self) { ServiceAccounts(inventory) }
    }

    private init(_ inventory: Inventory) {
        let objects = inventory.resources(ofKind: "ServiceAccount")
        var table = AccountTable(capacity: objects.underestimatedCount)
        for resource in objects {
            table.accounts[table.number(Name(resource.effectiveNamespace, resource.name))] = resource
        }
        for workload in inventory.workloads where !workload.isOwned {
            table.workloads[table.number(Name(workload.namespace, workload.serviceAccountName))].append(workload)
        }
        (accounts, workloads, numbers) = (table.accounts, table.workloads, table.numbers)
        namespaces = table.namespaces { table.accounts[$0] != nil }
        workloadNamespaces = table.namespaces { !table.workloads[$0].isEmpty }
    }

    /// Those that the input holds as objects and those that its workloads run as, sorted.
    var names: [Name] { numbers.keys.sorted() }

    /// The accounts that several workloads run as, sorted, with these in reading order.
    package var shared: [(name: Name, workloads: [Workload])] {
        numbers.filter { workloads[$0.value].count > 1 }.sorted { $0.key < $1.key }
            .map { (name: $0.key, workloads: workloads[$0.value]) }
    }

    package func account(_ namespace: String, _ name: String) -> Resource? {
        numbers[Name(namespace, name)].flatMap { accounts[$0] }
    }

    /// The workloads that run as an account, in reading order; copies that a workload of the input owns are left out.
    package func workloads(_ name: Name) -> [Workload] { numbers[name].map { workloads[$0] } ?? [] }

    /// Whether the input holds workloads of a namespace.
    package func hasWorkloads(in namespace: String) -> Bool { workloadNamespaces.contains(namespace) }

    /// The account whose token a workload's pods mount, when bindings of the user's own give it rights.
    func boundToken(of workload: Workload, in authorizer: Authorizer) -> Name? {
        guard mountsToken(workload) else { return nil }
        let name = Name(workload.namespace, workload.serviceAccountName)
        return authorizer.hasOwnBindings(name) ? name : nil
    }

    /// Whether pods mount the token of an account.
    func isMounted(_ name: Name) -> Bool { workloads(name).contains { mountsToken($0) } }

    /// Whether a workload's pods mount the token of their account: what the pod says, else what the account says, else
    /// yes.
    package func mountsToken(_ workload: Workload) -> Bool {
        if let own = workload.spec["automountServiceAccountToken"]?.bool { return own }
        let account = account(workload.namespace, workload.serviceAccountName)
        return account?.node["automountServiceAccountToken"]?.bool ?? true
    }
}

/// Numbers accounts as they come.
private struct AccountTable {
    private(set) var numbers: [ServiceAccounts.Name: Int] = [:]
    var accounts: [Resource?] = []
    var workloads: [[Workload]] = []

    init(capacity: Int) {
        numbers.reserveCapacity(capacity)
        accounts.reserveCapacity(capacity)
        workloads.reserveCapacity(capacity)
    }

    mutating func number(_ name: ServiceAccounts.Name) -> Int {
        if let known = numbers[name] { return known }
        numbers[name] = accounts.count
        accounts.append(nil)
        workloads.append([])
        return accounts.count - 1
    }

    /// The namespaces of the accounts with some numbers.
    func namespaces(where isWanted: (Int) -> Bool) -> Set<String> {
        var namespaces: Set<String> = []
        for (name, number) in numbers where isWanted(number) { namespaces.insert(name.namespace) }
        return namespaces
    }
}
