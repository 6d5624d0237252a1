// SPDX-License-Identifier: Apache-2.0

internal import Documents

/// A network policy before it is written down.
package struct PolicyDraft: Sendable {
    /// Which pods of a namespace are meant.
    package struct Labels: Sendable, Hashable {
        /// Labels with their values; empty for any.
        package var equal: [String: String] = [:]
        /// Labels that the pods must not have, sorted.
        package var absent: [String] = []

        package init(_ equal: [String: String] = [:], absent: [String] = []) {
            self.equal = equal
            self.absent = absent
        }

        package var isEmpty: Bool { equal.isEmpty && absent.isEmpty }
    }

    /// Who is on the other side of a rule.
    package enum Peer: Sendable, Hashable {
        /// Nil for every namespace.
        case pods(namespace: String?, labels: Labels)
        case block(IPRange, except: [IPRange])
    }

    /// Peers that are needed for the same reasons.
    package struct Entry: Sendable {
        /// Empty for everyone.
        package let peers: [Peer]
        /// For people.
        package let title: String
        /// The strongest first.
        package let evidence: [ConnectionEvidence]

        /// Of all of the ports.
        package let confidence: Confidence
    }

    /// Peers with the same ports.
    package struct Rule: Sendable {
        package let ports: PortSet
        package let entries: [Entry]
    }

    package let namespace: String
    package let name: String
    /// Empty for all pods of the namespace.
    package let labels: Labels
    /// Said in the object itself.
    package let purpose: String
    /// Said in comments above it.
    package let remarks: [String]
    package let rules: [Direction: [Rule]]
}

extension PolicyDraft.Peer {
    /// Own namespace first, then others, then addresses.
    func order(in namespace: String) -> String {
        switch self {
        case .pods(let other, let labels):
            let pairs = labels.equal.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
            let text = (pairs + labels.absent.map { "!" + $0 }).joined(separator: ",")
            return (other == namespace ? "0" : "1") + (other ?? "") + "/" + text
        case .block(let range, _):
            return "2\(range.family.rawValue)" + Self.padded(range.low) + Self.padded(range.high)
        }
    }

    private static func padded(_ number: UInt128) -> String {
        let text = String(number, radix: 16)
        return String(repeating: "0", count: 32 - text.count) + text
    }
}
