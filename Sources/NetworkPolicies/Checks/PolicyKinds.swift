// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents

/// A direction of traffic, seen from the pod that a policy selects; the raw value is the API's `policyTypes` entry.
package enum Direction: String, Sendable, Hashable, CaseIterable {
    case ingress = "Ingress", egress = "Egress"
}

/// The kinds that restrict a pod's traffic.
enum PolicyKinds {
    /// The kind of `networking.k8s.io`; Calico has one of the same name.
    static func isBuiltIn(_ resource: Resource) -> Bool {
        resource.kind == "NetworkPolicy"
            && (resource.group == "networking.k8s.io" || resource.group == "extensions")
    }

    /// Kinds of network plug-ins and of the policy API, by name.
    static let names = [
        "NetworkPolicy", "AdminNetworkPolicy", "BaselineAdminNetworkPolicy", "ClusterNetworkPolicy",
        "GlobalNetworkPolicy", "CiliumNetworkPolicy", "CiliumClusterwideNetworkPolicy",
    ]

    private static let groups: Set<String> = [
        "policy.networking.k8s.io", "crd.projectcalico.org", "projectcalico.org", "cilium.io", "crd.antrea.io",
    ]

    /// A policy of any other kind than the built-in one.
    static func isForeign(_ resource: Resource) -> Bool { groups.contains(resource.group) }
}

/// `spec.policyTypes` as the API server completes it.
enum PolicyTypes {
    /// Missing or empty: Ingress, and Egress when there is an egress rule.
    /// https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/
    static func of(_ policy: Resource) -> Set<Direction> {
        let written = (policy.spec?["policyTypes"]?.elements ?? Node.Elements.none).compactMap { node in
            node.string.flatMap { Direction(rawValue: $0) }
        }
        if !written.isEmpty { return Set(written) }
        let hasEgress = (policy.spec?["egress"]?.elements ?? Node.Elements.none).contains { _ in true }
        return hasEgress ? [.ingress, .egress] : [.ingress]
    }
}
