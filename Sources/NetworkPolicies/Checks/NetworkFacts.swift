// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents

/// What the checks ask the engine, worked out once for an inventory.
struct NetworkFacts: Sendable {
    let connectivity: Connectivity
    /// Positions of the policies in the model, by their object.
    private let positions: [Resource: Int]
    /// Namespaces of which pods are part of the input.
    let namespacesWithPods: Set<String>

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
        namespacesWithPods = Set(
            connectivity.model.endpoints.indices.filter { [controller = connectivity.controller] in $0 != controller }
                .map { [model = connectivity.model] in model.endpoints[$0].namespace })
    }

    /// The network policy that an object is; nil for other kinds and for what the API server would reject.
    func networkPolicy(_ resource: Resource) -> Policy? {
        guard PolicyKinds.isBuiltIn(resource) else { return nil }
        return positions[resource].map { model.policies[$0] }
    }

    /// Endpoints that were read, by position: not the stand-in for the ingress controller.
    var endpoints: [Int] { model.endpoints.indices.filter { $0 != connectivity.controller } }

    /// The endpoints that a selection selects.
    func endpoints(_ selection: PodSelection) -> [Int] {
        endpoints.filter { !model.endpoints[$0].isHostNetwork && selection.matches(model.endpoints[$0], model) }
    }

    /// The group of an endpoint in a direction.
    func group(_ endpoint: Int, _ direction: Direction) -> DirectionGroups.Group {
        let groups = reachability.groups(direction)
        return groups.groups[Int(groups.groupOfClass[reachability.column(ofEndpoint: endpoint)])]
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
