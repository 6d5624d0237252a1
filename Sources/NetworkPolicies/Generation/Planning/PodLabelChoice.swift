// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents

/// The fewest labels that select exactly one workload's pods among those of its namespace.
struct PodLabelChoice: Sendable {
    struct Choice: Sendable, Hashable {
        /// Empty when nothing tells the pods apart.
        let labels: PolicyDraft.Labels
        /// Other workloads that these labels select too, by position; none when the choice is exact.
        let others: [Int]
    }

    /// By position of the endpoint.
    let choices: [Choice]

    init(_ context: GenerationContext) {
        var choices = Array(
            repeating: Choice(labels: PolicyDraft.Labels(), others: []), count: context.model.endpoints.count)
        for positions in context.endpointsByNamespace.values {
            let pods = positions.filter { !context.model.endpoints[$0].isHostNetwork }
            let index = Index(pods, context.model.endpoints)
            for position in pods { choices[position] = index.choice(for: position) }
        }
        self.choices = choices
    }

    /// The endpoints of one namespace by their labels.
    private struct Index {
        private let endpoints: [Endpoint]
        private let all: Set<Int>
        private var byLabel: [Label: Set<Int>] = [:]
        /// Endpoints with the same lasting labels, which nothing can tell apart.
        private var twins: [[String: String]: Set<Int>] = [:]

        struct Label: Hashable {
            let key: String
            let value: String
        }

        init(_ positions: [Int], _ endpoints: [Endpoint]) {
            self.endpoints = endpoints
            all = Set(positions)
            for position in positions {
                let named = VolatileLabels.dropped(from: endpoints[position].labels, keepsInstance: true)
                twins[named, default: []].insert(position)
                for (key, value) in endpoints[position].labels {
                    byLabel[Label(key: key, value: value), default: []].insert(position)
                }
            }
        }

        func choice(for position: Int) -> Choice {
            let endpoint = endpoints[position]
            let owned = selectorKeys(endpoint)
            let lasting = VolatileLabels.dropped(from: endpoint.labels)
            // A release's name tells two releases of one chart apart, and is part of their immutable selectors.
            let named = VolatileLabels.dropped(from: endpoint.labels, keepsInstance: true)
            let twins = twins[named] ?? [position]
            let labels =
                smallest(lasting, owned, twins).map { PolicyDraft.Labels($0) }
                ?? smallest(named, owned, twins).map { PolicyDraft.Labels($0) } ?? withoutOthers(named, position)
            let all = selected(labels.equal.map { Label(key: $0.key, value: $0.value) })
                .filter { other in labels.absent.allSatisfy { endpoints[other].labels[$0] == nil } }
            return Choice(labels: labels, others: all.subtracting([position]).sorted())
        }

        /// What the pods have in common with others, without the labels that only the others have.
        private func withoutOthers(_ labels: [String: String], _ position: Int) -> PolicyDraft.Labels {
            var others = selected(labels.map { Label(key: $0.key, value: $0.value) }).subtracting([position])
            var absent: [String] = []
            while !others.isEmpty {
                var counts: [String: Int] = [:]
                for other in others {
                    for key in endpoints[other].labels.keys
                    where endpoints[position].labels[key] == nil && !VolatileLabels.isVolatile(key) {
                        counts[key, default: 0] += 1
                    }
                }
                let best = counts.max { ($0.value, LabelRank($1.key)) < ($1.value, LabelRank($0.key)) }
                guard let key = best?.key, absent.count < 8 else { break }
                absent.append(key)
                others = others.filter { endpoints[$0].labels[key] == nil }
            }
            return PolicyDraft.Labels(labels, absent: absent.sorted())
        }

        /// Labels that the owner selects its pods by cannot change.
        private func selectorKeys(_ endpoint: Endpoint) -> Set<String> {
            let labels = endpoint.workload?.resource.spec?["selector"]?["matchLabels"]
            return Set((labels?.entries ?? .none).map { $0.key.scalarText })
        }

        private func smallest(
            _ labels: [String: String], _ owned: Set<String>, _ wanted: Set<Int>
        ) -> [String: String]? {
            let candidates = labels.map { Label(key: $0.key, value: $0.value) }
                .sorted { LabelRank($0.key, isOwned: owned) < LabelRank($1.key, isOwned: owned) }
                .prefix(10)
            for size in 1...max(candidates.count, 1) {
                var chosen: [Label] = []
                if let found = search(Array(candidates), 0, size, &chosen, wanted) {
                    return Dictionary(uniqueKeysWithValues: found.map { ($0.key, $0.value) })
                }
            }
            return nil
        }

        private func search(
            _ labels: [Label], _ start: Int, _ size: Int, _ chosen: inout [Label], _ wanted: Set<Int>
        ) -> [Label]? {
            if chosen.count == size { return selected(chosen) == wanted ? chosen : nil }
            for index in labels.indices.dropFirst(start) {
                chosen.append(labels[index])
                defer { chosen.removeLast() }
                if let found = search(labels, index + 1, size, &chosen, wanted) { return found }
            }
            return nil
        }

        private func selected(_ labels: [Label]) -> Set<Int> {
            let sets = labels.map { byLabel[$0] ?? [] }.sorted { $0.count < $1.count }
            guard let first = sets.first else { return all }
            return sets.dropFirst().reduce(first) { $0.intersection($1) }
        }
    }
}

/// Which of two labels people would rather see in a policy.
private struct LabelRank: Comparable {
    private let isForeign: Bool
    private let rank: Int
    private let key: String
    private static let known = [
        "app.kubernetes.io/name", "app", "k8s-app", "app.kubernetes.io/component", "component", "name", "service",
        "run", "role", "tier",
    ]

    init(_ key: String, isOwned: Set<String> = []) {
        self.key = key
        isForeign = !isOwned.isEmpty && !isOwned.contains(key)
        rank = Self.known.firstIndex(of: key) ?? Self.known.count
    }

    static func < (left: Self, right: Self) -> Bool {
        if left.isForeign != right.isForeign { return right.isForeign }
        return (left.rank, left.key) < (right.rank, right.key)
    }
}

/// Labels that change from release to release, or differ between the pods of one owner.
enum VolatileLabels {
    private static let keys: Set<String> = [
        "pod-template-hash", "controller-revision-hash", "pod-template-generation",
        "statefulset.kubernetes.io/pod-name", "apps.kubernetes.io/pod-index", "batch.kubernetes.io/job-name",
        "batch.kubernetes.io/controller-uid", "batch.kubernetes.io/job-completion-index", "job-name", "controller-uid",
        "app.kubernetes.io/instance", "app.kubernetes.io/version", "app.kubernetes.io/managed-by",
        "app.kubernetes.io/created-by", "app.kubernetes.io/owner", "app.kubernetes.io/revision", "helm.sh/chart",
        "chart", "heritage", "release-revision", "topology.kubernetes.io/region", "topology.kubernetes.io/zone",
        "kubernetes.io/hostname", "rollouts-pod-template-hash",
    ]

    static func isVolatile(_ key: String) -> Bool {
        keys.contains(key) || key.hasPrefix("failure-domain.") || key.hasPrefix("io.cilium.k8s.")
            || key.hasPrefix("io.kubernetes.")
    }

    static func dropped(from labels: [String: String], keepsInstance: Bool = false) -> [String: String] {
        labels.filter { !isVolatile($0.key) || keepsInstance && $0.key == "app.kubernetes.io/instance" }
    }
}
