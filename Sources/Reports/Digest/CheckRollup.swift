// SPDX-License-Identifier: Apache-2.0

internal import Findings

/// All findings of one check, counted.
struct CheckRollup {
    let check: CheckDescription
    var severity: Severity
    var findings = 0
    var risk = 0

    /// The checks with findings, most risk first, then by id.
    static func rows(_ findings: [Finding]) -> [CheckRollup] {
        var rows: [ObjectIdentifier: CheckRollup] = [:]
        for finding in findings {
            let key = ObjectIdentifier(finding.check)
            var row = rows[key] ?? CheckRollup(check: finding.check, severity: finding.severity)
            row.severity = max(row.severity, finding.severity)
            row.findings += 1
            row.risk += finding.severity.risk
            rows[key] = row
        }
        return rows.values.sorted { ($1.risk, $0.check.id) < ($0.risk, $1.check.id) }
    }
}
