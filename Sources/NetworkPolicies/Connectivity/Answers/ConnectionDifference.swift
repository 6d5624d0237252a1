// SPDX-License-Identifier: Apache-2.0

/// What a change of manifests does to connections.
package struct ConnectionDifference: Sendable {
    package struct Change: Sendable, Hashable {
        package let source: String
        package let destination: String
        package let before: PortSet
        package let after: PortSet
        /// Endpoints that are only on one side of the comparison.
        package let note: String
    }

    /// Sorted by source and destination.
    package private(set) var changes: [Change] = []

    package var added: [Change] { changes.filter { $0.before.isEmpty } }
    package var removed: [Change] { changes.filter { $0.after.isEmpty } }
    package var changed: [Change] { changes.filter { !$0.before.isEmpty && !$0.after.isEmpty } }

    package init(from old: Connectivity, to new: Connectivity) {
        var ranges: [Direction: [IPRange]] = [:]
        for direction in Direction.allCases {
            let both = old.addressRanges(direction) + new.addressRanges(direction)
            let speaksOfV6 = both.contains { $0.family == .v6 }
            ranges[direction] = AddressAtoms(Set(both)).ranges.filter { $0.family == .v4 || speaksOfV6 }
        }
        compare(
            ConnectionList(old, ranges: ranges).connections, ConnectionList(new, ranges: ranges).connections,
            (Set(old.endpointTitles), Set(new.endpointTitles)))
        joinRanges(ranges)
    }

    /// Walks along both lists, which have one order.
    private mutating func compare(_ before: Connections, _ after: Connections, _ names: (Set<String>, Set<String>)) {
        var left = 0
        var right = 0
        while left < before.count || right < after.count {
            let was = left < before.count ? before[left] : nil
            let becomes = right < after.count ? after[right] : nil
            let isFirst = becomes.map { new in was.map { $0.order <= new.order } ?? false } ?? true
            let isSecond = was.map { old in becomes.map { $0.order <= old.order } ?? false } ?? true
            if isFirst { left += 1 }
            if isSecond { right += 1 }
            guard let pair = isFirst ? was : becomes else { return }
            let ports = (isFirst ? was?.ports ?? .none : .none, isSecond ? becomes?.ports ?? .none : .none)
            if ports.0 == ports.1 { continue }
            changes.append(
                Change(
                    source: pair.source, destination: pair.destination, before: ports.0, after: ports.1,
                    note: Self.note([pair.source, pair.destination], names.0, names.1)))
        }
    }

    private static func note(_ titles: [String], _ old: Set<String>, _ new: Set<String>) -> String {
        var notes: [String] = []
        for title in titles where old.contains(title) != new.contains(title) {
            notes.append(new.contains(title) ? "workload \(title) is new" : "workload \(title) is gone")
        }
        return notes.joined(separator: ", ")
    }

    /// Neighbouring ranges with the same change become one.
    private mutating func joinRanges(_ ranges: [Direction: [IPRange]]) {
        var byTitle: [String: IPRange] = [:]
        for range in ranges.values.joined() { byTitle[range.description + "[External]"] = range }
        var rest: [Change] = []
        var groups: [Change: [IPRange]] = [:]
        for change in changes {
            guard let range = byTitle[change.source] ?? byTitle[change.destination] else {
                rest.append(change)
                continue
            }
            let isSource = byTitle[change.source] != nil
            let key = Change(
                source: isSource ? "" : change.source, destination: isSource ? change.destination : "",
                before: change.before, after: change.after, note: change.note)
            groups[key, default: []].append(range)
        }
        for (key, ranges) in groups {
            for range in IPRange.joined(ranges) {
                let title = range.description + "[External]"
                rest.append(
                    Change(
                        source: key.source.isEmpty ? title : key.source,
                        destination: key.destination.isEmpty ? title : key.destination, before: key.before,
                        after: key.after, note: key.note))
            }
        }
        changes = rest.sorted { ($0.source, $0.destination) < ($1.source, $1.destination) }
    }
}

extension IPRange {
    /// Ranges with neighbours joined, ascending.
    package static func joined(_ ranges: [IPRange]) -> [IPRange] {
        var result: [IPRange] = []
        for range in ranges.sorted() {
            guard let last = result.last, last.family == range.family, last.high < last.family.last,
                range.low <= last.high + 1
            else {
                result.append(range)
                continue
            }
            result[result.count - 1] = IPRange(
                family: last.family, low: last.low, high: max(last.high, range.high))
        }
        return result
    }
}

extension ConnectionList.Connection {
    /// By which lists are sorted.
    fileprivate var order: (String, String) { (source, destination) }
}

extension Connectivity {
    fileprivate var endpointTitles: [String] { model.endpoints.indices.map { title($0) } }
}
