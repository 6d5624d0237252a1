// SPDX-License-Identifier: Apache-2.0

/// One side of a question, as people name it.
package enum PeerReference: Sendable, Hashable {
    /// Endpoints of the model, by position: more than one when several kinds share a name.
    case endpoints([Int])
    /// Addresses outside.
    case addresses(IPRange)
    /// Anything outside.
    case outside

    /// Reads `ns/name`, `ns/name[Kind]`, `ns/Kind/name` of a workload or of one of its pods, an address, a CIDR,
    /// `external` or `{ingress-controller}`.
    package init?(_ text: String, in connectivity: Connectivity) {
        if text == "external" || text == "[External]" {
            self = .outside
            return
        }
        if text == Connectivity.controllerTitle || text == "ingress-controller",
            let controller = connectivity.controller
        {
            self = .endpoints([controller])
            return
        }
        let bare = text.hasSuffix("[External]") ? String(text.dropLast("[External]".count)) : text
        if let range = IPRange(cidr: bare) ?? IPRange(address: bare) ?? Self.range(bare) {
            self = .addresses(range)
            return
        }
        guard let name = WorkloadName(text) else { return nil }
        let endpoints = connectivity.model.endpoints
        let all = endpoints.indices.filter { $0 != connectivity.controller }
        let named = all.filter { name.matches(endpoints[$0]) }
        let positions = named.isEmpty ? all.filter { name.matchesPod(of: endpoints[$0]) } : named
        if positions.isEmpty { return nil }
        self = .endpoints(positions)
    }

    private static func range(_ text: String) -> IPRange? {
        let parts = text.split(separator: "-")
        guard parts.count == 2, let low = IPRange(address: String(parts[0])),
            let high = IPRange(address: String(parts[1])), low.family == high.family, low.low <= high.low
        else { return nil }
        return IPRange(family: low.family, low: low.low, high: high.low)
    }
}

/// `name`, `ns/name`, `ns/Kind/name` or `ns/name[Kind]`.
private struct WorkloadName {
    let namespace: Substring
    let name: Substring
    let kind: String?

    init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard let last = parts.last, parts.count <= 3 else { return nil }
        namespace = parts.count == 1 ? "default" : parts[0]
        if parts.count == 3 {
            name = last
            kind = parts[1].lowercased()
        } else if last.hasSuffix("]"), let bracket = last.firstIndex(of: "[") {
            name = last[..<bracket]
            kind = last[last.index(after: bracket)...].dropLast().lowercased()
        } else {
            name = last
            kind = nil
        }
    }

    func matches(_ endpoint: Endpoint) -> Bool {
        guard name == endpoint.name, namespace == endpoint.namespace else { return false }
        return kind.map { $0 == endpoint.kind.lowercased() } ?? true
    }

    /// Whether the name is that of one of the endpoint's pods.
    func matchesPod(of endpoint: Endpoint) -> Bool {
        guard kind ?? "pod" == "pod", namespace == endpoint.namespace else { return false }
        return endpoint.podNames.contains { $0 == name }
    }
}
