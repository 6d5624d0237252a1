// SPDX-License-Identifier: Apache-2.0

internal import Documents
internal import Findings

/// A repair as a unified diff.
struct RepairDiff {
    private let repair: Repair
    private let color: Bool

    init(_ repair: Repair, color: Bool) {
        self.repair = repair
        self.color = color
    }

    /// The diff of every file with the findings it repairs above it.
    var text: String {
        var text = ""
        for file in repair.files {
            text += painted("1", file.before.name) + "\n"
            for (summary, count) in summaries(file) { text += "  \(summary)\(count > 1 ? " (\(count) times)" : "")\n" }
            text += diff(file) + "\n"
        }
        return text
    }

    /// The bare diff.
    var patch: String { repair.files.map(diff).joined() }

    private func diff(_ file: Repair.File) -> String {
        let name = file.before.name.hasPrefix("./") ? String(file.before.name.dropFirst(2)) : file.before.name
        let mark: [UInt8] = file.before.encoding == .utf8WithMark ? [0xEF, 0xBB, 0xBF] : []
        let lines = UnifiedDiff(
            name: name, before: mark + file.before.bytes, after: mark + file.after.bytes,
            changes: mark.isEmpty ? file.changes : nil
        ).lines
        return lines.map { painted($0.kind.code, $0.text) + "\n" }.joined()
    }

    /// What is repaired, most frequent severity first, each once.
    private func summaries(_ file: Repair.File) -> [(String, Int)] {
        var order: [String] = []
        var counts: [String: Int] = [:]
        for finding in file.repaired {
            let summary = "\(finding.severity.rawValue) \(finding.check.id): \(finding.remediation?.summary ?? "")"
            if counts[summary] == nil { order.append(summary) }
            counts[summary, default: 0] += 1
        }
        return order.map { ($0, counts[$0] ?? 0) }
    }

    private func painted(_ code: String, _ text: String) -> String {
        color && !code.isEmpty ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }
}

extension UnifiedDiff.Line.Kind {
    /// The terminal's colour, as git has it.
    fileprivate var code: String {
        switch self {
        case .header: "1"
        case .hunk: "36"
        case .context: ""
        case .removed: "31"
        case .added: "32"
        }
    }
}
