// SPDX-License-Identifier: Apache-2.0

/// Finds checks by their id, or by the id under which another tool knows the same problem, in any common spelling.
package struct CheckCatalogue: Sendable {
    /// All checks, in the order given.
    package let checks: [CheckDescription]
    private let byID: [String: Int]
    private var byPeer: [Peer: [String: [Int]]] = [:]

    package init(_ checks: [CheckDescription]) {
        self.checks = checks
        byID = Dictionary(checks.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
        for (position, check) in checks.enumerated() {
            for (peer, ids) in check.mappings.peers {
                for id in ids { byPeer[peer, default: [:]][Self.canonical(id), default: []].append(position) }
            }
        }
    }

    /// The check of ours with an id.
    package func check(id: String) -> CheckDescription? { byID[id].map { checks[$0] } }

    /// The checks that a name stands for: one of ours, else every check that some tool knows under this id.
    package func checks(named name: String) -> [CheckDescription] {
        if let check = check(id: name) ?? check(id: name.lowercased()) { return [check] }
        var positions: Set<Int> = []
        let canonical = Self.canonical(name)
        for ids in byPeer.values { positions.formUnion(ids[canonical] ?? []) }
        return positions.sorted().map { checks[$0] }
    }

    /// The checks that a tool knows under an id.
    package func checks(named name: String, by peer: Peer) -> [CheckDescription] {
        (byPeer[peer]?[Self.canonical(name)] ?? []).map { checks[$0] }
    }

    /// The checks that belong to an entry of a framework: a section of the CIS benchmark (`5.2.2`, `CIS 5.2.2`), a
    /// technique of MITRE or Microsoft (`T1611`, `MS-TA9018`), a topic of OWASP (`K01`).
    package func checks(ofFramework entry: String) -> [CheckDescription] {
        var entry = entry.uppercased()
        for prefix in ["CIS ", "CIS-"] where entry.hasPrefix(prefix) { entry = String(entry.dropFirst(prefix.count)) }
        return checks.filter { check in
            let mappings = check.mappings
            return mappings.cis.contains(entry) || mappings.mitre.contains(entry) || mappings.owasp.contains(entry)
        }
    }

    /// The id of ours that is spelt most alike, for `did you mean`.
    package func nearestID(to name: String) -> String? {
        NearestName.find(name.lowercased(), in: checks.map { $0.id })
    }

    /// One spelling for all: `AVD-KSV-0017`, `KSV-0017`, `KSV017` and `ksv17` are the same id.
    static func canonical(_ id: String) -> String {
        let lowercased = id.lowercased()
        var text = lowercased.utf8[...]
        if text.starts(with: "avd-".utf8) { text = text.dropFirst(4) }
        let letters = text.prefix { UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0 }
        var digits = text.dropFirst(letters.count)
        if digits.first == UInt8(ascii: "-") { digits = digits.dropFirst() }
        let isNumber = digits.allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
        guard !letters.isEmpty, !digits.isEmpty, isNumber else { return String(Substring(text)) }
        let significant = digits.drop { $0 == UInt8(ascii: "0") }
        return String(Substring(letters)) + (significant.isEmpty ? "0" : String(Substring(significant)))
    }
}

/// Suggests the name that a misspelt one was meant to be.
package enum NearestName {
    /// The candidate with the fewest edits, if they are few for the length of the name.
    package static func find(_ name: String, in candidates: some Sequence<String>) -> String? {
        let limit = max(2, name.utf8.count / 3)
        var best: (name: String, distance: Int)?
        for candidate in candidates {
            let distance = Self.distance(Array(name.utf8), Array(candidate.utf8), limit: limit)
            if distance <= limit, distance < best?.distance ?? .max { best = (candidate, distance) }
        }
        return best?.name
    }

    /// Damerau's distance: insertions, deletions, substitutions and swaps of neighbours.
    private static func distance(_ left: [UInt8], _ right: [UInt8], limit: Int) -> Int {
        guard abs(left.count - right.count) <= limit else { return limit + 1 }
        var before: [Int] = []
        var previous = Array(0...right.count)
        for row in left.indices {
            var current = [row + 1]
            for column in right.indices {
                let cost = left[row] == right[column] ? 0 : 1
                var value = min(previous[column + 1] + 1, current[column] + 1, previous[column] + cost)
                if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
                    value = min(value, before[column - 1] + 1)
                }
                current.append(value)
            }
            before = previous
            previous = current
        }
        return previous[right.count]
    }
}
