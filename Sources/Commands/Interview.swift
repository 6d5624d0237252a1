// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Documents
internal import Findings
internal import Glibc

/// Asks about each finding that can be repaired.
struct Interview {
    private let findings: [Finding]

    init(_ findings: [Finding], _ selection: RepairSelection) {
        self.findings = findings.filter { finding in
            guard let remediation = finding.remediation, !remediation.edits.isEmpty else { return false }
            return (remediation.confidence == .safe || selection.includesReview) && selection.isWanted(finding)
        }
    }

    /// The findings to repair. The answers come from the terminal, also when the manifests come from standard input.
    func accepted() throws -> Set<FindingKey> {
        guard let terminal = fopen("/dev/tty", "r") else {
            throw ValidationError("--interactive needs a terminal")
        }
        defer { fclose(terminal) }
        var accepted: Set<FindingKey> = []
        for (position, finding) in findings.enumerated() {
            switch ask(finding, position, terminal) {
            case .yes: accepted.insert(FindingKey(finding))
            case .no: break
            case .all:
                accepted.formUnion(findings[position...].map { FindingKey($0) })
                return accepted
            case .quit: return accepted
            }
        }
        return accepted
    }

    private enum Answer { case yes, no, all, quit }

    private func ask(_ finding: Finding, _ position: Int, _ terminal: UnsafeMutablePointer<FILE>) -> Answer {
        let place = finding.mainEvidence?.location.description ?? ""
        StandardError.write("\n\(place): \(finding.severity.rawValue) \(finding.check.id): \(finding.message)")
        StandardError.write("  \(finding.remediation?.summary ?? "")")
        while true {
            StandardError.write(
                "repair it (\(position + 1) of \(findings.count))? [y]es, [n]o, [a]ll, [q]uit, [e]xplain")
            var line = [CChar](repeating: 0, count: 256)
            guard fgets(&line, 256, terminal) != nil else { return .quit }
            switch line.first.map({ UInt8(bitPattern: $0) }) {
            case 0x79: return .yes
            case 0x6E: return .no
            case 0x61: return .all
            case 0x71: return .quit
            case 0x65: StandardError.write("\(finding.check.rationale)\n\(finding.check.attack)\n\(finding.check.fix)")
            default: StandardError.write("expected y, n, a, q or e")
            }
        }
    }
}
