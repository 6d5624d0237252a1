// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents

/// Finds out who a party of a flow is: a workload of the input, other pods, or addresses.
struct FlowResolver {
    enum Resolution: Hashable {
        case sides([NeededConnection.Side])
        /// Always allowed, whatever policies say.
        case unrestricted
        /// Nobody that a policy could name.
        case unknown
    }

    private struct Key: Hashable {
        let namespace: String
        let pod: String
        let workload: String
        let labels: [String: String]
    }

    private let context: GenerationContext
    private var known: [Key: NeededConnection.Side] = [:]
    private let networkSets: [String: [IPRange]]
    /// Resolved pods that are remembered.
    private static let limit = 8192

    init(_ context: GenerationContext) {
        self.context = context
        var sets: [String: [IPRange]] = [:]
        for kind in ["GlobalNetworkSet", "NetworkSet"] {
            for resource in context.inventory.resources(ofKind: kind) {
                sets[resource.name] = (resource.spec?.items("nets") ?? .none)
                    .compactMap { IPRange(cidr: $0.scalarText) ?? IPRange(address: $0.scalarText) }
            }
        }
        networkSets = sets
    }

    mutating func resolve(_ party: FlowRecord.Party) -> Resolution {
        switch party.role {
        case .pod:
            // On a line of its own: as an argument, `self` would be copied first, and all that is remembered with it.
            let side = pod(party)
            return .sides(hosts(side))
        case .ownNode: return party.address.map { .sides([.block($0, except: [])]) } ?? .unrestricted
        case .outside, .otherNode, .apiServer:
            return party.address.map { .sides([.block($0, except: [])]) } ?? .unknown
        case .publicNetwork: return .sides(GenerationContext.publicAddresses)
        case .privateNetwork:
            let private4 = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"].compactMap { IPRange(cidr: $0) }
            return .sides(private4.map { .block($0, except: []) })
        case .networkSet:
            let nets = networkSets[party.pod] ?? []
            return nets.isEmpty ? .unknown : .sides(nets.map { .block($0, except: []) })
        case .unknown: return .unknown
        }
    }

    /// Pods on the node's network are the node for policies.
    private func hosts(_ side: NeededConnection.Side) -> [NeededConnection.Side] {
        guard case .endpoint(let position) = side else { return [side] }
        return context.sides(position)
    }

    private mutating func pod(_ party: FlowRecord.Party) -> NeededConnection.Side {
        let key = Key(
            namespace: party.namespace, pod: party.pod,
            workload: party.workload.map { "\($0.kind)/\($0.name)" } ?? "", labels: party.labels)
        if let side = known[key] { return side }
        let side =
            find(party).map { NeededConnection.Side.endpoint($0) }
            ?? .pods(ForeignPods(namespace: party.namespace, labels: VolatileLabels.dropped(from: party.labels)))
        if known.count >= Self.limit { known.removeAll(keepingCapacity: true) }
        known[key] = side
        return side
    }

    private func find(_ party: FlowRecord.Party) -> Int? {
        let candidates = context.endpointsByNamespace[party.namespace] ?? []
        return byWorkload(party, candidates) ?? byLabels(party, candidates) ?? byName(party.pod, candidates)
    }

    private func byWorkload(_ party: FlowRecord.Party, _ candidates: [Int]) -> Int? {
        guard let workload = party.workload else { return nil }
        let exact = candidates.first { position in
            let endpoint = context.model.endpoints[position]
            return endpoint.name == workload.name && endpoint.kind == workload.kind
        }
        return exact ?? byName(workload.name, candidates)
    }

    /// The workload most of whose labels the pod has: all of them, and more than any other.
    private func byLabels(_ party: FlowRecord.Party, _ candidates: [Int]) -> Int? {
        guard !party.labels.isEmpty else { return nil }
        let fitting = candidates.compactMap { position -> (position: Int, count: Int)? in
            let labels = VolatileLabels.dropped(from: context.model.endpoints[position].labels, keepsInstance: true)
            let fits = !labels.isEmpty && labels.allSatisfy { party.labels[$0.key] == $0.value }
            return fits ? (position, labels.count) : nil
        }
        guard let most = fitting.map(\.count).max() else { return nil }
        let best = fitting.filter { $0.count == most }
        if best.count == 1 { return best[0].position }
        return byName(party.pod, best.map(\.position))
    }

    /// The workload whose pods have such names: its own, and up to two parts that controllers add.
    private func byName(_ name: String, _ candidates: [Int]) -> Int? {
        var name = name[...]
        if name.hasSuffix("*") { name = name.dropLast() }
        while name.hasSuffix("-") { name = name.dropLast() }
        for _ in 0..<3 {
            if let found = candidates.first(where: { context.model.endpoints[$0].name == name }) { return found }
            guard let dash = name.lastIndex(of: "-"), isAdded(name[name.index(after: dash)...]) else { return nil }
            name = name[..<dash]
        }
        return nil
    }

    /// An ordinal, a time, or letters and digits as Kubernetes draws them: no vowels.
    private func isAdded(_ part: Substring) -> Bool {
        if part.allSatisfy(\.isNumber) { return !part.isEmpty }
        return (4...10).contains(part.count) && part.allSatisfy { $0.isNumber || "bcdfghjklmnpqrstvwxz".contains($0) }
    }
}
