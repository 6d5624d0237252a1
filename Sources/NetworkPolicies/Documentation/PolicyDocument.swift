// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents

/// All policies of a cluster, told for people: namespace by namespace, what each is for, whom it selects, whom it
/// lets in and out, and what stays open.
package struct PolicyDocument: Sendable {
    /// A rule in words.
    struct Rule: Sendable {
        /// `Allow`, `Deny` or `Pass`.
        let action: RuleAction
        /// The other side, one entry per peer.
        let peers: [String]
        /// Workloads of the input behind the peers; nil when the peers are no pods.
        let workloads: [String]?
        let ports: String
        let note: String?
        /// Where it stands: `web.yaml:12:5`.
        let place: String
    }

    struct Side: Sendable {
        let direction: Direction
        let rules: [Rule]
    }

    struct Entry: Sendable {
        let title: String
        let place: String
        let purpose: String?
        let history: GitHistory.Entry?
        /// The selection in words, and the workloads of the input that it selects.
        let selection: String
        let workloads: [String]
        /// Of the admin and the baseline tier only.
        let priority: Int?
        /// The directions that the policy affects.
        let sides: [Side]
        let isNetworkPolicy: Bool
    }

    struct Section: Sendable {
        /// Empty for policies outside of namespaces.
        let namespace: String
        let workloads: [String]
        let entries: [Entry]
        /// Workloads that no network policy isolates, by direction.
        let open: [(direction: Direction, workloads: [String])]
        /// Workloads on the node's network, where policies do not apply.
        let onHost: [String]
    }

    /// Policies outside of namespaces first, then by name; namespaces without policies at the end.
    private(set) var sections: [Section] = []
    /// Policies of kinds that are not evaluated.
    let unevaluated: [String]
    let counts: (policies: Int, workloads: Int, namespaces: Int)

    private let connectivity: Connectivity
    private let words: PolicyWords
    /// Positions of the endpoints, and the policies, by their namespace.
    private let byNamespace: [String: [Int]]
    private let policies: [String: [Policy]]
    /// With more policies, git is not asked: it takes two runs for each.
    private static let historyLimit = 2000

    /// - Parameter history: where to ask since when a policy is there.
    package init(_ connectivity: Connectivity, history: GitHistory) {
        self.connectivity = connectivity
        let model = connectivity.model
        words = PolicyWords(model)
        unevaluated = model.unevaluated.map { policy in
            "\(policy.resource.kind) \(policy.resource.effectiveNamespace)/\(policy.resource.name) "
                + "(\(policy.resource.location))"
        }
        let endpoints = model.endpoints.indices.filter { $0 != connectivity.controller }
        byNamespace = Dictionary(grouping: endpoints) { model.endpoints[$0].namespace }
        policies = Dictionary(grouping: model.policies, by: \.namespace)
        let names = Set(byNamespace.keys).union(policies.keys).subtracting([""])
        counts = (model.policies.count, endpoints.count, names.count)
        let notes = PolicyNotes(model.policies.compactMap(\.resource))
        var history = model.policies.count <= Self.historyLimit ? history : GitHistory(isWanted: false)
        let sorted = [""] + names.sorted()
        let all = sorted.map { section($0, endpoints, notes, &history) }
        sections = all.filter { !$0.entries.isEmpty } + all.filter { $0.entries.isEmpty && !$0.workloads.isEmpty }
    }

    private func section(
        _ namespace: String, _ endpoints: [Int], _ notes: PolicyNotes, _ history: inout GitHistory
    ) -> Section {
        let model = connectivity.model
        let own = byNamespace[namespace] ?? []
        let pods = own.filter { !model.endpoints[$0].isHostNetwork }
        let open = Direction.allCases.map { direction -> (direction: Direction, workloads: [String]) in
            let groups = connectivity.reachability.groups(direction)
            let free = pods.filter { endpoint in
                let column = connectivity.reachability.column(ofEndpoint: endpoint)
                return groups.groups[Int(groups.groupOfClass[column])].isolating.isEmpty
            }
            return (direction, free.map { short($0) })
        }
        var entries: [Entry] = []
        for policy in policies[namespace] ?? [] {
            entries.append(entry(policy, endpoints, notes, &history))
        }
        return Section(
            namespace: namespace, workloads: own.map { short($0) }, entries: entries,
            open: open.filter { !$0.workloads.isEmpty },
            onHost: own.filter { model.endpoints[$0].isHostNetwork }.map { short($0) })
    }

    /// `Deployment web`.
    private func short(_ endpoint: Int) -> String {
        let endpoint = connectivity.model.endpoints[endpoint]
        return "\(endpoint.kind) \(endpoint.name)"
    }

    private func entry(
        _ policy: Policy, _ endpoints: [Int], _ notes: PolicyNotes, _ history: inout GitHistory
    ) -> Entry {
        var known: GitHistory.Entry?
        if let resource = policy.resource {
            let node = resource.node
            let last = node.document.location(at: max(node.range.upperBound - 1, node.range.lowerBound)).line
            known = history.entry(of: resource.file, lines: node.location.line...max(last, node.location.line))
        }
        return Entry(
            title: policy.kind + " " + policy.name, place: policy.resource?.location.description ?? "",
            purpose: policy.resource.flatMap { notes.description(of: $0) } ?? Self.plainPurpose(policy), history: known,
            selection: words.text(policy.subject, home: policy.namespace),
            workloads: names(policy.subject, endpoints, home: policy.namespace),
            priority: policy.tier == .network ? nil : policy.priority,
            sides: Direction.allCases.compactMap { direction in
                policy.rules[direction].map { rules in
                    Side(
                        direction: direction,
                        rules: rules.map { rule($0, policy, endpoints, notes) })
                }
            }, isNetworkPolicy: policy.tier == .network)
    }

    /// What a policy without rules is for needs no words of its author.
    private static func plainPurpose(_ policy: Policy) -> String? {
        let isDenial = policy.tier == .network && policy.rules.all.isEmpty
        return isDenial ? "Denies what no other policy allows." : nil
    }

    private func rule(_ rule: PolicyRule, _ policy: Policy, _ endpoints: [Int], _ notes: PolicyNotes) -> Rule {
        var workloads: [String]?
        for case .pods(let selection) in rule.peers ?? [] {
            let found = names(selection, endpoints, home: policy.namespace)
            workloads = (workloads ?? []) + found.filter { workloads?.contains($0) != true }
        }
        let peers = rule.peers?.map { words.text($0, home: policy.namespace) } ?? ["everyone"]
        let note = [rule.name.isEmpty ? nil : rule.name, rule.node.flatMap { notes.description(ofRule: $0) }]
            .compactMap { $0 }.joined(separator: ": ")
        return Rule(
            action: rule.action, peers: peers.isEmpty ? ["nobody"] : peers, workloads: workloads,
            ports: PolicyWords.text(rule.ports), note: note.isEmpty ? nil : note,
            place: rule.node?.location.description ?? "")
    }

    /// The workloads of a selection; with their namespace where it is another one.
    private func names(_ selection: PodSelection, _ endpoints: [Int], home: String) -> [String] {
        let model = connectivity.model
        var candidates = endpoints
        if case .named(let namespace) = selection.namespaces { candidates = byNamespace[namespace] ?? [] }
        return candidates.filter { position in
            let endpoint = model.endpoints[position]
            return !endpoint.isHostNetwork && selection.matches(endpoint, model)
        }
        .map { position in
            let endpoint = model.endpoints[position]
            return endpoint.namespace == home
                ? short(position) : "\(endpoint.kind) \(endpoint.namespace)/\(endpoint.name)"
        }
    }
}

extension PolicyDocument.Section {
    var isWithoutPolicies: Bool { entries.isEmpty }
}

extension PolicyDocument.Rule {
    /// Nothing restricts the other side or the ports.
    var isForEveryone: Bool { action == .allow && peers == ["everyone"] }
}

extension PolicyDocument.Entry {
    /// `in git since 2026-01-31, last changed 2026-03-01`.
    var since: String? {
        guard let history else { return nil }
        guard let added = history.added else { return "not committed yet" }
        guard let changed = history.changed else { return "in git since \(added), with changes not committed yet" }
        return added == changed ? "in git since \(added)" : "in git since \(added), last changed \(changed)"
    }
}

/// A list that stays readable: the first ones, and how many more.
enum NameList {
    static func text(_ names: [String], limit: Int = 8) -> String {
        guard names.count > limit else { return names.joined(separator: ", ") }
        return names.prefix(limit - 1).joined(separator: ", ") + " and \(names.count - limit + 1) more"
    }
}
