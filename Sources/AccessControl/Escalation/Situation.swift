// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents

/// Where somebody holds permissions, with what surrounds them, for the conditions of techniques.
package struct Situation: Sendable {
    package let surroundings: Surroundings
    /// Nil: the whole cluster.
    package let namespace: String?
    /// Whether the holder can do something else worth having there.
    let holdsMore: @Sendable () -> Bool

    /// Whether a privileged pod may start somewhere in reach: a namespace whose Pod Security level is `privileged`,
    /// missing or not in the input.
    package var admitsPrivilegedPods: Bool {
        guard let namespace else { return true }
        return surroundings.level(of: namespace) == .privileged
    }
}

/// What the inventory tells besides roles and bindings.
package final class Surroundings: Sendable {
    package enum Level: String, Sendable, Hashable { case privileged, baseline, restricted }

    private let levels: [String: Level]
    /// Accounts that single pods mount, by the pod's name.
    let accountsOfPods: [String: [ServiceAccounts.Name]]
    /// Accounts whose token lies in a secret, by namespace, sorted.
    let stored: [String: [ServiceAccounts.Name]]
    package let isEKS: Bool
    package let usesCloudIdentities: Bool

    init(_ inventory: Inventory) {
        var levels: [String: Level] = [:]
        for namespace in inventory.resources(ofKind: "Namespace") {
            let label = namespace.labels?["pod-security.kubernetes.io/enforce"]?.scalarText ?? ""
            levels[namespace.name] = Level(rawValue: label) ?? .privileged
        }
        self.levels = levels
        accountsOfPods = Self.accountsOfPods(inventory)
        var stored: [String: [ServiceAccounts.Name]] = [:]
        for secret in inventory.resources(ofKind: "Secret")
        where secret.node["type"]?.equals("kubernetes.io/service-account-token") == true {
            guard let name = secret.annotations?["kubernetes.io/service-account.name"]?.scalarText else { continue }
            let namespace = secret.effectiveNamespace
            stored[namespace, default: []].append(ServiceAccounts.Name(namespace, name))
        }
        self.stored = stored
        let annotations = inventory.resources(ofKind: "ServiceAccount").compactMap(\.annotations)
        let isAWS = annotations.contains { $0["eks.amazonaws.com/role-arn"] != nil }
        usesCloudIdentities =
            isAWS
            || annotations.contains {
                $0["iam.gke.io/gcp-service-account"] != nil || $0["azure.workload.identity/client-id"] != nil
            }
        isEKS = isAWS || inventory.resource(kind: "ConfigMap", namespace: "kube-system", name: "aws-auth") != nil
    }

    private static func accountsOfPods(_ inventory: Inventory) -> [String: [ServiceAccounts.Name]] {
        guard inventory.resources(ofKind: "Pod").contains(where: { _ in true }) else { return [:] }
        let accounts = ServiceAccounts.of(inventory)
        var found: [String: [ServiceAccounts.Name]] = [:]
        for workload in inventory.workloads where workload.kind == "Pod" && accounts.mountsToken(workload) {
            let account = ServiceAccounts.Name(workload.namespace, workload.serviceAccountName)
            found[workload.name, default: []].append(account)
        }
        return found
    }

    /// The enforced Pod Security level; `privileged`, that is none, when the namespace does not say or is not in the
    /// input.
    package func level(of namespace: String) -> Level { levels[namespace] ?? .privileged }

    /// Whether the namespace's object is in the input.
    package func knows(_ namespace: String) -> Bool { levels[namespace] != nil }
}
