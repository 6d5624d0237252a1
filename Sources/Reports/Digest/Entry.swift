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
            return "containers " + containers.map { "\"\($0)\"" }.joined(separator: ", ") + ": " + text
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
        var entries: [Entry] = []
        for part in parts { merge(Entry(part), into: &entries) }
        return entries.enumerated().sorted { left, right in
            let severities = (left.element.severity, right.element.severity)
            if severities.0 != severities.1 { return severities.0 > severities.1 }
            if left.element.risk != right.element.risk { return left.element.risk > right.element.risk }
            return left.offset < right.offset
        }.map(\.element)
    }

    var severity: Severity { lines.first?.severity ?? .info }

    private init(_ findings: [Finding]) {
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
        var merged: [Line] = []
        for line in lines {
            if let position = merged.firstIndex(where: { $0.isSameDefect(as: line) && $0.message == line.message }) {
                merged[position].places += line.places.filter { !merged[position].places.contains($0) }
            } else {
                merged.append(line)
            }
        }
        lines = merged
    }

    /// Joins an entry to one of another container with the same defects and the same repair.
    private static func merge(_ entry: Entry, into entries: inout [Entry]) {
        for position in entries.indices where entries[position].isAlike(entry) {
            for (index, line) in entry.lines.enumerated() {
                entries[position].lines[index].containers += line.containers
                entries[position].lines[index].places += line.places
            }
            entries[position].risk += entry.risk
            return
        }
        entries.append(entry)
    }

    private func isAlike(_ other: Entry) -> Bool {
        lines.count == other.lines.count && change.texts == other.change.texts
            && zip(lines, other.lines).allSatisfy { left, right in
                left.isSameDefect(as: right) && left.text != left.message && left.containers != right.containers
            }
    }
}

extension Entry.Line {
    fileprivate func isSameDefect(as other: Entry.Line) -> Bool {
        check === other.check && severity == other.severity && text == other.text
    }
}

extension Finding {
    /// `is privileged` for `container "web" is privileged`.
    fileprivate var messageWithoutContainer: String {
        guard let container = subject.container else { return message }
        for prefix in ["container \"\(container)\" ", "container \"\(container)\": "] where message.hasPrefix(prefix) {
            return String(message.dropFirst(prefix.count))
        }
        return message
    }
}
