// SPDX-License-Identifier: Apache-2.0

package import Cluster

/// How the workloads of a namespace stand to the Pod Security Standards.
package struct NamespaceStanding: Sendable {
    package let namespace: String
    /// The strictest level that all of them meet.
    package let level: PodSecurityStandards.Level
    /// In reading order; pods that a workload of the input owns are judged with their owner.
    package let workloads: [Entry]

    /// One workload with what keeps it from stricter levels.
    package struct Entry: Sendable {
        package let workload: Workload
        /// The strictest level that it meets.
        package let level: PodSecurityStandards.Level
        /// What the restricted level says.
        package let restricted: PodSecurityStandards.Evaluation
        /// What the baseline level says; the same as of `restricted` for a workload that meets it.
        package let baseline: PodSecurityStandards.Evaluation

        init(_ workload: Workload, _ version: KubernetesVersion?) {
            self.workload = workload
            restricted = PodSecurityStandards.evaluate(workload, .init(.restricted, version))
            guard !restricted.isAllowed else {
                level = .restricted
                baseline = PodSecurityStandards.Evaluation(policy: .init(.baseline, version), violations: [])
                return
            }
            baseline = PodSecurityStandards.evaluate(workload, .init(.baseline, version))
            level = baseline.isAllowed ? .baseline : .privileged
        }
    }

    /// The workloads that do not meet a level.
    package func blockers(of level: PodSecurityStandards.Level) -> [Entry] { workloads.filter { $0.level < level } }

    /// The standings of all namespaces that run anything, by name.
    package static func all(in inventory: Inventory, _ version: KubernetesVersion? = nil) -> [NamespaceStanding] {
        var entries: [String: [Entry]] = [:]
        for workload in inventory.workloads where !workload.isOwned && !workload.resource.isClusterScoped {
            entries[workload.namespace, default: []].append(Entry(workload, version))
        }
        return entries.sorted { $0.key < $1.key }.map { namespace, entries in
            NamespaceStanding(
                namespace: namespace, level: entries.map(\.level).min() ?? .restricted, workloads: entries)
        }
    }
}
