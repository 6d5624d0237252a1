// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents

/// The policies that allow exactly what is needed.
package struct PolicyPlan: Sendable {
    /// By namespace: the default deny first, then by name.
    package private(set) var policies: [PolicyDraft] = []
    /// What the policies allow, as it was found.
    package let collected: CollectedEvidence
    /// Workloads for which nothing at all was found, by position.
    package private(set) var silent: [Int] = []
    package let context: GenerationContext
    private let choices: PodLabelChoice

    package init(_ context: GenerationContext, _ evidence: CollectedEvidence) {
        var evidence = evidence
        DNSEvidence.complete(context, &evidence)
        self.context = context
        collected = evidence
        choices = PodLabelChoice(context)
        var needs: [Int: [Direction: [Need]]] = [:]
        for connection in evidence.connections {
            if case .endpoint(let position) = connection.source {
                needs[position, default: [:]][.egress, default: []].append(Need(connection.destination, connection))
            }
            if case .endpoint(let position) = connection.destination {
                needs[position, default: [:]][.ingress, default: []].append(Need(connection.source, connection))
            }
        }
        silent = context.model.endpoints.indices.filter {
            needs[$0] == nil && !context.model.endpoints[$0].isHostNetwork
        }
        let groups = groups()
        var taken = existingNames
        for namespace in context.endpointsByNamespace.keys.sorted() {
            addDefaultDeny(namespace, &taken)
            for group in groups where context.model.endpoints[group.members[0]].namespace == namespace {
                let isDenied = group.members.allSatisfy { needs[$0] == nil }
                // The default deny says it already.
                if isDenied, group.labels.isEmpty, !Self.systemNamespaces.contains(namespace) { continue }
                policies.append(draft(group, needs, &taken))
            }
        }
    }

    /// One side of a needed connection, as the other side's policy sees it.
    private struct Need {
        let peer: NeededConnection.Side
        let connection: NeededConnection

        init(_ peer: NeededConnection.Side, _ connection: NeededConnection) {
            self.peer = peer
            self.connection = connection
        }
    }

    /// Workloads that the same labels select.
    private struct Group {
        let labels: PolicyDraft.Labels
        let members: [Int]
        let others: [Int]
    }

    private func groups() -> [Group] {
        var order: [String] = []
        var members: [String: [Int]] = [:]
        for (position, endpoint) in context.model.endpoints.enumerated() where !endpoint.isHostNetwork {
            let labels = choices.choices[position].labels
            let key = PolicyDraft.Peer.pods(namespace: endpoint.namespace, labels: labels).order(in: "")
            if members[key] == nil { order.append(key) }
            members[key, default: []].append(position)
        }
        return order.compactMap { key in
            guard let positions = members[key], let first = positions.first else { return nil }
            let choice = choices.choices[first]
            return Group(labels: choice.labels, members: positions, others: choice.others)
        }
    }

    // MARK: Names

    /// Names that the policies of the input keep.
    private var existingNames: Set<String> {
        Set(
            context.model.policies.filter { $0.tier == .network && !GeneratedObjects.isOurs($0.resource) }
                .map { "\($0.namespace)/\($0.name)" })
    }

    private static func free(_ name: String, _ namespace: String, _ taken: inout Set<String>) -> String {
        var candidate = name
        var number = 1
        while !taken.insert("\(namespace)/\(candidate)").inserted {
            number += 1
            candidate = number == 2 ? name + "-generated" : "\(name)-generated-\(number)"
        }
        return candidate
    }

    // MARK: Policies

    /// Namespaces of Kubernetes itself have pods that no input has.
    private static let systemNamespaces: Set<String> = ["kube-system", "kube-public", "kube-node-lease"]

    private mutating func addDefaultDeny(_ namespace: String, _ taken: inout Set<String>) {
        guard !Self.systemNamespaces.contains(namespace) else { return }
        policies.append(
            PolicyDraft(
                namespace: namespace, name: Self.free("default-deny", namespace, &taken), labels: PolicyDraft.Labels(),
                purpose: "whatever no other policy of the namespace allows is denied", remarks: [],
                rules: [.ingress: [], .egress: []]))
    }

    private func draft(
        _ group: Group, _ needs: [Int: [Direction: [Need]]], _ taken: inout Set<String>
    ) -> PolicyDraft {
        let first = context.model.endpoints[group.members[0]]
        let titles = group.members.map { context.model.endpoints[$0].title }
        var rules: [Direction: [PolicyDraft.Rule]] = [:]
        for direction in Direction.allCases {
            let own = group.members.flatMap { needs[$0]?[direction] ?? [] }
            rules[direction] = RulePlan(context, choices, first.namespace).rules(own.map { ($0.peer, $0.connection) })
        }
        var remarks: [String] = []
        for remark in group.members.flatMap({ (collected.remarks[$0] ?? []) + (collected.gaps[$0] ?? []) })
        where !remarks.contains(remark) {
            remarks.append(remark)
        }
        if group.labels.isEmpty {
            remarks.append("its pods have no labels that last: the policy selects every pod of the namespace")
        } else if !group.others.isEmpty {
            let others = group.others.prefix(4).map { context.model.endpoints[$0].title }.joined(separator: ", ")
            remarks.append("no labels select these pods alone: the policy also selects \(others)")
        }
        if rules.values.allSatisfy(\.isEmpty) { remarks.append("no evidence was found: everything is denied") }
        let purpose = "what \(titles.joined(separator: ", ")) \(titles.count == 1 ? "needs" : "need")"
        return PolicyDraft(
            namespace: first.namespace, name: Self.free(PolicyName.valid(first.name), first.namespace, &taken),
            labels: group.labels, purpose: purpose, remarks: remarks, rules: rules)
    }
}

/// Names of objects.
enum PolicyName {
    /// A DNS subdomain, whatever the workload is called.
    static func valid(_ name: String) -> String {
        let scalars = name.lowercased().unicodeScalars.map { scalar -> Character in
            let isFine = ("a"..."z").contains(scalar) || ("0"..."9").contains(scalar) || scalar == "-" || scalar == "."
            return isFine ? Character(scalar) : "-"
        }
        let trimmed = scalars.drop { $0 == "-" || $0 == "." }.prefix(200)
        var text = String(trimmed)
        while text.hasSuffix("-") || text.hasSuffix(".") { text.removeLast() }
        return text.isEmpty ? "workload" : text
    }
}
