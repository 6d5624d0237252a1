// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents

/// A way into the cluster that leads to an endpoint.
package struct EntryPoint: Sendable {
    package enum Kind: Sendable, Hashable {
        /// Through the ingress controller or a gateway, which is a pod of its own.
        case route
        /// From outside: a LoadBalancer, a NodePort or external addresses of a Service.
        case outside
    }

    package let kind: Kind
    /// The Ingress, the route, or the Service itself.
    package let resource: Resource
    /// Position of the endpoint in the model.
    package let endpoint: Int
    /// The ports of the pods that it leads to.
    package let ports: PortSet
    /// The addresses from which a LoadBalancer takes connections; nil for all.
    package var sources: [IPRange]?

    /// Whether it takes connections from some address of a range.
    package func isOpen(to range: IPRange) -> Bool { sources?.contains { $0.overlaps(range) } ?? true }
}

/// Finds the ways into the cluster.
struct EntryPointReader {
    private let endpoints: [Endpoint]
    private var services: [String: Resource] = [:]
    private var byNamespace: [String: [Int]] = [:]
    private(set) var entryPoints: [EntryPoint] = []

    private static let routeKinds = ["Ingress", "HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute", "UDPRoute", "Route"]

    static func entryPoints(_ inventory: Inventory, _ endpoints: [Endpoint]) -> [EntryPoint] {
        var reader = EntryPointReader(endpoints)
        reader.read(inventory)
        return reader.entryPoints
    }

    private init(_ endpoints: [Endpoint]) {
        self.endpoints = endpoints
        for (position, endpoint) in endpoints.enumerated() {
            byNamespace[endpoint.namespace, default: []].append(position)
        }
    }

    private mutating func read(_ inventory: Inventory) {
        for kind in Self.routeKinds {
            for route in inventory.resources(ofKind: kind) where !RouteBackends.isWithinMesh(route) {
                for backend in RouteBackends.of(route) { add(route, backend, inventory) }
            }
        }
        for service in inventory.resources(ofKind: "Service") where service.group.isEmpty && isOpen(service) {
            for target in targets(service) { append(.outside, service, target, Array(service.spec.ports)) }
        }
    }

    private func isOpen(_ service: Resource) -> Bool {
        let type = service.spec?["type"]
        let hasAddresses = (service.spec?.items("externalIPs") ?? Node.Elements.none).contains { _ in true }
        return type?.equals("LoadBalancer") == true || type?.equals("NodePort") == true || hasAddresses
    }

    private mutating func readServices(_ inventory: Inventory) {
        for service in inventory.resources(ofKind: "Service") where service.group.isEmpty {
            services[service.effectiveNamespace + "/" + service.name] = service
        }
    }

    private mutating func add(_ route: Resource, _ backend: RouteBackends.Backend, _ inventory: Inventory) {
        if services.isEmpty { readServices(inventory) }
        guard let service = services[backend.namespace + "/" + backend.node.scalarText] else { return }
        let ports = service.spec.ports.filter { port in
            guard let wanted = backend.port?.scalarText, !wanted.isEmpty else { return true }
            return port["port"]?.scalarText == wanted || port["name"]?.scalarText == wanted
                || route.kind == "Route" && (port["targetPort"] ?? port["port"])?.scalarText == wanted
        }
        for target in targets(service) { append(.route, route, target, ports) }
    }

    /// The endpoints that a Service selects.
    private func targets(_ service: Resource) -> [Int] {
        guard let node = service.spec?["selector"] else { return [] }
        let selector = LabelSelector(labels: node)
        guard !selector.isEmpty else { return [] }
        return (byNamespace[service.effectiveNamespace] ?? []).filter { selector.matches(endpoints[$0].labels) }
    }

    private mutating func append(_ kind: EntryPoint.Kind, _ resource: Resource, _ target: Int, _ ports: [Node]) {
        var set = PortSet.none
        for port in ports { set = set.union(self.ports(of: endpoints[target], port, kind)) }
        guard !set.isEmpty else { return }
        let sources = kind == .outside ? Self.sources(resource) : nil
        entryPoints.append(EntryPoint(kind: kind, resource: resource, endpoint: target, ports: set, sources: sources))
    }

    /// A LoadBalancer's `loadBalancerSourceRanges`, or the annotation of old. The ports that it opens on nodes beside are
    /// for its own balancer.
    private static func sources(_ service: Resource) -> [IPRange]? {
        guard service.spec?["type"]?.equals("LoadBalancer") == true else { return nil }
        var texts = (service.spec?.items("loadBalancerSourceRanges") ?? .none).map(\.scalarText)
        if texts.isEmpty {
            let annotation = service.metadata?["annotations"]?["service.beta.kubernetes.io/load-balancer-source-ranges"]
            texts = (annotation?.scalarText ?? "").split(separator: ",").map { String($0) }
        }
        let ranges = texts.compactMap { text in
            IPRange(cidr: String(text.filter { $0 != " " }))
        }
        return ranges.isEmpty ? nil : ranges
    }

    /// The pod's ports behind a Service port. Routes speak TCP. A number that the pod does not declare is taken only
    /// where the pod declares nothing at all.
    private func ports(of endpoint: Endpoint, _ port: Node, _ kind: EntryPoint.Kind) -> PortSet {
        guard let transport = TransportProtocol(name: port["protocol"]?.string ?? "TCP"),
            let target = port.field("targetPort") ?? port.field("port")
        else { return .none }
        if kind == .route, transport != .tcp { return .none }
        guard let number = target.integer else {
            let name = target.scalarText
            return PortSet(endpoint.ports.filter { $0.name == name && $0.transport == transport })
        }
        guard (1...65_535).contains(number) else { return .none }
        let isDeclared = endpoint.ports.contains { $0.transport == transport && $0.number == number }
        guard isDeclared || endpoint.ports.isEmpty || kind == .outside else { return .none }
        return PortSet(transport, Int(number), Int(number))
    }
}

extension Node? {
    /// The ports of a Service's spec.
    fileprivate var ports: [Node] { self.map { Array($0.items("ports")) } ?? [] }
}
