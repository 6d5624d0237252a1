// SPDX-License-Identifier: Apache-2.0

internal import Cluster

/// What policies speak of, and thereby tell apart.
struct PolicyUsage: Sendable {
    /// Labels of pods.
    private(set) var labelKeys: Set<String> = []
    /// Blocks, exceptions and addresses of nodes.
    private(set) var blocks: Set<IPRange> = []
    private(set) var portNames: Set<String> = []
    /// Those that are resolved at destinations.
    private(set) var egressPortNames: Set<String> = []

    init(_ policies: some Sequence<Policy>, _ nodes: [ClusterNode]) {
        var usesNodes = false
        for policy in policies {
            add(policy.subject)
            for rule in policy.rules.all {
                for peer in rule.peers ?? [] { if add(peer) { usesNodes = true } }
                for case .named(_, let name) in rule.ports ?? [] { portNames.insert(name) }
            }
            for rule in policy.rules[.egress] ?? [] {
                for case .named(_, let name) in rule.ports ?? [] { egressPortNames.insert(name) }
            }
        }
        if usesNodes { for node in nodes { blocks.formUnion(node.addresses) } }
    }

    /// True for a peer that names nodes.
    private mutating func add(_ peer: PolicyPeer) -> Bool {
        switch peer {
        case .pods(let selection): add(selection)
        case .block(let range, let exceptions):
            blocks.insert(range)
            blocks.formUnion(exceptions)
        case .nodes: return true
        case .domains: break
        }
        return false
    }

    private mutating func add(_ selection: PodSelection) {
        for requirement in selection.pods.requirements { labelKeys.insert(requirement.key) }
    }
}
