// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents

/// Reads the cluster-wide kinds of `policy.networking.k8s.io`: `AdminNetworkPolicy` and `BaselineAdminNetworkPolicy`
/// (v1alpha1), `ClusterNetworkPolicy` (v1alpha2).
/// https://network-policy-api.sigs.k8s.io/api-overview/
struct ClusterPolicyReader {
    private var reading: PolicyReading
    private let resource: Resource
    /// The limit on lists of rules and peers.
    private let limit: Int
    private let isVersion2: Bool
    /// The rule that is being read has a peer or a port of a kind that is not known here.
    private var failsClosed = false

    static let kinds = ["AdminNetworkPolicy", "BaselineAdminNetworkPolicy", "ClusterNetworkPolicy"]

    private init(_ resource: Resource) {
        self.resource = resource
        reading = PolicyReading(resource)
        isVersion2 = resource.kind == "ClusterNetworkPolicy"
        limit = isVersion2 ? 25 : 100
    }

    /// The policy, or why the API server would reject it.
    static func read(_ resource: Resource) -> (policy: Policy?, problems: [Problem]) {
        var reader = ClusterPolicyReader(resource)
        let policy = reader.policy()
        return (reader.reading.isRejected ? nil : policy, reader.reading.problems)
    }

    private mutating func policy() -> Policy? {
        guard let spec = resource.node.field("spec") else {
            reading.reject(resource.node, "the policy has no spec")
            return nil
        }
        let isBaselineKind = resource.kind == "BaselineAdminNetworkPolicy"
        if isVersion2 {
            reading.checkFields(of: spec, "tier", "priority", "subject", "ingress", "egress")
        } else if isBaselineKind {
            reading.checkFields(of: spec, "subject", "ingress", "egress")
            if resource.name != "default" {
                reading.reject(
                    resource.metadata?["name"] ?? resource.node,
                    "the name is \"\(resource.name)\", expected default: there is only one")
            }
        } else {
            reading.checkFields(of: spec, "priority", "subject", "ingress", "egress")
        }
        let tier = isBaselineKind ? PolicyTier.baseline : tier(spec)
        var rules = PolicyRules()
        let ingress = self.rules(spec, .ingress)
        if !ingress.isEmpty { rules[.ingress] = ingress }
        let egress = self.rules(spec, .egress)
        if !egress.isEmpty { rules[.egress] = egress }
        let priority = isBaselineKind ? 0 : priority(spec)
        guard let subject = subject(spec) else { return nil }
        return Policy(
            tier: tier, priority: priority, resource: resource, kind: resource.kind,
            name: resource.name, subject: subject, rules: rules)
    }

    private mutating func tier(_ spec: Node) -> PolicyTier {
        guard isVersion2 else { return .admin }
        guard let node = spec.field("tier") else {
            reading.reject(spec, "the policy has no tier, expected Admin or Baseline")
            return .admin
        }
        if node.equals("Admin") { return .admin }
        if node.equals("Baseline") { return .baseline }
        reading.reject(node, "found \(PolicyReading.found(node)), expected the tier Admin or Baseline")
        return .admin
    }

    private mutating func priority(_ spec: Node) -> Int {
        guard let node = spec.field("priority") else {
            reading.reject(spec, "the policy has no priority")
            return 0
        }
        if let number = node.integer, (0...1000).contains(number) { return Int(number) }
        reading.reject(node, "found \(PolicyReading.found(node)), expected a priority from 0 to 1000")
        return 0
    }

    // MARK: Subjects and peers

    private mutating func subject(_ spec: Node) -> PodSelection? {
        guard let node = spec.field("subject") else {
            reading.reject(spec, "the policy has no subject")
            return nil
        }
        reading.checkFields(of: node, "namespaces", "pods")
        return selection(node, "the subject")
    }

    /// Exactly one of `namespaces` and `pods`.
    private mutating func selection(_ node: Node, _ what: String) -> PodSelection? {
        let namespaces = node.field("namespaces")
        let pods = node.field("pods")
        if namespaces != nil, pods != nil {
            reading.reject(node, "\(what) has namespaces and pods, expected one of them")
        }
        if let namespaces {
            return PodSelection(
                namespaces: .matching(reading.selector(namespaces)), pods: LabelSelector(requirements: []))
        }
        guard let pods else {
            reading.reject(node, "\(what) is empty, expected namespaces or pods")
            return nil
        }
        reading.checkFields(of: pods, "namespaceSelector", "podSelector")
        let everything = LabelSelector(requirements: [])
        return PodSelection(
            namespaces: .matching(pods.field("namespaceSelector").map { reading.selector($0) } ?? everything),
            pods: pods.field("podSelector").map { reading.selector($0) } ?? everything)
    }

    private mutating func peers(_ node: Node, _ direction: Direction) -> [PolicyPeer] {
        if isNew(node, ["namespaces", "pods", "nodes", "networks", "domainNames"]) { return [] }
        if direction == .egress {
            reading.checkFields(of: node, "namespaces", "pods", "nodes", "networks", "domainNames")
        } else {
            reading.checkFields(of: node, "namespaces", "pods")
        }
        guard node.isMapping else { return [] }
        let count = node.entries.count { !$0.value.isNull }
        guard count == 1 else {
            reading.reject(node, count == 0 ? "the peer is empty" : "the peer has \(count) fields, expected one")
            return []
        }
        if let nodes = node.field("nodes") { return [.nodes(reading.selector(nodes))] }
        if node.field("networks") != nil {
            let networks = reading.list(node, "networks")
            if networks.isEmpty || networks.count > 25 {
                reading.reject(node, "found \(networks.count) networks, expected 1 to 25")
            }
            return networks.compactMap { network($0) }.map { .block($0, except: []) }
        }
        if node.field("domainNames") != nil { return domains(node) }
        return selection(node, "the peer").map { [.pods($0)] } ?? []
    }

    /// v1beta1 wants the network's own address, without bits of hosts.
    private mutating func network(_ node: Node) -> IPRange? {
        guard let range = reading.cidr(node) else { return nil }
        let written = node.scalarText.split(separator: "/").first.flatMap { IPRange(address: String($0)) }
        if resource.apiVersion.hasSuffix("/v1beta1"), written?.low != range.low {
            reading.reject(
                node, "\"\(node.scalarText)\" has bits set behind its prefix, expected the network's address")
        }
        return range
    }

    private mutating func domains(_ node: Node) -> [PolicyPeer] {
        let names = reading.list(node, "domainNames")
        if names.isEmpty || names.count > 25 {
            reading.reject(node, "found \(names.count) domain names, expected 1 to 25")
        }
        for name in names where !LabelSyntax.isDomainName(name.scalarText) {
            reading.reject(name, "found \(PolicyReading.found(name)), expected a domain name such as *.example.com")
        }
        if let first = names.first {
            reading.warn(
                first, "names are not resolved: what only this rule accepts is not listed, and unknown when asked for")
        }
        return [.domains(names.map(\.scalarText))]
    }

    // MARK: Rules

    private mutating func rules(_ spec: Node, _ direction: Direction) -> [PolicyRule] {
        let nodes = reading.list(spec, direction == .ingress ? "ingress" : "egress")
        if nodes.count > limit { reading.reject(nodes[limit], "found \(nodes.count) rules, expected at most \(limit)") }
        return nodes.compactMap { rule($0, direction) }
    }

    private mutating func rule(_ node: Node, _ direction: Direction) -> PolicyRule? {
        let side: StaticString = direction == .ingress ? "from" : "to"
        reading.checkFields(of: node, "name", "action", side, isVersion2 ? "protocols" : "ports")
        guard node.isMapping else { return nil }
        let elements = reading.list(node, side)
        if elements.isEmpty || elements.count > limit {
            reading.reject(node, "found \(elements.count) peers in \"\(side)\", expected 1 to \(limit)")
        }
        failsClosed = false
        let peers = elements.flatMap { self.peers($0, direction) }
        let ports = ports(node)
        let action = action(node)
        let name = node["name"]?.scalarText ?? ""
        if name.utf8.count > 100 { reading.reject(node, "the rule's name is longer than 100 characters") }
        if failsClosed {
            let isAllowing = action == .allow
            return PolicyRule(
                action: isAllowing ? .allow : .deny, peers: isAllowing ? [] : nil, ports: nil, node: node, name: name)
        }
        checkNames(node, peers, ports ?? [], action)
        return PolicyRule(action: action, peers: peers, ports: ports, node: node, name: name)
    }

    /// Whether a peer or a port is of a kind that only a newer version of the API has. The API asks for failing closed:
    /// a rule that accepts matches nothing, any other denies everything. What looks misspelt is rejected elsewhere.
    private mutating func isNew(_ node: Node, _ known: [String]) -> Bool {
        guard node.isMapping, let (key, _) = node.entries.first(where: { !$0.value.isNull }) else { return false }
        let name = key.scalarText
        let others = ["namespaceSelector", "podSelector", "ipBlock", "port", "protocol", "endPort"]
        guard node.entries.count(where: { !$0.value.isNull }) == 1, !(known + others).contains(name),
            EditDistance.nearest(to: name, among: known) == nil
        else { return false }
        reading.note(
            key,
            "\"\(name)\" is not known here, expected \(known.joined(separator: ", ")); the rule fails closed: "
                + "it accepts nobody, or denies everybody")
        failsClosed = true
        return true
    }

    /// Addresses have no named ports, and names outside can only be allowed. Early releases of v1alpha1 took a named port
    /// beside addresses, where it matches nothing.
    private mutating func checkNames(_ node: Node, _ peers: [PolicyPeer], _ ports: [PolicyPort], _ action: RuleAction) {
        let hasNames = ports.contains { if case .named = $0 { true } else { false } }
        let hasAddresses = peers.contains { if case .pods = $0 { false } else { true } }
        if hasNames, hasAddresses {
            let found = "found a named port together with networks, nodes or domain names"
            if isVersion2 {
                reading.reject(node, found)
            } else {
                reading.warn(node, found + ", which have none; newer releases of the API reject this")
            }
        }
        let hasDomains = peers.contains { if case .domains = $0 { true } else { false } }
        if hasDomains, action != .allow { reading.reject(node, "found domain names in a rule that does not accept") }
    }

    private mutating func action(_ node: Node) -> RuleAction {
        let allow = isVersion2 ? "Accept" : "Allow"
        let isBaselineKind = resource.kind == "BaselineAdminNetworkPolicy"
        let expected = isBaselineKind ? "\(allow) or Deny" : "\(allow), Deny or Pass"
        guard let field = node.field("action") else {
            reading.reject(node, "the rule has no action, expected \(expected)")
            return .deny
        }
        switch field.scalarText {
        case allow: return .allow
        case "Deny": return .deny
        case "Pass" where !isBaselineKind: return .pass
        default:
            reading.reject(field, "found \(PolicyReading.found(field)), expected the action \(expected)")
            return .deny
        }
    }
}

// MARK: - Ports

extension ClusterPolicyReader {
    /// Nil for all traffic.
    private mutating func ports(_ node: Node) -> [PolicyPort]? {
        let key: StaticString = isVersion2 ? "protocols" : "ports"
        guard let field = node.field(key) else { return nil }
        let elements = reading.list(node, key)
        if elements.isEmpty && isVersion2 || elements.count > limit {
            reading.reject(field, "found \(elements.count) entries in \"\(key)\", expected 1 to \(limit)")
        }
        if elements.isEmpty { return nil }
        return elements.compactMap { element in
            guard element.isMapping, element.entries.count(where: { !$0.value.isNull }) == 1 else {
                reading.reject(element, "found \(element.entries.count { _ in true }) fields, expected exactly one")
                return nil
            }
            let known = isVersion2 ? ["tcp", "udp", "sctp", "destinationNamedPort"] : Self.adminPorts
            if isNew(element, known) { return nil }
            return isVersion2 ? protocolPort(element) : adminPort(element)
        }
    }

    private static let adminPorts = ["portNumber", "portRange", "namedPort"]

    private mutating func adminPort(_ node: Node) -> PolicyPort? {
        reading.checkFields(of: node, "portNumber", "portRange", "namedPort")
        if let name = node.field("namedPort") { return reading.portName(name).map { .named(nil, $0) } }
        if let number = node.field("portNumber") {
            reading.checkFields(of: number, "protocol", "port")
            let transport = reading.transport(number.field("protocol"))
            guard let field = number.field("port") else {
                reading.reject(number, "the port has no number")
                return nil
            }
            return reading.port(field).map { .range(transport, $0...$0) }
        }
        guard let range = node.field("portRange") else { return nil }
        reading.checkFields(of: range, "protocol", "start", "end")
        return self.range(range, reading.transport(range.field("protocol")))
    }

    private mutating func protocolPort(_ node: Node) -> PolicyPort? {
        reading.checkFields(of: node, "tcp", "udp", "sctp", "destinationNamedPort")
        if let name = node.field("destinationNamedPort") { return reading.portName(name).map { .named(nil, $0) } }
        for (key, transport) in [("tcp", TransportProtocol.tcp), ("udp", .udp), ("sctp", .sctp)] {
            guard let field = node[key: key], !field.isNull else { continue }
            reading.checkFields(of: field, "destinationPort")
            guard let port = field.field("destinationPort") else {
                reading.reject(field, "the protocol has no destinationPort")
                return nil
            }
            reading.checkFields(of: port, "number", "range")
            if port.field("number") != nil, port.field("range") != nil {
                reading.reject(port, "the port has a number and a range, expected one of them")
            }
            if let number = port.field("number") { return reading.port(number).map { .range(transport, $0...$0) } }
            guard let range = port.field("range") else {
                reading.reject(port, "the port is empty, expected number or range")
                return nil
            }
            reading.checkFields(of: range, "start", "end")
            return self.range(range, transport)
        }
        return nil
    }

    private mutating func range(_ node: Node, _ transport: TransportProtocol) -> PolicyPort? {
        guard let start = node.field("start"), let end = node.field("end") else {
            reading.reject(node, "the range needs start and end")
            return nil
        }
        guard let low = reading.port(start), let high = reading.port(end) else { return nil }
        if isVersion2, low >= high { reading.reject(end, "the range ends at \(high) and starts at \(low)") }
        guard low <= high else {
            if !isVersion2 {
                reading.warn(end, "the range ends at \(high) and starts at \(low), expected more: it has no port")
            }
            return nil
        }
        return .range(transport, low...high)
    }
}
