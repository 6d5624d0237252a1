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
    var text: [UInt8] {
        var text: [UInt8] = []
        for file in repair.files {
            add(Array(file.before.name.utf8), painted: "1", to: &text)
            for (summary, count) in summaries(file) {
                text += "  \(summary)\(count > 1 ? " (\(count) times)" : "")\n".utf8
            }
            add(file, to: &text)
            text.append(0x0A)
        }
        return text
    }

    /// The bare diff.
    var patch: [UInt8] {
        var text: [UInt8] = []
        for file in repair.files { add(file, to: &text) }
        return text
    }

    private func add(_ file: Repair.File, to text: inout [UInt8]) {
        let name = file.before.name.hasPrefix("./") ? String(file.before.name.dropFirst(2)) : file.before.name
        let mark: [UInt8] = file.before.encoding == .utf8WithMark ? [0xEF, 0xBB, 0xBF] : []
        let isMarked = !mark.isEmpty
        let diff = UnifiedDiff(
            name: name, before: isMarked ? mark + file.before.bytes : file.before.bytes,
            after: isMarked ? mark + file.after.bytes : file.after.bytes, changes: isMarked ? nil : file.changes)
        for line in diff.lines { add(line.content, line.sign, painted: line.kind.code, to: &text) }
    }

    /// Adds a line.
    private func add(
        _ content: some Collection<UInt8>, _ sign: UInt8? = nil, painted code: StaticString, to text: inout [UInt8]
    ) {
        let isPainted = color && code.utf8CodeUnitCount > 0
        if isPainted { text += "\u{1B}[\(code)m".utf8 }
        if let sign { text.append(sign) }
        text += content
        if isPainted { text += "\u{1B}[0m".utf8 }
        text.append(0x0A)
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
}

extension UnifiedDiff.Line.Kind {
    /// The terminal's colour, as git has it.
    fileprivate var code: StaticString {
        switch self {
        case .header: "1"
        case .hunk: "36"
        case .context, .note: ""
        case .removed: "31"
        case .added: "32"
        }
    }
}
