// SPDX-License-Identifier: Apache-2.0

package import Documents

/// How sure it is that a connection is needed.
package enum Confidence: Int, Sendable, Hashable, Comparable, CaseIterable {
    case low, medium, high

    package var name: String {
        switch self {
        case .low: "low"
        case .medium: "medium"
        case .high: "high"
        }
    }

    package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// What shows that a connection is needed.
package struct ConnectionEvidence: Sendable, Hashable {
    package let confidence: Confidence
    /// What was found, without the place.
    package let text: String
    /// Line 0 for a file as a whole; nil when it stands nowhere.
    package let location: Location?

    package init(_ confidence: Confidence, _ text: String, at location: Location?) {
        self.confidence = confidence
        self.text = text
        self.location = location
    }

    /// `high: env REDIS_ADDR is "redis:6379" (cart.yaml:12)`.
    package var sentence: String { "\(confidence.name): \(text)\(place.isEmpty ? "" : " (\(place))")" }

    private var place: String {
        guard let location else { return "" }
        return location.line == 0 ? location.file : "\(location.file):\(location.line)"
    }
}

/// A connection that somebody needs, from one side to the other.
package struct NeededConnection: Sendable {
    /// Who is on one side.
    package enum Side: Sendable, Hashable {
        /// A workload of the input, by its position in the model.
        case endpoint(Int)
        /// Pods that are not in the input.
        case pods(ForeignPods)
        /// Addresses outside of the cluster.
        case block(IPRange, except: [IPRange])
        /// Everything inside and outside.
        case anywhere
    }

    package var source: Side
    package var destination: Side
    /// Ports of the destination itself, not of a Service in front of it.
    package var ports: PortSet
    package var evidence: ConnectionEvidence
    /// Seen in a flow log, not only concluded from manifests.
    package var isObserved = false

    package init(
        from source: Side, to destination: Side, _ ports: PortSet, _ evidence: ConnectionEvidence
    ) {
        self.source = source
        self.destination = destination
        self.ports = ports
        self.evidence = evidence
    }
}

/// Pods that are not in the input, by what is known of them.
package struct ForeignPods: Sendable, Hashable {
    /// Nil for every namespace.
    package let namespace: String?
    /// Empty for every pod.
    package let labels: [String: String]

    package init(namespace: String?, labels: [String: String] = [:]) {
        self.namespace = namespace
        self.labels = labels
    }

    /// The cluster's DNS server, as Kubernetes' own add-on labels it.
    package static let clusterDNS = ForeignPods(namespace: "kube-system", labels: ["k8s-app": "kube-dns"])

    /// `kube-system/{k8s-app=kube-dns}`, for people.
    package var title: String {
        let pairs = labels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        return "\(namespace ?? "every namespace")/" + (pairs.isEmpty ? "all pods" : "{\(pairs.joined(separator: ","))}")
    }
}

/// A name outside of the cluster that a workload speaks of: network policies know no names.
package struct OutsideName: Sendable, Hashable {
    package let endpoint: Int
    package let host: String
    /// Nil when it is not known.
    package let port: Int?
    package let evidence: ConnectionEvidence
}

/// What evidence was found, and what should be said besides.
package struct CollectedEvidence: Sendable {
    package var connections: [NeededConnection] = []
    package var outsideNames: [OutsideName] = []
    /// Remarks on a workload, by its position.
    package var remarks: [Int: [String]] = [:]
    /// What was found at a workload and could not be followed, by its position.
    package var gaps: [Int: [String]] = [:]
    /// Remarks on the input as a whole.
    package var notes: [String] = []

    package mutating func remark(_ endpoint: Int, _ text: String) {
        if remarks[endpoint]?.contains(text) == true { return }
        remarks[endpoint, default: []].append(text)
    }

    package mutating func gap(_ endpoint: Int, _ text: String) {
        if gaps[endpoint]?.contains(text) == true { return }
        gaps[endpoint, default: []].append(text)
    }

    package mutating func note(_ text: String) { if !notes.contains(text) { notes.append(text) } }
}
