// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents
internal import Findings

/// Which workloads someone outside of the cluster reaches, through what: entry points as far as policies let them.
struct OutsideAccess: Sendable {
    struct Way: Sendable {
        /// The Service, Ingress or route.
        let resource: Resource
        let isRoute: Bool
        let ports: PortSet
    }

    /// By endpoint, in reading order of the ways.
    private(set) var ways: [Int: [Way]] = [:]

    static func of(_ inventory: Inventory) -> OutsideAccess {
        inventory.derived.value(of: OutsideAccess.self) { OutsideAccess(NetworkFacts.of(inventory)) }
    }

    private init(_ facts: NetworkFacts) {
        let outside = facts.connectivity.addressRanges(.ingress).filter { range in
            !PrivateAddresses.all.contains { $0.contains(range) }
        }
        for entry in facts.model.entryPoints {
            guard !LoadBalancerOpenCheck.isInternal(entry.resource) else { continue }
            let column = facts.reachability.column(ofEndpoint: entry.endpoint)
            let sources =
                entry.kind == .route
                ? facts.connectivity.controller.map { [facts.reachability.column(ofEndpoint: $0)] } ?? []
                : outside.filter { entry.isOpenPublicly(to: $0) }.compactMap { facts.reachability.column(ofFirst: $0) }
            var ports = PortSet.none
            for source in sources where !entry.ports.subtracting(ports).isEmpty {
                ports = ports.union(
                    facts.reachability.ports(.ingress, of: column, peer: source).intersection(entry.ports))
            }
            if ports.isEmpty || facts.connectivity.isUnknown(entry.endpoint) { continue }
            add(Way(resource: entry.resource, isRoute: entry.kind == .route, ports: ports), to: entry.endpoint)
        }
    }

    /// Several rules of one route are one way.
    private mutating func add(_ way: Way, to endpoint: Int) {
        guard let known = ways[endpoint]?.firstIndex(where: { $0.resource == way.resource }),
            let old = ways[endpoint]?[known]
        else {
            ways[endpoint, default: []].append(way)
            return
        }
        ways[endpoint]?[known] = Way(
            resource: way.resource, isRoute: way.isRoute, ports: old.ports.union(way.ports))
    }
}

extension EntryPoint {
    /// Whether it takes connections from some address of a range, and not only from private ones.
    fileprivate func isOpenPublicly(to range: IPRange) -> Bool {
        sources?.contains { source in
            source.overlaps(range) && !PrivateAddresses.all.contains { $0.contains(source) }
        } ?? true
    }
}

extension Reachability {
    /// The column of a range that policies do not cut.
    fileprivate func column(ofFirst range: IPRange) -> Int? {
        column(ofAddress: IPRange(family: range.family, low: range.low, high: range.low))
    }
}

extension OutsideAccess.Way {
    /// `Service "web" (LoadBalancer)`.
    var title: String {
        let name = "\(resource.kind) \"\(resource.name)\""
        if isRoute { return name }
        return name + " (\(resource.spec?["type"]?.scalarText ?? "external addresses"))"
    }

    /// The field that opens the way.
    var evidence: Evidence {
        if isRoute { return Evidence(below: resource.node, "spec") }
        let type = Evidence(below: resource.node, "spec", "type")
        return type.missing.isEmpty ? type : Evidence(below: resource.node, "spec", "externalIPs")
    }
}
