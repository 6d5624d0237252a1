// SPDX-License-Identifier: Apache-2.0

internal import Cluster

/// Runs checks over an inventory.
package struct Runner: Sendable {
    private let checks: [any Check.Type]

    package init(checks: [any Check.Type]) { self.checks = checks }

    /// The findings by check, in registry order, and what was not evaluated.
    package func run(_ context: Context) -> (findings: [Finding], notEvaluated: [NotEvaluated: Int]) {
        var findings: [Finding] = []
        var notEvaluated: [NotEvaluated: Int] = [:]
        for check in checks {
            var collector = FindingCollector(check: check.description)
            Self.run(check, context, &collector)
            findings += collector.findings
            notEvaluated.merge(collector.notEvaluated, uniquingKeysWith: +)
        }
        return (findings, notEvaluated)
    }

    private static func run(_ check: any Check.Type, _ context: Context, _ collector: inout FindingCollector) {
        if let check = check as? any WorkloadCheck.Type {
            for workload in context.inventory.workloads where !workload.isOwned {
                check.evaluate(workload, context, &collector)
            }
        } else if let check = check as? any ResourceCheck.Type {
            for kind in check.kinds {
                for resource in context.inventory.resources(ofKind: kind) {
                    check.evaluate(resource, context, &collector)
                }
            }
        } else if let check = check as? any InventoryCheck.Type {
            check.evaluate(context, &collector)
        }
    }
}
