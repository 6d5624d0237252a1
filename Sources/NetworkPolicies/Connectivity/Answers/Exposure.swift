// SPDX-License-Identifier: Apache-2.0

internal import Cluster

/// Who else could reach a workload, or be reached by it, if pods with other labels appeared.
package struct Exposure: Sendable {
    package struct Entry: Sendable, Hashable {
        package let workload: String
        package let direction: Direction
        /// `entire-cluster`, or a pod and namespace by the labels that would be enough.
        package let peer: String
        package let ports: PortSet
    }

    /// Sorted by direction, workload and peer.
    package private(set) var entries: [Entry] = []
    /// Workloads that no network policy isolates in a direction.
    package private(set) var unprotected: [(workload: String, direction: Direction)] = []

    /// What a rule asks of a peer, as a pod that would do.
    private struct Candidate {
        let title: String
        let endpoint: Endpoint
        let namespaceLabels: [String: String]
    }

    package init(_ connectivity: Connectivity, focus: Set<Int>? = nil) {
        let candidates = Self.candidates(connectivity.model)
        var model = connectivity.model
        let first = model.endpoints.count
        for candidate in candidates {
            if model.namespaces[candidate.endpoint.namespace] == nil {
                model.addNamespace(candidate.endpoint.namespace, labels: candidate.namespaceLabels)
            }
            model.endpoints.append(candidate.endpoint)
        }
        let reachability = Reachability(model, matching: connectivity.reachability.matching)
        var world = World(
            connectivity: connectivity, reachability: reachability, first: first, titles: candidates.map(\.title))
        for endpoint in 0..<first where endpoint != connectivity.controller && focus?.contains(endpoint) ?? true {
            for direction in Direction.allCases { add(endpoint, direction, &world) }
        }
        entries.sort { ($0.direction.rawValue, $0.workload, $0.peer) < ($1.direction.rawValue, $1.workload, $1.peer) }
    }

    /// The cluster with a pod for each candidate.
    private struct World {
        let connectivity: Connectivity
        let reachability: Reachability
        /// Position of the first candidate among the endpoints.
        let first: Int
        let titles: [String]
        /// The candidates that a group lets, with the ports; pods of one group are alike.
        private var known: [Direction: [Int32: [(title: String, ports: PortSet)]]] = [:]

        init(connectivity: Connectivity, reachability: Reachability, first: Int, titles: [String]) {
            self.connectivity = connectivity
            self.reachability = reachability
            self.first = first
            self.titles = titles
        }

        mutating func peers(_ direction: Direction, of column: Int) -> [(title: String, ports: PortSet)] {
            let group = reachability.groups(direction).groupOfClass[column]
            if let known = known[direction]?[group] { return known }
            var peers: [(title: String, ports: PortSet)] = []
            var wholeCluster = PortSet.none
            for (number, title) in titles.enumerated() {
                let peer = reachability.column(ofEndpoint: first + number)
                let ports = reachability.ports(direction, of: column, peer: peer)
                if number == 0 { wholeCluster = ports }
                if ports.isEmpty || number > 0 && ports == wholeCluster { continue }
                peers.append((title, ports))
            }
            known[direction, default: [:]][group] = peers
            return peers
        }
    }

    private mutating func add(_ endpoint: Int, _ direction: Direction, _ world: inout World) {
        let column = world.reachability.column(ofEndpoint: endpoint)
        let title = world.connectivity.title(endpoint)
        let groups = world.reachability.groups(direction)
        if groups.groups[Int(groups.groupOfClass[column])].isolating.isEmpty { unprotected.append((title, direction)) }
        for peer in world.peers(direction, of: column) {
            entries.append(Entry(workload: title, direction: direction, peer: peer.title, ports: peer.ports))
        }
    }

    // MARK: Candidates

    private static func candidates(_ model: NetworkModel) -> [Candidate] {
        let anyone = Endpoint(namespace: " any", name: "any", kind: "", labels: [:])
        var candidates = [Candidate(title: "entire-cluster", endpoint: anyone, namespaceLabels: [:])]
        var seen: Set<String> = []
        for policy in model.policies {
            for rule in policy.rules.all {
                for case .pods(let selection) in rule.peers ?? [] {
                    let number = candidates.count
                    guard let candidate = candidate(selection, model, number), seen.insert(candidate.title).inserted
                    else { continue }
                    candidates.append(candidate)
                }
            }
        }
        let rest = candidates.dropFirst().sorted { $0.title < $1.title }
        return candidates.prefix(1) + rest
    }

    private static func candidate(_ selection: PodSelection, _ model: NetworkModel, _ number: Int) -> Candidate? {
        guard let labels = labels(satisfying: selection.pods) else { return nil }
        let pod = selection.pods.isEmpty ? "[all pods]" : "[pod with \(text(selection.pods))]"
        let namespace: String
        var namespaceLabels: [String: String] = [:]
        let title: String
        switch selection.namespaces {
        case .named(let name):
            namespace = name
            title = name
            namespaceLabels = model.namespaces[name] ?? [:]
        case .matching(let selector):
            guard let wanted = Self.labels(satisfying: selector) else { return nil }
            namespaceLabels = wanted
            namespace = wanted["kubernetes.io/metadata.name"] ?? " namespace-\(number)"
            title = selector.isEmpty ? "[all namespaces]" : "[namespace with \(text(selector))]"
        }
        return Candidate(
            title: title + "/" + pod,
            endpoint: Endpoint(namespace: namespace, name: " pod-\(number)", kind: "", labels: labels),
            namespaceLabels: namespaceLabels)
    }

    /// The fewest labels that a selector is content with; nil when nothing can match.
    static func labels(satisfying selector: LabelSelector) -> [String: String]? {
        var labels: [String: String] = [:]
        for key in Set(selector.requirements.map(\.key)).sorted() {
            let requirements = selector.requirements.filter { $0.key == key }
            var values: [String?] = []
            for requirement in requirements where requirement.operation == .isIn { values += requirement.values }
            values += [nil, "x"]
            let fitting = values.first { value in requirements.allSatisfy { $0.matches(value: value) } }
            guard let fitting else { return nil }
            if let value = fitting { labels[key] = value }
        }
        return labels
    }

    /// A selector in words, as labels with their values.
    private static func text(_ selector: LabelSelector) -> String {
        let parts = selector.requirements.map { requirement in
            let values = requirement.values.joined(separator: ",")
            switch requirement.operation {
            case .isIn:
                return requirement.values.count == 1
                    ? "\(requirement.key)=\(values)" : "\(requirement.key) in (\(values))"
            case .notIn: return "\(requirement.key) not in (\(values))"
            case .exists: return requirement.key
            case .doesNotExist: return "no \(requirement.key)"
            }
        }
        return "{" + parts.sorted().joined(separator: ", ") + "}"
    }
}
