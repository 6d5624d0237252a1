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
    package let subject: Subject
    package let reason: Reason
    private let makeMessage: @Sendable () -> String
    /// At least one; the first is the place to look at.
    package let evidence: [Evidence]
    package let remediation: Remediation?
    /// The place to look at, for the order of reports: they are sorted without reading any document again.
    let document: ObjectIdentifier
    let offset: UInt32

    /// Names the container, the field and the value; lower case, no full stop. Made when it is asked for: a page shows
    /// few of the messages of a large report.
    package var message: String { makeMessage() }

    package init(
        check: CheckDescription, severity: Severity, subject: Subject, reason: Reason,
        message: @escaping @Sendable () -> String, evidence: [Evidence], remediation: Remediation?
    ) {
        self.check = check
        self.severity = severity
        self.subject = subject
        self.reason = reason
        makeMessage = message
        self.evidence = evidence
        self.remediation = remediation
        let node = evidence.first?.node ?? subject.resource.node
        document = ObjectIdentifier(node.document)
        offset = node.record.start
    }
}
