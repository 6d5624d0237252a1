// SPDX-License-Identifier: Apache-2.0

internal import Cluster

/// Selectors, peers and ports in words.
struct PolicyWords {
    private let model: NetworkModel

    init(_ model: NetworkModel) { self.model = model }

    private static let nameLabel = "kubernetes.io/metadata.name"

    /// `pods with app=web in namespace shop`; the namespace is left out where it is the policy's own.
    func text(_ selection: PodSelection, home: String) -> String {
        let pods = selection.pods.isEmpty ? "every pod" : "pods with " + Self.text(selection.pods)
        switch selection.namespaces {
        case .named(let name): return name == home ? pods + " of this namespace" : pods + " of namespace \(name)"
        case .matching(let selector):
            if selector.isEmpty { return pods + " of every namespace" }
            if selector.requirements.count == 1, let only = selector.requirements.first, only.key == Self.nameLabel,
                only.operation == .isIn
            {
                let noun = only.values.count == 1 ? "namespace" : "namespaces"
                return pods + " of \(noun) " + only.values.joined(separator: ", ")
            }
            return pods + " of namespaces with " + Self.text(selector)
        }
    }

    /// `app=web and tier in (a, b)`.
    static func text(_ selector: LabelSelector) -> String {
        selector.requirements.map { requirement in
            let values = requirement.values.joined(separator: ", ")
            switch requirement.operation {
            case .isIn:
                return requirement.values.count == 1
                    ? "\(requirement.key)=\(values)" : "\(requirement.key) in (\(values))"
            case .notIn: return "\(requirement.key) not in (\(values))"
            case .exists: return "\(requirement.key)"
            case .doesNotExist: return "no \(requirement.key)"
            }
        }
        .joined(separator: " and ")
    }

    func text(_ peer: PolicyPeer, home: String) -> String {
        switch peer {
        case .pods(let selection): return text(selection, home: home)
        case .block(let range, let exceptions):
            let what =
                range == .all(range.family) ? "every \(range.family == .v4 ? "IPv4" : "IPv6") address" : range.block
            return exceptions.isEmpty ? what : what + " except " + exceptions.map(\.block).joined(separator: ", ")
        case .nodes(let selector): return selector.isEmpty ? "every node" : "nodes with " + Self.text(selector)
        case .domains(let names): return names.joined(separator: ", ")
        }
    }

    /// `TCP 80, 443; UDP 53; the port named "http" (TCP)`.
    static func text(_ ports: [PolicyPort]?) -> String {
        guard let ports else { return "every port" }
        let numbers = PortSet(numbersOf: ports)
        var parts = numbers.isEmpty ? [] : [numbers.description]
        for case .named(let transport, let name) in ports {
            parts.append("the port named \"\(name)\"" + (transport.map { " (\($0.name))" } ?? ""))
        }
        return parts.isEmpty ? "no port" : parts.joined(separator: ", ")
    }
}

extension IPRange {
    /// `10.0.0.0/8` where the range is a block, else first and last address.
    var block: String {
        let size = high - low
        guard size & (size &+ 1) == 0, low & size == 0 else { return description }
        let prefix = family.bits - (size == .max ? 128 : size.nonzeroBitCount)
        return family.text(low) + "/\(prefix)"
    }
}
