// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents
internal import Findings

/// Findings of one object that are told together: what one change repairs, with the containers that share the defects.
struct Entry {
    /// One defect.
    struct Line {
        let severity: Severity
        let check: CheckDescription
        /// The message with its container's name taken off.
        let text: String
        let message: String
        var containers: [String]
        var places: [Location]

        /// The message, with the names of all containers that it is true of.
        var fullText: String {
            guard containers.count > 1, text != message else { return message }
            return "containers " + containers.map { "\"\($0)\"" }.joined(separator: ", ") + " " + text.withPluralVerb
        }
    }

    var lines: [Line]
    /// The findings of the first container.
    let findings: [Finding]
    let change: Change
    var risk: Int

    /// The entries of an object, most urgent first.
    static func entries(of findings: [Finding]) -> [Entry] {
        var keys: [RepairKey: Int] = [:]
        var parts: [[Finding]] = []
        for finding in findings {
            let key = RepairKey(finding)
            if let position = keys[key] {
                parts[position].append(finding)
            } else {
                keys[key] = parts.count
                parts.append([finding])
            }
        }
        var merging = EntryMerging()
        for part in parts { merging.add(Entry(part)) }
        return merging.entries.enumerated().sorted { left, right in
            let severities = (left.element.severity, right.element.severity)
            if severities.0 != severities.1 { return severities.0 > severities.1 }
            if left.element.risk != right.element.risk { return left.element.risk > right.element.risk }
            return left.offset < right.offset
        }.map(\.element)
    }

    var severity: Severity { lines.first?.severity ?? .info }

    fileprivate init(_ findings: [Finding]) {
        self.findings = findings
        change = Change(findings)
        risk = findings.reduce(0) { $0 + $1.severity.risk }
        lines = findings.map { finding in
            Line(
                severity: finding.severity, check: finding.check, text: finding.messageWithoutContainer,
                message: finding.message, containers: finding.subject.container.map { [$0] } ?? [],
                places: [finding.place])
        }
        mergeEqualLines()
    }

    /// One check may find several values at one place.
    private mutating func mergeEqualLines() {
        guard lines.count > 1 else { return }
        var merged: [Line] = []
        var positions: [SpelledDefect: Int] = [:]
        var known: [Set<Location>] = []
        for line in lines {
            let defect = SpelledDefect(defect: line.defect, message: line.message)
            let position = positions[defect] ?? merged.count
            if position == merged.count {
                positions[defect] = position
                known.append(Set(line.places))
                merged.append(line)
            } else {
                merged[position].places += line.places.filter { known[position].insert($0).inserted }
            }
        }
        lines = merged
    }

    private struct SpelledDefect: Hashable {
        let defect: Defect
        let message: String
    }

    /// What all containers with the same defects and the same repair have in common.
    fileprivate struct Likeness: Hashable {
        let texts: [String]
        let defects: [Defect]

        init(_ entry: Entry) {
            texts = entry.change.texts
            defects = entry.lines.map(\.defect)
        }
    }

    /// What a line tells besides where.
    fileprivate struct Defect: Hashable {
        let check: ObjectIdentifier
        let severity: Severity
        let text: String
    }
}

/// Joins entries of containers with the same defects and the same repair. Each entry looks only at those that it may
/// join, so that a pod may have any number of containers.
private struct EntryMerging {
    private(set) var entries: [Entry] = []
    private var candidates: [Entry.Likeness: [Int]] = [:]
    /// So many entries that differ in their containers alone are looked at.
    private static let limit = 64

    mutating func add(_ entry: Entry) {
        let likeness = Entry.Likeness(entry)
        let positions = candidates[likeness] ?? []
        if let position = positions.first(where: { entries[$0].isOfOthers(than: entry) }) {
            return join(entry, to: position)
        }
        // A line that does not name its container cannot name another one besides.
        let isOpen = entry.lines.allSatisfy { $0.text != $0.message }
        if isOpen, positions.count < Self.limit, !positions.contains(where: { entries[$0].isOfSame(as: entry) }) {
            candidates[likeness] = positions + [entries.count]
        }
        entries.append(entry)
    }

    private mutating func join(_ entry: Entry, to position: Int) {
        for (index, line) in entry.lines.enumerated() {
            entries[position].lines[index].containers += line.containers
            entries[position].lines[index].places += line.places
        }
        entries[position].risk += entry.risk
    }
}

extension Entry {
    /// Whether no line is about the very containers of the other entry's line.
    fileprivate func isOfOthers(than other: Entry) -> Bool {
        zip(lines, other.lines).allSatisfy { $0.containers != $1.containers }
    }

    fileprivate func isOfSame(as other: Entry) -> Bool {
        zip(lines, other.lines).allSatisfy { $0.containers == $1.containers }
    }
}

extension Entry.Line {
    fileprivate var defect: Entry.Defect {
        Entry.Defect(check: ObjectIdentifier(check), severity: severity, text: text)
    }
}

extension Finding {
    /// `is privileged` for `container "web" is privileged`.
    fileprivate var messageWithoutContainer: String {
        guard let container = subject.container else { return message }
        let prefix = "container \"\(container)\" "
        return message.hasPrefix(prefix) ? String(message.dropFirst(prefix.count)) : message
    }
}

extension String {
    /// What is said of one, said of several: `has no limit` becomes `have no limit`.
    fileprivate var withPluralVerb: String {
        let verb = prefix { $0 != " " }
        let rest = dropFirst(verb.count)
        switch verb {
        case "has": return "have" + rest
        case "is": return "are" + rest
        default: return String(verb.hasSuffix("s") ? verb.dropLast() : verb) + rest
        }
    }
}
