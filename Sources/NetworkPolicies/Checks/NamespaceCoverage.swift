// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents
internal import Findings

/// Which pods of each namespace a NetworkPolicy isolates, per direction; the fact behind the checks of default deny.
struct NamespaceCoverage: Sendable {
    /// What one namespace has.
    struct Entry: Sendable {
        let namespace: String
        /// The Namespace object, when it is part of the input.
        var object: Resource?
        /// Pods that network policies can restrict: not on the host's network, and not told already at their owner.
        var workloads: [Workload] = []
        /// The `NetworkPolicy` objects of `networking.k8s.io`.
        var policies: [Resource] = []
        /// Policies of a network plug-in's own kind, which isolate too.
        var foreignPolicies: [Resource] = []
    }

    /// Sorted by name; namespaces with neither pods nor policies are left out.
    let entries: [Entry]
    /// Cluster-wide policies of any kind.
    let clusterPolicies: [Resource]

    static func of(_ inventory: Inventory) -> NamespaceCoverage {
        inventory.derived.value(of: NamespaceCoverage.self) { NamespaceCoverage(inventory) }
    }

    private init(_ inventory: Inventory) {
        var byName: [String: Entry] = [:]
        for workload in inventory.workloads where !workload.isOwned && Self.isRestrictable(workload) {
            byName[workload.namespace, default: Entry(namespace: workload.namespace)].workloads.append(workload)
        }
        for policy in inventory.resources(ofKind: "NetworkPolicy") where PolicyKinds.isBuiltIn(policy) {
            let name = policy.effectiveNamespace
            byName[name, default: Entry(namespace: name)].policies.append(policy)
        }
        var clusterPolicies: [Resource] = []
        for kind in PolicyKinds.names {
            for policy in inventory.resources(ofKind: kind) where PolicyKinds.isForeign(policy) {
                if policy.isClusterScoped {
                    clusterPolicies.append(policy)
                } else {
                    let name = policy.effectiveNamespace
                    byName[name, default: Entry(namespace: name)].foreignPolicies.append(policy)
                }
            }
        }
        for object in inventory.resources(ofKind: "Namespace") where object.group.isEmpty {
            byName[object.name]?.object = object
        }
        entries = byName.values.sorted { $0.namespace < $1.namespace }
        self.clusterPolicies = clusterPolicies
    }

    /// Where what concerns a namespace as a whole is told.
    var places: [String: Evidence] {
        var places: [String: Evidence] = [:]
        for entry in entries { places[entry.namespace] = entry.place?.evidence }
        return places
    }

    private static func isRestrictable(_ workload: Workload) -> Bool {
        !workload.usesHostNetwork && !workload.resource.isClusterScoped
    }
}

extension NamespaceCoverage.Entry {
    /// The pods that no policy isolates in a direction.
    func openWorkloads(_ direction: Direction) -> [Workload] {
        let selectors = policies.compactMap { policy -> LabelSelector? in
            guard PolicyTypes.has(direction, policy) else { return nil }
            guard let node = policy.spec?["podSelector"] else { return LabelSelector(requirements: []) }
            return LabelSelector(node)
        }
        return workloads.filter { workload in !selectors.contains { $0.matches(workload.podLabels) } }
    }

    /// What a finding about the namespace is told at: its object, else the first thing that lies in it.
    var place: (subject: Subject, evidence: Evidence)? {
        if let object { return (Subject(object), Evidence(below: object.node, "metadata", "name")) }
        guard let resource = workloads.first?.resource ?? policies.first else { return nil }
        return (Subject(resource), Evidence(below: resource.node, "metadata", "namespace"))
    }

    /// `"web" and "db"`, or `"web", "db" and 3 more`.
    static func names(_ workloads: [Workload]) -> String {
        let names = workloads.map { "\"\($0.name)\"" }
        if names.count > 3 { return names.prefix(2).joined(separator: ", ") + " and \(names.count - 2) more" }
        guard let last = names.last, names.count > 1 else { return names.joined() }
        return names.dropLast().joined(separator: ", ") + " and " + last
    }
}

/// A policy that denies everything that no other policy allows.
enum DefaultDeny {
    /// The object for the directions, with a name that says which.
    static func policy(in namespace: String, _ directions: [Direction]) -> Value {
        let name = directions.count == 1 ? "default-deny-" + directions[0].rawValue.lowercased() : "default-deny"
        return [
            "apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy",
            "metadata": ["name": .string(name), "namespace": .string(namespace)],
            "spec": ["podSelector": [:], "policyTypes": .array(directions.map { .string($0.rawValue) })],
        ]
    }

    /// What a namespace that has policies lacks at most: those that the checks of each direction ask for, so that none
    /// comes twice.
    static func additions(in namespace: String, at place: Evidence) -> [Edit] {
        let denials = [Direction.ingress, .egress].map { policy(in: namespace, [$0]) }
        return (denials + [dns(in: namespace)]).map { Edit(.addObject($0), at: place) }
    }

    /// Lets all pods of the namespace ask the cluster's DNS, without which a denied egress looks like an outage.
    static func dns(in namespace: String) -> Value {
        [
            "apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy",
            "metadata": [
                "name": "allow-dns", "namespace": .string(namespace), "annotations": dnsDescription,
            ],
            "spec": dnsSpec,
        ]
    }

    private static let dnsDescription: Value = ["bulwark.dev/description": "every pod may ask the cluster's DNS"]
    private static let dnsSpec: Value = {
        let peer: Value = [
            "namespaceSelector": ["matchLabels": ["kubernetes.io/metadata.name": "kube-system"]],
            "podSelector": ["matchLabels": ["k8s-app": "kube-dns"]],
        ]
        let ports: Value = [["protocol": "UDP", "port": 53], ["protocol": "TCP", "port": 53]]
        return ["podSelector": [:], "policyTypes": ["Egress"], "egress": [["to": [peer], "ports": ports]]]
    }()
}
