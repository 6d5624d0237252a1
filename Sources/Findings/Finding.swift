// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents

/// What a finding is about.
package struct Subject: Sendable, Hashable {
    package let resource: Resource
    /// The container's name, when the finding is about one.
    package let container: String?

    package init(_ resource: Resource, container: String? = nil) {
        self.resource = resource
        self.container = container
    }

    package init(_ workload: Workload, _ container: Container? = nil) {
        self.init(workload.resource, container: container?.name)
    }
}

/// One judgement: a check does not hold for a subject. A class, since findings are sorted, divided and handed on by the
/// hundred thousand.
package final class Finding: Sendable {
    /// Why the value is what it is.
    package enum Reason: String, Sendable, Hashable {
        /// The field is missing and its default is unsafe.
        case missing
        /// The field says so.
        case explicit
        /// The value comes from the pod level or from another object.
        case inherited
    }

    package let check: CheckDescription
    package let severity: Severity
    package let reason: Reason
    /// Where the place to look at begins in its document, for the order of reports: they are sorted without reading any
    /// document again.
    let offset: UInt32
    let document: ObjectIdentifier
    package let subject: Subject
    private let makeMessage: @Sendable () -> String
    /// The place to look at; nil for the subject itself. Kept apart, since most findings rest on one field.
    package let mainEvidence: Evidence?
    private let furtherEvidence: [Evidence]
    package let remediation: Remediation?

    /// At least one in what checks find; the first is the place to look at.
    package var evidence: [Evidence] { mainEvidence.map { [$0] + furtherEvidence } ?? [] }

    /// Names the container, the field and the value; lower case, no full stop. Made when it is asked for: a page shows
    /// few of the messages of a large report.
    package var message: String { makeMessage() }

    package init(
        check: CheckDescription, severity: Severity, subject: Subject, reason: Reason,
        message: @escaping @Sendable () -> String, evidence: Evidence?, further: [Evidence] = [],
        remediation: Remediation?
    ) {
        self.check = check
        self.severity = severity
        self.subject = subject
        self.reason = reason
        makeMessage = message
        mainEvidence = evidence
        furtherEvidence = further
        self.remediation = remediation
        let node = evidence?.node ?? subject.resource.node
        document = ObjectIdentifier(node.document)
        offset = node.record.start
    }
}
