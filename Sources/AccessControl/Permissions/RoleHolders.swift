// SPDX-License-Identifier: Apache-2.0

package import Findings

/// Who holds a role, and where.
package struct RoleHolders: Sendable {
    /// Bindings that give the role in the whole cluster.
    package let clusterBindings: [Binding]
    /// Bindings that give it in their namespace only.
    package let namespaceBindings: [Binding]
    /// The ClusterRoles that take over the rules of this one by aggregation, by name.
    package let aggregatedInto: [String]
    private let isClusterRole: Bool
    private let home: String

    package init(of role: Role, in model: AccessModel) {
        let bindings = model.bindings(of: role)
        clusterBindings = bindings.filter { $0.isClusterBinding && !$0.subjects.isEmpty }
        namespaceBindings = bindings.filter { !$0.isClusterBinding && !$0.subjects.isEmpty }
        isClusterRole = role.isClusterRole
        home = role.namespace
        aggregatedInto = Aggregation.targets(of: role, in: model)
    }

    /// Where the role has effect.
    package enum Reach: Sendable, Hashable { case cluster, namespaces, unbound }

    package var reach: Reach {
        if !clusterBindings.isEmpty || !aggregatedInto.isEmpty { return .cluster }
        return namespaceBindings.isEmpty ? .unbound : .namespaces
    }

    /// The bindings that matter for the reach: those of the whole cluster, or else all.
    package var bindings: [Binding] { clusterBindings.isEmpty ? namespaceBindings : clusterBindings }

    /// The same with only the bindings that have effect for a power.
    package func reaching(_ power: Power.Effect) -> RoleHolders? {
        switch power {
        case .anywhere: return self
        case .clusterOnly:
            if !isClusterRole || (clusterBindings.isEmpty && !namespaceBindings.isEmpty && aggregatedInto.isEmpty) {
                return nil
            }
            return self
        case .within(let namespace):
            if !isClusterRole { return home == namespace ? self : nil }
            guard clusterBindings.isEmpty, aggregatedInto.isEmpty else { return self }
            if namespaceBindings.isEmpty { return self }
            return namespaceBindings.contains { $0.namespace == namespace } ? self : nil
        }
    }

    /// A finding's severity for this reach: a step lower in one namespace (but not in `kube-system`, where a
    /// foothold is as good as the cluster), at most low where nobody is bound.
    package func severity(_ base: Severity) -> Severity {
        switch reach {
        case .cluster: base
        case .namespaces: namespaceBindings.contains { $0.namespace == "kube-system" } ? base : base.lowered
        case .unbound: min(base, .low)
        }
    }

    /// `held in the whole cluster by ServiceAccount "shop/cart" through ClusterRoleBinding "cart"`.
    package var sentence: String {
        switch reach {
        case .unbound: return "bound by nothing in the input"
        case .cluster where clusterBindings.isEmpty:
            return "aggregated into ClusterRole "
                + aggregatedInto.map { "\"\($0)\"" }.joined(separator: ", ")
        case .cluster, .namespaces: break
        }
        let names = Self.listing(bindings.flatMap { $0.subjects.map(\.title) })
        let through = Self.listing(bindings.map(\.title))
        let place = reach == .cluster ? "in the whole cluster" : "in \(namespaces)"
        return "held \(place) by \(names) through \(through)"
    }

    private var namespaces: String {
        let names = Self.unique(namespaceBindings.map(\.namespace))
        return "namespace " + Self.listing(names.map { "\"\($0)\"" })
    }

    private static func unique(_ names: [String]) -> [String] {
        var seen: Set<String> = []
        return names.filter { seen.insert($0).inserted }
    }

    /// The first three, and how many more.
    static func listing(_ names: [String]) -> String {
        let names = unique(names)
        let shown = names.prefix(3).joined(separator: ", ")
        return names.count > 3 ? "\(shown) and \(names.count - 3) more" : shown
    }
}

extension Severity {
    /// One step less; info stays.
    package var lowered: Severity {
        switch self {
        case .critical: .high
        case .high: .medium
        case .medium: .low
        case .low, .info: self
        }
    }
}
