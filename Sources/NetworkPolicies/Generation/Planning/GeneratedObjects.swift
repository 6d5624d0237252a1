// SPDX-License-Identifier: Apache-2.0

internal import Cluster
package import Documents

/// The objects of a plan, as values and as YAML with the reasons.
package enum GeneratedObjects {
    /// Whether an object was written here before, and is replaced by what is written now.
    static func isOurs(_ resource: Resource?) -> Bool {
        resource?.labels?["app.kubernetes.io/managed-by"]?.equals("bulwark") == true
    }

    /// The object of a policy.
    package static func object(_ draft: PolicyDraft) -> Value {
        var spec: [Value.Member] = [
            Value.Member("podSelector", selector(draft.labels)),
            Value.Member("policyTypes", .array(Direction.allCases.map { .string($0.rawValue) })),
        ]
        for direction in Direction.allCases {
            let rules = draft.rules[direction] ?? []
            if rules.isEmpty { continue }
            let side = direction == .ingress ? "from" : "to"
            let values = rules.map { rule -> Value in
                let peers = rule.entries.flatMap { $0.peers.flatMap { Self.peers($0, draft.namespace) } }
                var members: [Value.Member] = []
                if !peers.isEmpty { members.append(Value.Member(side, .array(peers))) }
                if !rule.ports.isAll { members.append(Value.Member("ports", .array(ports(rule.ports)))) }
                return .object(members)
            }
            spec.append(Value.Member(direction.rawValue.lowercased(), .array(values)))
        }
        return [
            "apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy",
            "metadata": metadata(draft), "spec": .object(spec),
        ]
    }

    private static func metadata(_ draft: PolicyDraft) -> Value {
        [
            "name": .string(draft.name), "namespace": .string(draft.namespace),
            "labels": ["app.kubernetes.io/managed-by": "bulwark"],
            "annotations": ["bulwark.dev/description": .string(draft.purpose)],
        ]
    }

    private static func selector(_ labels: PolicyDraft.Labels) -> Value {
        var members: [Value.Member] = []
        if !labels.equal.isEmpty {
            let pairs = labels.equal.sorted { $0.key < $1.key }.map { Value.Member($0.key, .string($0.value)) }
            members.append(Value.Member("matchLabels", .object(pairs)))
        }
        if !labels.absent.isEmpty {
            let expressions = labels.absent.map { key -> Value in ["key": .string(key), "operator": "DoesNotExist"] }
            members.append(Value.Member("matchExpressions", .array(expressions)))
        }
        return .object(members)
    }

    /// A peer as elements of a rule's list; a range of addresses may need several.
    private static func peers(_ peer: PolicyDraft.Peer, _ own: String) -> [Value] {
        switch peer {
        case .pods(let namespace, let labels):
            var members: [Value.Member] = []
            if let namespace, namespace != own {
                let selector: Value = ["matchLabels": ["kubernetes.io/metadata.name": .string(namespace)]]
                members.append(Value.Member("namespaceSelector", selector))
            } else if namespace == nil {
                members.append(Value.Member("namespaceSelector", [:]))
            }
            if !labels.isEmpty || members.isEmpty { members.append(Value.Member("podSelector", selector(labels))) }
            return [.object(members)]
        case .block(let range, let exceptions):
            return range.blocks.map { block in
                var members = [Value.Member("cidr", .string(block))]
                let except = exceptions.flatMap(\.blocks)
                if !except.isEmpty { members.append(Value.Member("except", .array(except.map { .string($0) }))) }
                return ["ipBlock": .object(members)]
            }
        }
    }

    private static func ports(_ ports: PortSet) -> [Value] {
        [TransportProtocol.tcp, .udp, .sctp].flatMap { transport in
            ports.ports(of: transport).map { range -> Value in
                var members = [Value.Member("protocol", .string(transport.name))]
                if range != 1...65_535 {
                    members.append(Value.Member("port", .integer(Int64(range.lowerBound))))
                    if range.count > 1 { members.append(Value.Member("endPort", .integer(Int64(range.upperBound)))) }
                }
                return .object(members)
            }
        }
    }

    // MARK: YAML

    /// The objects of a plan as a YAML stream.
    package static func yaml(_ drafts: [PolicyDraft]) -> String {
        drafts.map { "---\n" + yaml($0) }.joined()
    }

    /// One object with the reason above each peer.
    package static func yaml(_ draft: PolicyDraft) -> String {
        let text = YAMLText()
        var lines = ["# \(comment(draft.purpose))"]
        lines += draft.remarks.map { "# \(comment($0))" }
        lines += ["apiVersion: networking.k8s.io/v1", "kind: NetworkPolicy", "metadata:"]
        lines += text.block(metadata(draft), column: 2)
        lines += ["spec:"]
        lines += text.block(["podSelector": selector(draft.labels)], column: 2)
        lines += ["  policyTypes:", "  - Ingress", "  - Egress"]
        for direction in Direction.allCases {
            let rules = draft.rules[direction] ?? []
            if rules.isEmpty { continue }
            lines.append("  \(direction.rawValue.lowercased()):")
            for rule in rules { lines += self.lines(rule, direction, draft.namespace) }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func lines(_ rule: PolicyDraft.Rule, _ direction: Direction, _ own: String) -> [String] {
        let text = YAMLText()
        var lines: [String] = []
        let side = direction == .ingress ? "from" : "to"
        var lead = "  - "
        if rule.entries.contains(where: { !$0.peers.isEmpty }) {
            lines.append("\(lead)\(side):")
            lead = "    "
            for entry in rule.entries {
                lines += reasons(entry, indent: "    ")
                lines += text.block(.array(entry.peers.flatMap { peers($0, own) }), column: 4)
            }
        } else {
            for entry in rule.entries { lines += reasons(entry, indent: "  ") }
            if rule.ports.isAll { return lines + ["  - {}"] }
        }
        guard !rule.ports.isAll else { return lines }
        lines.append("\(lead)ports:")
        return lines + text.block(.array(ports(rule.ports)), column: 4)
    }

    /// Reasons of one peer that are written out; of more, the number is.
    private static let reasonLimit = 3

    private static func reasons(_ entry: PolicyDraft.Entry, indent: String) -> [String] {
        var lines = ["\(indent)# \(comment(entry.title))"]
        lines += entry.evidence.prefix(reasonLimit).map { "\(indent)#   \(comment($0.sentence))" }
        if entry.evidence.count > reasonLimit {
            lines.append("\(indent)#   and \(entry.evidence.count - reasonLimit) more")
        }
        return lines
    }

    /// Nothing in a comment may end it.
    private static func comment(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.map {
                    $0.value < 0x20 || $0.value == 0x7F || $0.value == 0x85
                        || $0.value == 0x2028 || $0.value == 0x2029 ? " " : $0
                }))
    }
}
