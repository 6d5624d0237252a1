// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents

/// A Service, as its clients see it.
struct ServiceEntry: Sendable {
    struct Port: Sendable {
        let name: String
        let transport: TransportProtocol
        let number: Int
        /// The pods' port, by number or by name.
        let target: Target
    }

    enum Target: Sendable {
        case number(Int)
        case name(String)
    }

    let resource: Resource
    let namespace: String
    let name: String
    let ports: [Port]
    /// Positions of the endpoints that it selects.
    let endpoints: [Int]
    let hasSelector: Bool
    /// Its name means the pods' own addresses.
    let isHeadless: Bool
    /// The name that stands for it; nil for Services of other types.
    let externalName: String?

    var title: String { "\(namespace)/\(name)" }
}

/// Finds out whom a name means, as the cluster's DNS would.
struct ServiceDirectory: Sendable {
    /// What a name means.
    enum Meaning: Sendable {
        /// A Service; with a pod's name when one of its pods is meant.
        case service(ServiceEntry, pod: String?)
        /// A Service by all appearances, but not one of the input.
        case unknownService(namespace: String, name: String)
        case apiServer
        case outside(String)
    }

    private var services: [String: ServiceEntry] = [:]
    private var byAddress: [String: String] = [:]
    private var addresses: [String: [IPRange]] = [:]
    private let endpoints: [Endpoint]
    private let namespaces: Set<String>

    init(_ inventory: Inventory, _ model: NetworkModel, _ byNamespace: [String: [Int]]) {
        endpoints = model.endpoints
        namespaces = Set(model.namespaces.keys)
        for resource in inventory.resources(ofKind: "Service") where resource.group.isEmpty {
            let entry = Self.entry(resource, model.endpoints, byNamespace[resource.effectiveNamespace] ?? [])
            services[entry.title] = entry
            let spec = resource.spec
            for node in [spec?.field("clusterIP")].compactMap({ $0 }) + Array(spec?.items("clusterIPs") ?? .none) {
                if node.scalarText != "None" { byAddress[node.scalarText] = entry.title }
            }
        }
        readAddresses(inventory)
    }

    /// All Services, by namespace and name.
    var all: [ServiceEntry] { services.values.sorted { $0.title < $1.title } }

    func service(namespace: String, name: String) -> ServiceEntry? { services[namespace + "/" + name] }

    /// The Service with a cluster address.
    func service(address: String) -> ServiceEntry? { byAddress[address].flatMap { services[$0] } }

    /// What the Endpoints or EndpointSlices of a Service hold.
    func addresses(namespace: String, name: String) -> [IPRange] { (addresses[namespace + "/" + name] ?? []).sorted() }

    private static func entry(_ resource: Resource, _ endpoints: [Endpoint], _ candidates: [Int]) -> ServiceEntry {
        let spec = resource.spec
        let selector = spec?.field("selector").map { LabelSelector(labels: $0) }
        let isExternal = spec?["type"]?.equals("ExternalName") == true
        let hasSelector = selector.map { !$0.isEmpty } ?? false
        return ServiceEntry(
            resource: resource, namespace: resource.effectiveNamespace, name: resource.name,
            ports: (spec?.items("ports") ?? .none).compactMap { port($0) },
            endpoints: hasSelector && !isExternal
                ? candidates.filter { selector?.matches(endpoints[$0].labels) == true } : [],
            hasSelector: hasSelector, isHeadless: spec?["clusterIP"]?.equals("None") == true,
            externalName: isExternal ? spec?["externalName"]?.scalarText : nil)
    }

    private static func port(_ node: Node) -> ServiceEntry.Port? {
        guard let number = node["port"]?.integer, (1...65_535).contains(number),
            let transport = TransportProtocol(name: node["protocol"]?.string ?? "TCP")
        else { return nil }
        var target = ServiceEntry.Target.number(Int(number))
        if let field = node.field("targetPort") {
            if let value = field.integer {
                if (1...65_535).contains(value) { target = .number(Int(value)) }
            } else if let value = Int(field.scalarText), (1...65_535).contains(value) {
                target = .number(value)
            } else {
                target = .name(field.scalarText)
            }
        }
        return ServiceEntry.Port(
            name: node["name"]?.scalarText ?? "", transport: transport, number: Int(number), target: target)
    }

    private mutating func readAddresses(_ inventory: Inventory) {
        for resource in inventory.resources(ofKind: "Endpoints") where resource.group.isEmpty {
            let subsets = resource.node["subsets"]?.elements ?? Node.Elements.none
            let texts = subsets.flatMap { $0.items("addresses").compactMap { $0["ip"]?.scalarText } }
            add(texts, resource.effectiveNamespace, resource.name)
        }
        for resource in inventory.resources(ofKind: "EndpointSlice") where resource.group == "discovery.k8s.io" {
            guard let name = resource.labels?["kubernetes.io/service-name"]?.scalarText else { continue }
            let texts = (resource.node["endpoints"]?.elements ?? Node.Elements.none)
                .flatMap { $0.items("addresses").map(\.scalarText) }
            add(texts, resource.effectiveNamespace, name)
        }
    }

    private mutating func add(_ texts: [String], _ namespace: String, _ name: String) {
        let ranges = texts.compactMap { IPRange(address: $0) }
        addresses[namespace + "/" + name, default: []] += ranges
    }
}

// MARK: - Names

extension ServiceDirectory {
    /// What a host name means to pods of a namespace; nil when it is no name that DNS would know.
    func meaning(of host: String, from namespace: String, depth: Int = 0) -> Meaning? {
        let parts = host.split(separator: ".", omittingEmptySubsequences: true).map(String.init)
        guard let meaning = inside(parts, namespace) else {
            return parts.count > 1 ? .outside(host) : nil
        }
        guard case .service(let entry, _) = meaning, let alias = entry.externalName else { return meaning }
        guard depth < 4 else { return nil }
        return self.meaning(of: alias.lowercased(), from: entry.namespace, depth: depth + 1)
    }

    private func inside(_ parts: [String], _ namespace: String) -> Meaning? {
        if let position = parts.firstIndex(of: "svc"), position >= 2 {
            return service(parts[position - 1], Array(parts[..<(position - 1)])[...])
                ?? .unknownService(
                    namespace: parts[position - 1], name: parts[position - 2])
        }
        switch parts.count {
        case 1: return service(namespace, parts[...])
        case 2: return service(parts[1], parts[..<1]) ?? podOfService(namespace, parts[...])
        case 3: return podOfService(parts[2], parts[..<2])
        default: return nil
        }
    }

    /// A Service, or one of its pods, in a namespace.
    private func service(_ namespace: String, _ parts: ArraySlice<String>) -> Meaning? {
        guard let name = parts.last else { return nil }
        if parts.count == 1, name == "kubernetes", namespace == "default" || services[namespace + "/" + name] == nil {
            return namespace == "default" || namespaces.contains(namespace) ? .apiServer : nil
        }
        guard let entry = services[namespace + "/" + name] else { return nil }
        return .service(entry, pod: parts.count > 1 ? parts[parts.startIndex] : nil)
    }

    /// `web-0.web`: a pod of a StatefulSet, or one with a host name, behind a headless Service.
    private func podOfService(_ namespace: String, _ parts: ArraySlice<String>) -> Meaning? {
        guard parts.count == 2, let pod = parts.first, let name = parts.last,
            let entry = services[namespace + "/" + name], !endpoints(of: entry, pod: pod).isEmpty
        else { return nil }
        return .service(entry, pod: pod)
    }

    /// The endpoints of a Service; of them the one with a pod's name, where one is known.
    func endpoints(of entry: ServiceEntry, pod: String?) -> [Int] {
        guard let pod else { return entry.endpoints }
        let named = entry.endpoints.filter { position in
            let name = endpoints[position].name
            if pod == name { return true }
            return pod.hasPrefix(name + "-") && pod.dropFirst(name.count + 1).allSatisfy(\.isNumber)
        }
        return named
    }
}

// MARK: - Ports

extension ServiceDirectory {
    /// The ports of an endpoint behind a port of a Service.
    func targets(_ port: ServiceEntry.Port, at endpoint: Int) -> PortSet {
        switch port.target {
        case .number(let number): return PortSet(port.transport, number, number)
        case .name(let name):
            return PortSet(endpoints[endpoint].ports.filter { $0.name == name && $0.transport == port.transport })
        }
    }

    /// The ports of an endpoint that clients reach through a Service. The name of a headless one leads to the pods
    /// themselves, whose port is the one that the client names.
    /// - Parameter number: the port that the client names; nil for all of them.
    func targets(_ entry: ServiceEntry, port number: Int?, at endpoint: Int) -> PortSet {
        guard let number else {
            return entry.ports.reduce(.none) { $0.union(targets($1, at: endpoint)) }
        }
        let matching = entry.ports.filter { $0.number == number }
        if entry.isHeadless {
            let transports = Set(matching.map(\.transport))
            let isDeclared = endpoints[endpoint].ports.contains { $0.number == number }
            if transports.isEmpty, !isDeclared { return .none }
            return (transports.isEmpty ? [.tcp] : transports).reduce(.none) { $0.union(PortSet($1, number, number)) }
        }
        return matching.reduce(.none) { $0.union(targets($1, at: endpoint)) }
    }
}
