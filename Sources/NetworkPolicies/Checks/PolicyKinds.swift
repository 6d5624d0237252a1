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
    static func of(_ policy: Resource) -> Set<Direction> { Set(Direction.allCases.filter { has($0, policy) }) }

    /// Whether a policy affects a direction. Missing or empty: Ingress, and Egress when there is an egress rule.
    /// https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/
    static func has(_ direction: Direction, _ policy: Resource) -> Bool {
        var isWritten = false
        for node in policy.spec?.items("policyTypes") ?? .none where node.isString {
            guard let written = Direction.allCases.first(where: { node.equals(text: $0.rawValue) }) else { continue }
            if written == direction { return true }
            isWritten = true
        }
        if isWritten { return false }
        return direction == .ingress || (policy.spec?.items("egress") ?? .none).contains { _ in true }
    }
}
