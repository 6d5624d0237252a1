// SPDX-License-Identifier: Apache-2.0

package import Cluster

/// A workload that opens and accepts connections: all pods of one owner that are alike.
package struct Endpoint: Sendable {
    /// A port that a container declares.
    package struct Port: Sendable, Hashable {
        /// Empty when it has none.
        package let name: String
        package let transport: TransportProtocol
        package let number: Int

        package init(name: String, transport: TransportProtocol, number: Int) {
            self.name = name
            self.transport = transport
            self.number = number
        }
    }

    package var namespace: String
    package var name: String
    package var kind: String
    package var labels: [String: String]
    package var ports: [Port] = []
    /// On the node's network: policies neither restrict it nor know it as a pod.
    package var isHostNetwork = false
    /// Addresses of its pods, where known.
    package var addresses: [IPRange] = []
    /// Number of pods that it stands for.
    package var pods = 1
    /// Names of its pods, where the input has them.
    package var podNames: [String] = []
    /// Where it was read; nil for one that only exists as a question.
    package var workload: Workload?

    package init(namespace: String, name: String, kind: String, labels: [String: String]) {
        self.namespace = namespace
        self.name = name
        self.kind = kind
        self.labels = labels
    }

    /// `shop/web[Deployment]`.
    package var title: String { "\(namespace)/\(name)[\(kind)]" }
}

/// A node, for policies that name nodes.
package struct ClusterNode: Sendable {
    package let name: String
    package let labels: [String: String]
    package let addresses: [IPRange]

    package init(name: String, labels: [String: String], addresses: [IPRange]) {
        self.name = name
        self.labels = labels
        self.addresses = addresses
    }
}
