// SPDX-License-Identifier: Apache-2.0

package import Documents

/// The result of a run, ready for any output format.
package struct Report: Sendable {
    /// What was read.
    package struct Inputs: Sendable, Hashable {
        package var files = 0
        package var bytes = 0
        package var resources = 0
        package var workloads = 0
        /// Documents that are no Kubernetes objects.
        package var foreignDocuments = 0

        package init() {}
    }

    package let version: String
    package let inputs: Inputs
    /// Every check that was asked for, in registry order, findings or not.
    package let checks: [CheckDescription]
    /// Most severe first, then by file (reading order), position, check id, container.
    package let findings: [Finding]
    /// Findings that an exception covers, in the same order.
    package let suppressed: [SuppressedFinding]
    /// How many findings were not asked for (their severity is too low, their namespace another one), by check id.
    package var leftOut: [String: Int] = [:]
    /// What could not be judged, sorted by check id and reason.
    package let notEvaluated: [(what: NotEvaluated, subjects: Int)]
    /// What could not be read, and exceptions that are expired, unused or malformed (warnings), by place.
    package let problems: [Problem]

    package init(
        version: String, inputs: Inputs, checks: [CheckDescription], findings: [Finding],
        suppressed: [SuppressedFinding], notEvaluated: [(what: NotEvaluated, subjects: Int)], problems: [Problem]
    ) {
        self.version = version
        self.inputs = inputs
        self.checks = checks
        self.findings = findings
        self.suppressed = suppressed
        self.notEvaluated = notEvaluated
        self.problems = problems
    }
}

/// A finding that an exception covers.
package struct SuppressedFinding: Sendable {
    package let finding: Finding
    package let suppression: Suppression

    package init(_ finding: Finding, _ suppression: Suppression) {
        self.finding = finding
        self.suppression = suppression
    }
}

/// Why a finding is suppressed.
package struct Suppression: Sendable, Hashable {
    package enum Origin: String, Sendable, Hashable { case annotation, comment, config, baseline, foreign }

    package let origin: Origin
    /// The annotation key, comment or file that says so, for example `checkov.io/skip1`.
    package let source: String
    package let reason: String
    /// ISO date on which it ends.
    package let expires: String?

    package init(_ origin: Origin, source: String, reason: String, expires: String? = nil) {
        self.origin = origin
        self.source = source
        self.reason = reason
        self.expires = expires
    }
}
