// SPDX-License-Identifier: Apache-2.0

internal import Documents

/// What flow logs show, added up: one entry per pair, protocol and port, however long the log is.
package struct FlowEvidence: Sendable {
    private struct Key: Hashable {
        let source: NeededConnection.Side
        let destination: NeededConnection.Side
        let transport: TransportProtocol
        let port: Int
    }

    private struct Sightings {
        var allowedAtSource = 0
        var allowedAtDestination = 0
        var deniedAtSource = 0
        var deniedAtDestination = 0
        var first = ""
        var last = ""
        var file = ""

        var denied: Int { deniedAtSource + deniedAtDestination }

        /// What leaves the source may still have been denied at the destination.
        var isAllowed: Bool { allowedAtDestination > 0 || allowedAtSource > 0 && deniedAtDestination == 0 }
    }

    /// Addresses that are kept one by one for each workload, port and direction.
    private static let addressLimit = 2000

    private struct Crowd: Hashable {
        let endpoint: NeededConnection.Side
        let isSource: Bool
        let transport: TransportProtocol
        let port: Int
        let family: IPRange.Family
    }

    private let context: GenerationContext
    private var resolver: FlowResolver
    private var sightings: [Key: Sightings] = [:]
    private var crowds: [Crowd: Int] = [:]
    private var names: [IPRange: Set<String>] = [:]
    private var firstTime = ""
    private var lastTime = ""
    private var flows = 0
    private var replies = 0
    private var unclear = 0
    private var inexpressible = 0
    private var unresolved = 0
    private var lost = 0

    package init(_ context: GenerationContext) {
        self.context = context
        resolver = FlowResolver(context)
    }

    // MARK: Adding up

    mutating func add(_ entry: FlowEntry, file: String) {
        switch entry {
        case .flow(let record): add(record, file)
        case .reply: replies += 1
        case .unclear: unclear += 1
        case .inexpressible: inexpressible += 1
        case .irrelevant, .foreign: break
        case .lost(let number): lost = lost.addingReportingOverflow(max(number, 0)).partialValue
        }
    }

    private mutating func add(_ record: FlowRecord, _ file: String) {
        flows += 1
        if !record.firstTime.isEmpty, firstTime.isEmpty || record.firstTime < firstTime { firstTime = record.firstTime }
        if record.lastTime > lastTime { lastTime = record.lastTime }
        guard case .sides(let sources) = resolver.resolve(record.source) else {
            if record.source.role != .ownNode { unresolved += 1 }
            return
        }
        // The kubelet and what else runs on the pod's own node is never cut off.
        if record.source.role == .ownNode { return }
        let destinations = destinations(record)
        if destinations.isEmpty { unresolved += 1 }
        for source in sources {
            for (destination, port) in destinations { count(record, source, destination, port, file) }
        }
    }

    /// Who is behind the destination: of a Service's address, its pods.
    private mutating func destinations(_ record: FlowRecord) -> [(NeededConnection.Side, Int)] {
        let party = record.destination
        if party.role != .pod {
            let named = record.service.flatMap { context.directory.service(namespace: $0.namespace, name: $0.name) }
            let entry =
                named ?? party.address.flatMap { context.directory.service(address: $0.blocks[0].prefixAddress) }
            if let entry, !entry.endpoints.isEmpty {
                return entry.endpoints.flatMap { target in
                    context.directory.targets(entry, port: record.port, at: target)
                        .ports(of: record.transport).map { (NeededConnection.Side.endpoint(target), $0.lowerBound) }
                }
            }
        }
        guard case .sides(let sides) = resolver.resolve(party) else { return [] }
        return sides.map { ($0, record.port) }
    }

    private mutating func count(
        _ record: FlowRecord, _ source: NeededConnection.Side, _ destination: NeededConnection.Side, _ port: Int,
        _ file: String
    ) {
        guard isConcerned(source) || isConcerned(destination) else {
            unresolved += 1
            return
        }
        let key = crowded(Key(source: source, destination: destination, transport: record.transport, port: port))
        var seen = sightings[key] ?? Sightings()
        switch (record.verdict, record.reporter) {
        case (.allowed, .source): seen.allowedAtSource += 1
        case (.allowed, .destination): seen.allowedAtDestination += 1
        case (.denied, .source): seen.deniedAtSource += 1
        case (.denied, .destination): seen.deniedAtDestination += 1
        }
        if seen.file.isEmpty { seen.file = file }
        if !record.firstTime.isEmpty, seen.first.isEmpty || record.firstTime < seen.first {
            seen.first = record.firstTime
        }
        if record.lastTime > seen.last { seen.last = record.lastTime }
        sightings[key] = seen
        name(key.destination, record.destination)
    }

    /// Keeps what DNS called an address that is itself kept.
    private mutating func name(_ side: NeededConnection.Side, _ party: FlowRecord.Party) {
        guard case .block(let range, _) = side, range == party.address, party.role != .pod, !party.names.isEmpty,
            names[range]?.count ?? 0 < 4
        else { return }
        names[range, default: []].formUnion(party.names.prefix(4))
    }

    /// Whether a policy may be written for a side; without manifests, for all pods.
    private func isConcerned(_ side: NeededConnection.Side) -> Bool {
        switch side {
        case .endpoint: true
        case .pods: context.model.endpoints.isEmpty
        case .block, .anywhere: false
        }
    }

    /// Of very many addresses only their family is kept.
    private mutating func crowded(_ key: Key) -> Key {
        guard sightings[key] == nil else { return key }
        if case .block(let range, _) = key.source, range.low == range.high {
            let crowd = Crowd(
                endpoint: key.destination, isSource: false, transport: key.transport, port: key.port,
                family: range.family)
            guard isCrowded(crowd) else { return key }
            return Key(
                source: .block(.all(range.family), except: []), destination: key.destination,
                transport: key.transport, port: key.port)
        }
        if case .block(let range, _) = key.destination, range.low == range.high {
            let crowd = Crowd(
                endpoint: key.source, isSource: true, transport: key.transport, port: key.port, family: range.family)
            guard isCrowded(crowd) else { return key }
            return Key(
                source: key.source, destination: .block(.all(range.family), except: []), transport: key.transport,
                port: key.port)
        }
        return key
    }

    private mutating func isCrowded(_ crowd: Crowd) -> Bool {
        let number = crowds[crowd] ?? 0
        if number >= Self.addressLimit { return true }
        crowds[crowd] = number + 1
        return false
    }
}

// MARK: - What it shows

extension FlowEvidence {
    private struct Pair: Hashable {
        let source: NeededConnection.Side
        let destination: NeededConnection.Side
    }

    /// The connections that were seen and not denied, one for each pair.
    package var connections: [NeededConnection] {
        var pairs: [Pair: [(key: Key, seen: Sightings)]] = [:]
        for (key, seen) in sightings where seen.isAllowed {
            pairs[Pair(source: key.source, destination: key.destination), default: []].append((key, seen))
        }
        let sorted = pairs.sorted { (title($0.key), $0.value.count) < (title($1.key), $1.value.count) }
        return sorted.map { connection($0.key, $0.value) }
    }

    private func connection(_ pair: Pair, _ seen: [(key: Key, seen: Sightings)]) -> NeededConnection {
        let times = seen.reduce(0) { $0 + $1.seen.allowedAtSource + $1.seen.allowedAtDestination }
        let first = seen.map(\.seen.first).filter { !$0.isEmpty }.min() ?? ""
        let last = seen.map(\.seen.last).max() ?? ""
        let (ports, isWidened) = ports(seen.map(\.key))
        var text = "observed \(times) \(times == 1 ? "time" : "times")"
        if !first.isEmpty { text += first == last ? " at \(first)" : " from \(first) to \(last)" }
        if isWidened { text += ", on many short-lived ports, so on all of their range" }
        if case .block(let range, _) = pair.destination, let known = names[range], !known.isEmpty {
            text += ", as \(known.sorted().joined(separator: ", "))"
        }
        let denied = seen.reduce(0) { $0 + $1.seen.denied }
        if denied > 0 { text += ", and denied \(denied) times" }
        let file = seen.map(\.seen.file).min() ?? ""
        let evidence = ConnectionEvidence(
            isWidened ? .low : confidence(pair), text, at: Location(file: file, line: 0, column: 0))
        var connection = NeededConnection(from: pair.source, to: pair.destination, ports, evidence)
        connection.isObserved = true
        return connection
    }

    private func confidence(_ pair: Pair) -> Confidence {
        [pair.source, pair.destination].map { side in
            switch side {
            case .endpoint: Confidence.high
            case .pods(let pods): pods.labels.isEmpty ? .low : .high
            case .block(let range, _): range.low == range.high ? .medium : .low
            case .anywhere: .low
            }
        }
        .min() ?? .low
    }

    /// Servers that take any free port use new ones every time.
    private func ports(_ keys: [Key]) -> (ports: PortSet, isWidened: Bool) {
        var ports = PortSet.none
        var isWidened = false
        for transport in TransportProtocol.allCases {
            let own = keys.filter { $0.transport == transport }
            let shortLived = own.filter { $0.port >= 32_768 && !isDeclared($0) }
            let isMany = shortLived.count > 4
            for key in own where !isMany || key.port < 32_768 || isDeclared(key) {
                ports = ports.union(PortSet(transport, key.port, key.port))
            }
            guard isMany else { continue }
            isWidened = true
            ports = ports.union(PortSet(transport, 32_768, max(60_999, shortLived.map(\.port).max() ?? 0)))
        }
        return (ports, isWidened)
    }

    private func isDeclared(_ key: Key) -> Bool {
        guard case .endpoint(let position) = key.destination else { return false }
        return context.model.endpoints[position].ports.contains {
            $0.number == key.port && $0.transport == key.transport
        }
    }

    private func title(_ pair: Pair) -> String { title(pair.source) + " => " + title(pair.destination) }

    private func title(_ side: NeededConnection.Side) -> String {
        switch side {
        case .endpoint(let position): context.model.endpoints[position].title
        case .pods(let pods): pods.title
        case .block(let range, _): range.blocks.joined(separator: ", ")
        case .anywhere: "anywhere"
        }
    }

    // MARK: Report

    /// Connections that were denied and stay so, sorted.
    private var denied: [String] {
        sightings.filter { $0.value.denied > 0 && !$0.value.isAllowed }.map { key, seen in
            "\(title(Pair(source: key.source, destination: key.destination))) : \(key.transport.name) \(key.port) "
                + "(\(seen.denied) \(seen.denied == 1 ? "time" : "times"))"
        }
        .sorted()
    }

    /// Workloads of the input that the log does not mention.
    private var silent: [String] {
        var seen: Set<Int> = []
        for key in sightings.keys {
            if case .endpoint(let position) = key.source { seen.insert(position) }
            if case .endpoint(let position) = key.destination { seen.insert(position) }
        }
        let rest = context.model.endpoints.indices.filter {
            !seen.contains($0) && !context.model.endpoints[$0].isHostNetwork
        }
        return rest.map { context.model.endpoints[$0].title }
    }

    var summary: [String] {
        var lines = [
            "flows: \(flows) from \(firstTime.isEmpty ? "an unknown time" : "\(firstTime) to \(lastTime)"); "
                + "left out: \(replies) replies, \(unclear) of unknown direction, \(inexpressible) that policies cannot "
                + "speak of, \(unresolved) between parties that are not in the input"
        ]
        if lost > 0 { lines.append("the log says that it lost \(lost) events: what is missing was not observed") }
        lines += denied.map { "denied in the log, and not granted for it: \($0)" }
        if !silent.isEmpty { lines.append("not in the log: \(silent.joined(separator: ", "))") }
        lines.append("what happens rarely, such as nightly jobs and failovers, is only in a log that is long enough")
        return lines
    }

    func write(_ writer: inout JSONWriter) {
        writer.member("flows") { writer in
            writer.object { writer in
                writer.member("count", flows)
                writer.member("firstTime", firstTime)
                writer.member("lastTime", lastTime)
                writer.member("replies", replies)
                writer.member("unclear", unclear)
                writer.member("inexpressible", inexpressible)
                writer.member("unresolved", unresolved)
                writer.member("lost", lost)
                writer.member("denied", denied)
                writer.member("silent", silent)
            }
        }
    }
}

extension String {
    /// `10.0.0.1` of `10.0.0.1/32`.
    fileprivate var prefixAddress: String { String(prefix { $0 != "/" }) }
}
