// SPDX-License-Identifier: Apache-2.0

package import Cluster
package import Documents

/// Somebody's decision that a check does not count somewhere.
package struct Exception: Sendable {
    /// Where it holds.
    package enum Scope: Sendable {
        /// One object, as its own annotations say.
        case object(Resource)
        /// Part of a document, as a comment says.
        case block(CoveredBlock)
        /// Whatever a file of exceptions selects.
        case selected(ExceptionSelector)
    }

    /// What it names, as written, for messages.
    package let name: String
    /// The ids of the checks that it covers; nil for all.
    package let checks: Set<String>?
    package let scope: Scope
    /// Only this container's findings; nil for all.
    package let container: String?
    /// Where it comes from, why, and until when.
    package let suppression: Suppression
    package let location: Location

    package init(
        _ name: String, checks: Set<String>?, scope: Scope, container: String? = nil, suppression: Suppression,
        at location: Location
    ) {
        self.name = name
        self.checks = checks
        self.scope = scope
        self.container = container
        self.suppression = suppression
        self.location = location
    }

    /// Whether it covers a finding, dates aside.
    func covers(_ finding: Finding) -> Bool {
        if let checks, !checks.contains(finding.check.id) { return false }
        if let container, finding.subject.container != container { return false }
        switch scope {
        case .object(let resource): return finding.subject.resource.node == resource.node
        case .block(let block): return block.contains(finding)
        case .selected(let selector): return selector.selects(finding)
        }
    }

    /// Whether its last day has passed.
    func isExpired(at now: Int64) -> Bool {
        guard let day = suppression.expires.flatMap({ Day($0) }) else { return false }
        return now >= day.end
    }
}

/// What a file of exceptions selects; a field that is nil selects everything.
package struct ExceptionSelector: Sendable {
    package var kind: TextPattern?
    package var namespace: TextPattern?
    package var name: TextPattern?
    package var container: TextPattern?
    /// Labels, or else annotations, that the object must have.
    package var labels: [String: TextPattern] = [:]
    /// The input's path or one of its ends from a folder on.
    package var paths: [Glob] = []

    package init() {}

    func selects(_ finding: Finding) -> Bool {
        let resource = finding.subject.resource
        if let kind, !kind.matches(resource.kind) { return false }
        if let namespace, !namespace.matches(resource.effectiveNamespace) { return false }
        if let name, !name.matches(resource.name) { return false }
        if let container, !container.matches(finding.subject.container ?? "") { return false }
        if !labels.isEmpty, !hasLabels(resource.metadata) { return false }
        return paths.isEmpty || paths.contains { $0.matchesEnd(ofPath: resource.file) }
    }
}

extension ExceptionSelector {
    private func hasLabels(_ metadata: Node?) -> Bool {
        [metadata?["labels"], metadata?["annotations"]].contains { map in
            labels.allSatisfy { key, pattern in map?[key: key].map { pattern.matches($0.scalarText) } ?? false }
        }
    }
}

/// What a text must be like.
package enum TextPattern: Sendable {
    case glob(Glob)
    case expression(RegularExpression)

    package func matches(_ text: String) -> Bool {
        switch self {
        case .glob(let glob): glob.matches(text)
        case .expression(let expression): expression.matches(text)
        }
    }
}

/// A day of the calendar.
package struct Day: Sendable {
    /// The first second after it, since 1970, UTC.
    package let end: Int64

    /// Reads `2027-01-31`, alone or at the start of a time stamp.
    package init?(_ text: String) {
        let parts = text.prefix(10).split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].utf8.count == 4, parts[1].utf8.count == 2, parts[2].utf8.count == 2,
            let year = Int64(parts[0]), let month = Int64(parts[1]), let day = Int64(parts[2]),
            (1...12).contains(month), (1...31).contains(day)
        else { return nil }
        if text.utf8.count > 10, !"T ".contains(text[text.index(text.startIndex, offsetBy: 10)]) { return nil }
        // Days from the civil date, counting years from March (Howard Hinnant's algorithm).
        let marchYear = month <= 2 ? year - 1 : year
        let era = marchYear / 400
        let yearOfEra = marchYear - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        end = (era * 146_097 + dayOfEra - 719_468 + 1) * 86_400
    }
}

/// A pattern with `*` (anything but a slash), `**` (anything) and `?` (one character but a slash).
package struct Glob: Sendable {
    private let pattern: [UInt8]

    package init(_ pattern: String) {
        self.pattern = Array((pattern.hasPrefix("./") ? String(pattern.dropFirst(2)) : pattern).utf8)
    }

    package func matches(_ text: String) -> Bool { Self.matches(pattern[...], Array(text.utf8)[...]) }

    /// Whether the path matches, or what follows one of its slashes.
    package func matchesEnd(ofPath path: String) -> Bool {
        let path = Array((path.hasPrefix("./") ? String(path.dropFirst(2)) : path).utf8)
        if Self.matches(pattern[...], path[...]) { return true }
        for (index, byte) in path.enumerated() where byte == 0x2F {
            if Self.matches(pattern[...], path[(index + 1)...]) { return true }
        }
        return false
    }

    /// Backtracks to the last star only, so that hostile patterns cost no more than their length times the text's.
    private static func matches(_ pattern: ArraySlice<UInt8>, _ text: ArraySlice<UInt8>) -> Bool {
        var position = pattern.startIndex
        var index = text.startIndex
        var star: (position: Int, index: Int, crosses: Bool)?
        while index < text.endIndex {
            if position < pattern.endIndex, pattern[position] == 0x2A {
                let crosses = position + 1 < pattern.endIndex && pattern[position + 1] == 0x2A
                position += crosses ? 2 : 1
                if crosses, position < pattern.endIndex, pattern[position] == 0x2F { position += 1 }
                star = (position, index, crosses)
            } else if position < pattern.endIndex,
                pattern[position] == text[index] || pattern[position] == 0x3F && text[index] != 0x2F
            {
                position += 1
                index += 1
            } else if let last = star, last.crosses || text[last.index] != 0x2F {
                star = (last.position, last.index + 1, last.crosses)
                position = last.position
                index = last.index + 1
            } else {
                return false
            }
        }
        return pattern[position...].allSatisfy { $0 == 0x2A }
    }
}
