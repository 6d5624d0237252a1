// SPDX-License-Identifier: Apache-2.0

package import Cluster
package import Documents

/// Where a policy stands in the order of evaluation.
package enum PolicyTier: Int, Sendable, Hashable, Comparable, CaseIterable {
    case admin, network, baseline

    package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// What a rule does with the traffic that it matches.
package enum RuleAction: String, Sendable, Hashable {
    case allow = "Allow", deny = "Deny"
    /// Leaves the decision to the next tier.
    case pass = "Pass"
}

/// A policy as it takes effect: completed with the API server's defaults, selectors resolved to their meaning. A class,
/// since policies are handed on by the thousand.
package final class Policy: Sendable {
    package let tier: PolicyTier
    /// Lower is evaluated first within the admin and the baseline tier; 0 for network policies.
    package let priority: Int
    /// The object; nil for a policy that only exists as a question.
    package let resource: Resource?
    package let kind: String
    /// Empty for policies outside of namespaces.
    package let namespace: String
    package let name: String
    package let subject: PodSelection
    package let rules: PolicyRules

    package init(
        tier: PolicyTier, priority: Int = 0, resource: Resource? = nil, kind: String, namespace: String = "",
        name: String, subject: PodSelection, rules: PolicyRules
    ) {
        self.tier = tier
        self.priority = priority
        self.resource = resource
        self.kind = kind
        self.namespace = namespace
        self.name = name
        self.subject = subject
        self.rules = rules
    }

    /// `NetworkPolicy shop/web`, for messages.
    package var title: String { kind + " " + (namespace.isEmpty ? name : namespace + "/" + name) }
}

/// The rules of each direction in their order; a direction that the policy does not affect is missing. A network policy
/// isolates its pods in each direction that is there.
package struct PolicyRules: Sendable {
    private var ingress: [PolicyRule]?
    private var egress: [PolicyRule]?

    package init() {}

    package subscript(direction: Direction) -> [PolicyRule]? {
        get { direction == .ingress ? ingress : egress }
        set {
            switch direction {
            case .ingress: ingress = newValue
            case .egress: egress = newValue
            }
        }
    }

    /// The rules of both directions.
    package var all: [PolicyRule] {
        guard let egress, !egress.isEmpty else { return ingress ?? [] }
        return ingress.map { $0 + egress } ?? egress
    }
}

extension PolicyRules: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral elements: (Direction, [PolicyRule])...) {
        for (direction, rules) in elements { self[direction] = rules }
    }
}

/// Pods by namespace and labels.
package struct PodSelection: Sendable, Hashable {
    package enum Namespaces: Sendable, Hashable {
        /// One namespace, by its name.
        case named(String)
        /// The namespaces whose labels match.
        case matching(LabelSelector)
    }

    package let namespaces: Namespaces
    package let pods: LabelSelector

    package init(namespaces: Namespaces, pods: LabelSelector) {
        self.namespaces = namespaces
        self.pods = pods
    }
}

/// One rule of a policy.
package final class PolicyRule: Sendable {
    package let action: RuleAction
    /// Nil for everyone, pods and addresses outside alike.
    package let peers: [PolicyPeer]?
    /// Nil for all ports of all protocols.
    package let ports: [PolicyPort]?
    /// Where the rule stands; nil for a rule that was not read.
    package let node: Node?
    /// The rule's own name; empty when it has none.
    package let name: String

    package init(
        action: RuleAction = .allow, peers: [PolicyPeer]?, ports: [PolicyPort]?, node: Node? = nil, name: String = ""
    ) {
        self.action = action
        self.peers = peers
        self.ports = ports
        self.node = node
        self.name = name
    }
}

/// Who is on the other side.
package enum PolicyPeer: Sendable, Hashable {
    case pods(PodSelection)
    /// Addresses without the excepted ones.
    case block(IPRange, except: [IPRange])
    /// The addresses of the nodes whose labels match.
    case nodes(LabelSelector)
    /// Names outside of the cluster, whose addresses nobody knows beforehand.
    case domains([String])
}

/// Ports of a rule.
package enum PolicyPort: Sendable, Hashable {
    case range(TransportProtocol, ClosedRange<Int>)
    /// Resolved at each destination; nil for a port of that name of any protocol.
    case named(TransportProtocol?, String)
}
