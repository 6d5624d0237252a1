// SPDX-License-Identifier: Apache-2.0

internal import Cluster
package import Findings

/// A way to gain power from permissions: judged for every user, group and service account that a binding names.
package protocol EscalationTechnique: InventoryCheck {
    static var technique: Technique { get }
}

extension EscalationTechnique {
    package static func evaluate(_ context: Context, _ findings: inout FindingCollector) {
        let analysis = EscalationAnalysis.of(context)
        for found in analysis.cases(of: description.id) {
            findings.add(analysis.report(found))
        }
    }
}

extension FindingCollector {
    /// Adds what the analysis has found.
    mutating func add(_ report: EscalationReport?) {
        guard let report else { return }
        add(
            report.message, report.subject, report.evidence.0, report.evidence.1, severity: report.severity,
            remediation: report.remediation)
    }
}
