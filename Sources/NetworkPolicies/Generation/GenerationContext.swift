// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents

/// What the user decides about generation.
package struct GenerationOptions: Sendable {
    /// Addresses of the API server, when the user knows them.
    package var apiServer: [IPRange] = []
    /// Where the metrics are collected from when no Prometheus is in the input.
    package var monitoringNamespace = "monitoring"
    /// Names outside of the cluster open their port to all public addresses.
    package var opensOutside = true
    /// Percentage of addresses of a merged block that nobody needs to have seen.
    package var addressWaste = 50
    /// The network policies of the input are taken away.
    package var replacesExisting = false

    package init() {}
}

/// What every kind of evidence is looked for in.
package struct GenerationContext: Sendable {
    package let inventory: Inventory
    /// With the workloads that operators are known to make of objects of the input.
    package let model: NetworkModel
    package let options: GenerationOptions
    let directory: ServiceDirectory
    /// Positions of the endpoints of each namespace.
    let endpointsByNamespace: [String: [Int]]

    package init(_ inventory: Inventory, options: GenerationOptions = GenerationOptions()) {
        self.init(inventory, model: NetworkModel(inventory), options: options)
    }

    package init(_ inventory: Inventory, model: NetworkModel, options: GenerationOptions) {
        var model = model
        OperatedWorkloads.add(to: &model, inventory)
        self.inventory = inventory
        self.model = model
        self.options = options
        var byNamespace: [String: [Int]] = [:]
        for (position, endpoint) in model.endpoints.enumerated() {
            byNamespace[endpoint.namespace, default: []].append(position)
        }
        endpointsByNamespace = byNamespace
        directory = ServiceDirectory(inventory, model, byNamespace)
    }

    /// The endpoints that a selector of labels selects in a namespace; nil for all namespaces.
    func endpoints(in namespace: String?, _ matches: (Endpoint) -> Bool) -> [Int] {
        let positions = namespace.map { endpointsByNamespace[$0] ?? [] } ?? Array(model.endpoints.indices)
        return positions.filter { matches(model.endpoints[$0]) }
    }

    /// The side of a connection that a workload stands on: policies know pods on the node's network as the node.
    func sides(_ position: Int) -> [NeededConnection.Side] {
        model.endpoints[position].isHostNetwork ? nodes : [.endpoint(position)]
    }

    /// What is said of a connection to a workload on the node's network, whose address may not be known.
    func placed(_ evidence: ConnectionEvidence, _ position: Int) -> ConnectionEvidence {
        guard model.endpoints[position].isHostNetwork else { return evidence }
        let isKnown = model.nodes.contains { !$0.addresses.isEmpty }
        let remark = isKnown ? "" : ", whose addresses are not in the input"
        return ConnectionEvidence(
            isKnown ? evidence.confidence : .low,
            "\(evidence.text); \(model.endpoints[position].title) is on its node's network\(remark)",
            at: evidence.location)
    }

    /// The nodes' addresses; all addresses when no node is in the input.
    var nodes: [NeededConnection.Side] {
        let addresses = Set(model.nodes.flatMap(\.addresses)).sorted()
        return addresses.isEmpty ? Self.allAddresses : addresses.map { .block($0, except: []) }
    }

    /// Addresses of the API server: as the user says, as the Endpoints of its Service say, else unknown.
    var apiServerAddresses: [IPRange] {
        if !options.apiServer.isEmpty { return options.apiServer }
        return directory.addresses(namespace: "default", name: "kubernetes")
    }

    static let allAddresses: [NeededConnection.Side] = [
        .block(.all(.v4), except: []), .block(.all(.v6), except: []),
    ]

    /// Addresses that are not of a private network, link-local or loopback.
    static let publicAddresses: [NeededConnection.Side] = [
        .block(
            .all(.v4),
            except: ["10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16"]
                .compactMap { IPRange(cidr: $0) }),
        .block(.all(.v6), except: ["fc00::/7", "fe80::/10"].compactMap { IPRange(cidr: $0) }),
    ]
}
