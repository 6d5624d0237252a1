// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents

extension NetworkModel {
    /// Reads everything that matters to connections.
    package init(_ inventory: Inventory) {
        self.init()
        readNamespaces(inventory)
        readNodes(inventory)
        readPolicies(inventory)
        sortPolicies()
        endpoints = EndpointReader.endpoints(inventory) { podSelectors(inventory) }
        for position in endpoints.indices where namespaces[endpoints[position].namespace] == nil {
            addNamespace(endpoints[position].namespace)
        }
        entryPoints = EntryPointReader.entryPoints(inventory, endpoints)
    }

    private mutating func readNamespaces(_ inventory: Inventory) {
        for resource in inventory.resources(ofKind: "Namespace") where resource.group.isEmpty {
            addNamespace(resource.name, labels: resource.labels?.labelMap ?? [:])
        }
    }

    private mutating func readNodes(_ inventory: Inventory) {
        for resource in inventory.resources(ofKind: "Node") where resource.group.isEmpty {
            let addresses = (resource.node["status"]?.items("addresses") ?? Node.Elements.none)
                .compactMap { $0["address"].flatMap { IPRange(address: $0.scalarText) } }
            nodes.append(
                ClusterNode(name: resource.name, labels: resource.labels?.labelMap ?? [:], addresses: addresses))
        }
    }

    private mutating func readPolicies(_ inventory: Inventory) {
        var positions: [String: Int] = [:]
        let kinds = ["NetworkPolicy"] + ClusterPolicyReader.kinds + UnevaluatedPolicyReader.names
        let found = Set(kinds).flatMap { Array(inventory.resources(ofKind: $0)) }
        for resource in found.sorted(by: { $0.ordinal < $1.ordinal }) {
            guard let policy = read(resource) else { continue }
            let title = policy.title
            guard let position = positions[title] else {
                positions[title] = policies.count
                policies.append(policy)
                continue
            }
            reportDuplicate(policy, policies[position])
            policies[position] = policy
        }
    }

    /// Adds the policy that an object is, if it is one that can be evaluated; else what is wrong with it.
    package mutating func add(_ resource: Resource) {
        if let policy = read(resource) { policies.append(policy) }
    }

    private mutating func read(_ resource: Resource) -> Policy? {
        let result: (policy: Policy?, problems: [Problem])
        if PolicyKinds.isBuiltIn(resource) {
            result = NetworkPolicyReader.read(resource)
        } else if resource.group == "policy.networking.k8s.io", ClusterPolicyReader.kinds.contains(resource.kind) {
            result = ClusterPolicyReader.read(resource)
        } else {
            if let policy = UnevaluatedPolicyReader.read(resource) { add(policy) }
            return nil
        }
        problems += result.problems
        return result.policy
    }

    /// What can tell pods of one owner apart: policies, and the Services that lead to them.
    private func podSelectors(_ inventory: Inventory) -> Set<LabelSelector> {
        var selectors = Set(unevaluated.map(\.selection.pods))
        for policy in policies {
            selectors.insert(policy.subject.pods)
            for peer in policy.rules.all.flatMap({ $0.peers ?? [] }) {
                if case .pods(let selection) = peer { selectors.insert(selection.pods) }
            }
        }
        for service in inventory.resources(ofKind: "Service") where service.group.isEmpty {
            if let node = service.spec?["selector"] { selectors.insert(LabelSelector(labels: node)) }
        }
        return selectors
    }

    /// Of two objects of one name the later one counts, as it would after applying both.
    private mutating func reportDuplicate(_ policy: Policy, _ earlier: Policy) {
        guard let resource = policy.resource, let first = earlier.resource else { return }
        problems.append(
            Problem(
                "duplicate-policy", at: resource.location, gravity: .warning,
                "\(policy.title) was defined before at \(first.location); this one replaces it"))
    }

    private mutating func add(_ policy: UnevaluatedPolicy) {
        unevaluated.append(policy)
        let resource = policy.resource
        problems.append(
            Problem(
                "unevaluated-policy", at: resource.location,
                "\(resource.kind) \"\(resource.name)\" of \(resource.group) is not evaluated: verdicts on the pods that "
                    + "it may select are unknown"))
    }
}

/// Policies of network plug-ins, whose meaning is not known here.
enum UnevaluatedPolicyReader {
    private static let kinds: Set<String> = [
        "cilium.io/CiliumNetworkPolicy", "cilium.io/CiliumClusterwideNetworkPolicy",
        "crd.projectcalico.org/NetworkPolicy", "crd.projectcalico.org/GlobalNetworkPolicy",
        "projectcalico.org/NetworkPolicy", "projectcalico.org/GlobalNetworkPolicy",
        "crd.antrea.io/NetworkPolicy", "crd.antrea.io/ClusterNetworkPolicy",
        "k8s.cni.cncf.io/MultiNetworkPolicy", "k8s.ovn.org/EgressFirewall",
    ]

    /// The kinds without their groups.
    static let names = Set(kinds.compactMap { $0.split(separator: "/").last.map(String.init) })

    static func read(_ resource: Resource) -> NetworkModel.UnevaluatedPolicy? {
        guard names.contains(resource.kind), kinds.contains(resource.group + "/" + resource.kind) else { return nil }
        let everything = LabelSelector(requirements: [])
        guard !resource.isClusterScoped else {
            return NetworkModel.UnevaluatedPolicy(
                resource: resource, selection: PodSelection(namespaces: .matching(everything), pods: everything))
        }
        let pods = resource.spec?["endpointSelector"].flatMap { plain($0) } ?? everything
        return NetworkModel.UnevaluatedPolicy(
            resource: resource,
            selection: PodSelection(namespaces: .named(resource.effectiveNamespace), pods: pods))
    }

    /// A selector of pod labels without the prefixes that Cilium adds to name a label's source.
    private static func plain(_ node: Node) -> LabelSelector? {
        guard let selector = LabelSelector(node), !selector.requirements.contains(where: { $0.key.contains(":") })
        else { return nil }
        let hasVirtualLabels = selector.requirements.contains { $0.key.hasPrefix("io.") }
        return hasVirtualLabels ? nil : selector
    }
}
