// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents
internal import Findings

/// The added capabilities of one grade, which make one finding per container.
struct AddedCapabilities {
    let nodes: [Node]
    let names: [String]
    /// The worst severity among dangerous ones.
    let severity: Severity?

    init(_ capabilities: Capabilities, where belongs: (Capabilities.Grade) -> Bool) {
        let chosen = capabilities.added.filter { belongs($0.grade) }
        nodes = chosen.map(\.node)
        names = chosen.map(\.name)
        severity = chosen.compactMap { entry -> Severity? in
            guard case .dangerous(let severity) = entry.grade else { return nil }
            return severity
        }
        .max()
    }

    /// Reports them, when there are any: each by its field, all removed by the remediation.
    func report(_ why: String, _ subject: Subject, _ findings: inout FindingCollector, severity: Severity?) {
        guard !nodes.isEmpty else { return }
        let noun = names.count == 1 ? "capability" : "capabilities"
        let quoted = Wording.quoted(names)
        findings.add(
            "container \"\(subject.container ?? "")\" adds \(noun) \(quoted), \(why)", subject,
            nodes.map { Evidence($0) }, severity: severity,
            remediation: Remediation(
                "remove \(quoted) from the added capabilities unless the program is seen to need it", .review,
                nodes.map { Edit.remove($0) }))
    }
}
