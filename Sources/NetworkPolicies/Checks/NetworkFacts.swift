// SPDX-License-Identifier: Apache-2.0

package import Cluster
package import Documents

/// What the checks ask the engine, worked out once for an inventory.
final class NetworkFacts: Sendable {
    let connectivity: Connectivity
    /// Positions of the policies in the model, by their object.
    private let positions: [Resource: Int]
    /// Endpoints that were read, by position and by their namespace: not the stand-in for the ingress controller.
    let endpoints: [Int]
    private let endpointsOfNamespaces: [String: [Int]]
    /// Endpoints that are reached from outside of the cluster on purpose.
    let publicEndpoints: Set<Int>

    var model: NetworkModel { connectivity.model }
    var reachability: Reachability { connectivity.reachability }

    static func of(_ inventory: Inventory) -> NetworkFacts {
        inventory.derived.value(of: NetworkFacts.self) { NetworkFacts(inventory) }
    }

    private init(_ inventory: Inventory) {
        connectivity = Connectivity(NetworkModel(inventory), addresses: .no)
        var positions: [Resource: Int] = [:]
        for (position, policy) in connectivity.model.policies.enumerated() {
            if let resource = policy.resource { positions[resource] = position }
        }
        self.positions = positions
        var endpoints: [Int] = []
        var endpointsOfNamespaces: [String: [Int]] = [:]
        for position in connectivity.model.endpoints.indices where position != connectivity.controller {
            endpoints.append(position)
            endpointsOfNamespaces[connectivity.model.endpoints[position].namespace, default: []].append(position)
        }
        self.endpoints = endpoints
        self.endpointsOfNamespaces = endpointsOfNamespaces
        publicEndpoints = Set(connectivity.model.entryPoints.lazy.filter { $0.kind == .outside }.map(\.endpoint))
    }

    /// Whether pods of a namespace are part of the input.
    func knowsPods(of namespace: String) -> Bool { endpointsOfNamespaces[namespace] != nil }

    /// The network policy that an object is; nil for other kinds and for what the API server would reject.
    func networkPolicy(_ resource: Resource) -> Policy? {
        guard PolicyKinds.isBuiltIn(resource) else { return nil }
        return positions[resource].map { model.policies[$0] }
    }

    /// The policy of any tier that an object is; nil for what the API server would reject.
    func policy(_ resource: Resource) -> Policy? { positions[resource].map { model.policies[$0] } }

    /// The endpoints that a selection selects, looked for when they are asked for.
    func endpoints(_ selection: PodSelection) -> some Sequence<Int> {
        candidates(selection.namespaces).lazy.filter { [model] position in
            !model.endpoints[position].isHostNetwork && selection.matches(model.endpoints[position], model)
        }
    }

    /// Whether a selection selects any endpoint. The engine knows those of policies.
    func selectsAny(_ selection: PodSelection) -> Bool {
        let controller = connectivity.controller.map { reachability.column(ofEndpoint: $0) }
        guard let answer = reachability.selectsAny(selection, besides: controller) else {
            return endpoints(selection).contains { _ in true }
        }
        return answer
    }

    /// Whether pods of the namespaces in question are part of the input.
    func knowsPods(of namespaces: PodSelection.Namespaces) -> Bool {
        switch namespaces {
        case .named(let name): knowsPods(of: name)
        case .matching(let selector):
            endpointsOfNamespaces.keys.contains { selector.matches(model.namespaces[$0] ?? [:]) }
        }
    }

    /// The endpoints among which those of the namespaces in question are, host-network ones included.
    func candidates(_ namespaces: PodSelection.Namespaces) -> [Int] {
        guard case .named(let name) = namespaces else { return endpoints }
        return endpointsOfNamespaces[name] ?? []
    }

    /// Whether no policy selects an endpoint in a direction.
    func isFree(_ endpoint: Int, _ direction: Direction) -> Bool { group(endpoint, direction).policies.isEmpty }

    /// The group of an endpoint in a direction.
    func group(_ endpoint: Int, _ direction: Direction) -> DirectionGroups.Group {
        let groups = reachability.groups(direction)
        return groups.groups[Int(groups.groupOfClass[reachability.column(ofEndpoint: endpoint)])]
    }
}

extension Inventory {
    /// What is wrong with the policies of an inventory, beside what checks find.
    package var networkProblems: [Problem] { NetworkFacts.of(self).model.problems }
}

extension PolicyRule {
    /// The peers with the elements where they stand.
    func writtenPeers(_ side: String) -> [(node: Node, peer: PolicyPeer)] {
        let nodes = Array(node?[key: side]?.elements ?? Node.Elements.none)
        var peers = (peers ?? [])[...]
        var result: [(node: Node, peer: PolicyPeer)] = []
        for node in nodes {
            let count = max(node.items("networks").count { _ in true }, 1)
            result += peers.prefix(count).map { (node, $0) }
            peers = peers.dropFirst(count)
        }
        return result
    }
}

extension Policy {
    /// Each rule with its direction and the list under which its peers stand.
    var allRules: [(direction: Direction, side: String, rule: PolicyRule)] {
        Direction.allCases.flatMap { direction in
            (rules[direction] ?? []).map { (direction, direction == .ingress ? "from" : "to", $0) }
        }
    }
}
