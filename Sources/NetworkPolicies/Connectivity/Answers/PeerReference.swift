// SPDX-License-Identifier: Apache-2.0

/// One side of a question, as people name it.
package enum PeerReference: Sendable, Hashable {
    /// Endpoints of the model, by position: more than one when several kinds share a name.
    case endpoints([Int])
    /// Addresses outside.
    case addresses(IPRange)
    /// Anything outside.
    case outside

    /// Reads `ns/name`, `ns/name[Kind]`, `ns/Kind/name`, an address, a CIDR, `external` or `{ingress-controller}`.
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
        let positions = connectivity.model.endpoints.indices.filter { position in
            position != connectivity.controller && Self.names(text, connectivity.model.endpoints[position])
        }
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

    private static func names(_ text: String, _ endpoint: Endpoint) -> Bool {
        if text == endpoint.title { return true }
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        switch parts.count {
        case 1: return endpoint.namespace == "default" && parts[0] == endpoint.name
        case 2: return parts[0] == endpoint.namespace && parts[1] == endpoint.name
        case 3:
            return parts[0] == endpoint.namespace && parts[1].lowercased() == endpoint.kind.lowercased()
                && parts[2] == endpoint.name
        default: return false
        }
    }
}
