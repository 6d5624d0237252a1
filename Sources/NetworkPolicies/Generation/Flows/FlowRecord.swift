// SPDX-License-Identifier: Apache-2.0

internal import Documents

/// One entry of a flow log, whatever wrote it.
struct FlowRecord: Sendable {
    enum Role: Sendable, Hashable {
        case pod
        /// An address outside of the cluster.
        case outside
        /// The node that the other side runs on.
        case ownNode
        case otherNode
        case apiServer
        /// Any address of the public networks; the log does not say which.
        case publicNetwork
        /// Any address of the private networks; the log does not say which.
        case privateNetwork
        /// Addresses that have a name in the network plug-in.
        case networkSet
        case unknown
    }

    struct Party: Sendable {
        var role: Role = .unknown
        var namespace = ""
        /// The pod's name, or what the names of its siblings begin with and an asterisk.
        var pod = ""
        var workload: (kind: String, name: String)?
        var labels: [String: String] = [:]
        var address: IPRange?
        /// What DNS called the address.
        var names: [String] = []
    }

    enum Verdict: Sendable, Hashable { case allowed, denied }

    /// The end of the connection at which it was seen.
    enum Reporter: Sendable, Hashable { case source, destination }

    var source = Party()
    var destination = Party()
    /// The Service in front of the destination.
    var service: (namespace: String, name: String)?
    var transport = TransportProtocol.tcp
    var port = 0
    var verdict = Verdict.allowed
    var reporter = Reporter.source
    /// RFC 3339, in seconds.
    var firstTime = ""
    var lastTime = ""
}

/// What an entry of a log is.
enum FlowEntry: Sendable {
    case flow(FlowRecord)
    /// An answer: the request is another entry.
    case reply
    /// Who opened the connection is not known.
    case unclear
    /// Nothing that a network policy could speak of, such as ICMP.
    case inexpressible
    /// Dropped for another reason than a policy, or no flow at all.
    case irrelevant
    /// Events that the log says it has lost.
    case lost(Int)
    /// Of no kind that is known.
    case foreign
}

/// Fields of log entries. Programs that turn protocol buffers into JSON write their names with underscores, or as
/// `camelCase`; the second name is for the latter.
extension Node {
    /// A text that is there and says something; logs write `-` for nothing.
    func text(_ key: StaticString, _ other: StaticString? = nil) -> String? {
        guard let field = either(key, other), field.isScalar else { return nil }
        let text = field.scalarText
        return text.isEmpty || text == "-" ? nil : text
    }

    func either(_ key: StaticString, _ other: StaticString?) -> Node? {
        field(key) ?? other.flatMap { field($0) }
    }

    func port(_ key: StaticString, _ other: StaticString? = nil) -> Int? {
        guard let text = text(key, other), let port = Int(text), (1...65_535).contains(port) else { return nil }
        return port
    }

    func address(_ key: StaticString, _ other: StaticString? = nil) -> IPRange? {
        text(key, other).flatMap { IPRange(address: $0) }
    }
}
