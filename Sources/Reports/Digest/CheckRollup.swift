// SPDX-License-Identifier: Apache-2.0

internal import Findings

/// All findings of one check, counted.
struct CheckRollup {
    let check: CheckDescription
    var severity: Severity
    var counts = SeverityCounts()
    var findings = 0
    var risk = 0
}

/// The checks with findings.
struct CheckRollups {
    /// In the order of their first finding.
    private(set) var checks: [CheckRollup] = []
    private var positions: [ObjectIdentifier: Int] = [:]

    /// Counts a finding, and returns its check's position.
    @discardableResult
    mutating func add(_ finding: Finding) -> Int {
        let key = ObjectIdentifier(finding.check)
        let position = positions[key] ?? checks.count
        if position == checks.count {
            positions[key] = position
            checks.append(CheckRollup(check: finding.check, severity: finding.severity))
        }
        checks[position].severity = max(checks[position].severity, finding.severity)
        checks[position].counts.add(finding.severity)
        checks[position].findings += 1
        checks[position].risk += finding.severity.risk
        return position
    }

    /// Most risk first, then by id.
    var rows: [CheckRollup] { checks.sorted { ($1.risk, $0.check.id) < ($0.risk, $1.check.id) } }

    /// The findings of each layer.
    var layers: [Layer: SeverityCounts] {
        var layers: [Layer: SeverityCounts] = [:]
        for row in checks { layers[row.check.layer, default: SeverityCounts()].add(row.counts) }
        return layers
    }
}
