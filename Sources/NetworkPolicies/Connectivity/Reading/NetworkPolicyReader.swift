// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents

/// Reads a `NetworkPolicy` of `networking.k8s.io/v1` as the API server would store it.
/// https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/
struct NetworkPolicyReader {
    private var reading: PolicyReading
    private let resource: Resource

    private init(_ resource: Resource) {
        self.resource = resource
        reading = PolicyReading(resource)
    }

    /// The policy, or why the API server would reject it.
    static func read(_ resource: Resource) -> (policy: Policy?, problems: [Problem]) {
        var reader = NetworkPolicyReader(resource)
        let policy = reader.policy()
        return (reader.reading.isRejected ? nil : policy, reader.reading.problems)
    }

    private mutating func policy() -> Policy {
        var rules: PolicyRules = [.ingress: []]
        var subject = LabelSelector(requirements: [])
        if let spec = resource.node.field("spec") {
            reading.checkFields(of: spec, "podSelector", "policyTypes", "ingress", "egress")
            if let node = spec.field("podSelector") { subject = reading.selector(node) }
            rules = directions(spec)
        }
        return Policy(
            tier: .network, resource: resource, kind: resource.kind, namespace: resource.effectiveNamespace,
            name: resource.name,
            subject: PodSelection(namespaces: .named(resource.effectiveNamespace), pods: subject), rules: rules)
    }

    private mutating func directions(_ spec: Node) -> PolicyRules {
        let types = reading.list(spec, "policyTypes")
        for type in types where Direction(rawValue: type.scalarText) == nil {
            reading.reject(type, "unknown policy type \"\(type.scalarText)\", expected Ingress or Egress")
        }
        if types.count > 2 { reading.reject(types[2], "found \(types.count) policy types, expected at most two") }
        let ingress = rules(spec, "ingress", "from")
        let egress = rules(spec, "egress", "to")
        var rules = PolicyRules()
        if PolicyTypes.has(.ingress, resource) { rules[.ingress] = ingress }
        if PolicyTypes.has(.egress, resource) { rules[.egress] = egress }
        return rules
    }

    private mutating func rules(_ spec: Node, _ key: StaticString, _ side: StaticString) -> [PolicyRule] {
        reading.list(spec, key).compactMap { node in
            reading.checkFields(of: node, side, "ports")
            guard node.isMapping else { return nil }
            let peers = reading.list(node, side)
            let ports = reading.list(node, "ports")
            return PolicyRule(
                peers: peers.isEmpty ? nil : peers.compactMap { peer($0) },
                ports: ports.isEmpty ? nil : ports.compactMap { port($0) }, node: node)
        }
    }

    private mutating func peer(_ node: Node) -> PolicyPeer? {
        if !node.isNull { reading.checkFields(of: node, "podSelector", "namespaceSelector", "ipBlock") }
        let pods = node.field("podSelector")
        let namespaces = node.field("namespaceSelector")
        if let block = node.field("ipBlock") {
            if pods != nil || namespaces != nil {
                reading.reject(node, "the peer has an ipBlock and a selector, expected one of them")
            }
            return self.block(block)
        }
        guard pods != nil || namespaces != nil else {
            reading.reject(node, "the peer is empty, expected podSelector, namespaceSelector or ipBlock")
            return nil
        }
        return .pods(
            PodSelection(
                namespaces: namespaces.map { .matching(reading.selector($0)) } ?? .named(resource.effectiveNamespace),
                pods: pods.map { reading.selector($0) } ?? LabelSelector(requirements: [])))
    }

    private mutating func block(_ node: Node) -> PolicyPeer? {
        reading.checkFields(of: node, "cidr", "except")
        guard let field = node.field("cidr") else {
            reading.reject(node, "the ipBlock has no cidr")
            return nil
        }
        guard let range = reading.cidr(field) else { return nil }
        var exceptions: [IPRange] = []
        for element in reading.list(node, "except") {
            guard let exception = reading.cidr(element) else { continue }
            guard range.contains(exception), exception != range else {
                reading.reject(
                    element, "\"\(element.scalarText)\" is not inside \"\(field.scalarText)\", expected a part of it")
                continue
            }
            exceptions.append(exception)
        }
        return .block(range, except: exceptions)
    }

    private mutating func port(_ node: Node) -> PolicyPort? {
        reading.checkFields(of: node, "protocol", "port", "endPort")
        guard node.isMapping else { return nil }
        let transport = reading.transport(node.field("protocol"))
        let end = node.field("endPort")
        guard let field = node.field("port") else {
            if let end { reading.reject(end, "found endPort without port") }
            return .range(transport, 1...65_535)
        }
        guard field.record.type == .integer else {
            if let end { reading.reject(end, "found endPort with the port \"\(field.scalarText)\", expected a number") }
            return reading.portName(field).map { .named(transport, $0) }
        }
        guard let low = reading.port(field) else { return nil }
        guard let end else { return .range(transport, low...low) }
        guard let high = reading.port(end) else { return nil }
        guard high >= low else {
            reading.reject(end, "endPort \(high) is below port \(low)")
            return nil
        }
        return .range(transport, low...high)
    }
}
