// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents
internal import Findings
internal import PodSecurity

/// Writes the results of a check as they come.
struct PSAResults {
    let format: PSAFormat
    let showsAllowed: Bool
    private(set) var rejected = 0
    private var count = 0

    init(format: PSAFormat, showsAllowed: Bool) {
        self.format = format
        self.showsAllowed = showsAllowed
    }

    func head() -> [UInt8] { format == .json ? Array("{\"results\": [".utf8) : [] }

    mutating func bytes(of evaluation: PodSecurityStandards.Evaluation, _ workload: Workload) -> [UInt8] {
        defer { count += 1 }
        if !evaluation.isAllowed { rejected += 1 }
        switch format {
        case .table: return Array(lines(evaluation, workload).utf8)
        case .json: return Array((count == 0 ? "\n" : ",\n").utf8) + json(evaluation, workload)
        case .ndjson: return json(evaluation, workload) + [0x0A]
        }
    }

    func foot(_ policy: PodSecurityStandards.Policy, _ problems: [Problem]) -> [UInt8] {
        switch format {
        case .ndjson: return []
        case .table:
            let pods = "\(count) \(count == 1 ? "pod" : "pods")"
            let version = policy.effectiveVersion.description
            let summary = "\(count - rejected) of \(pods) admitted by \(policy.level.rawValue) \(version)\n"
            return Array(summary.utf8)
        case .json:
            var writer = JSONWriter()
            writer.object { $0.member(problems: problems) }
            return Array("],\n".utf8) + writer.bytes.dropFirst() + [0x0A]
        }
    }

    private func json(_ evaluation: PodSecurityStandards.Evaluation, _ workload: Workload) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member(subject: workload.resource)
            writer.member("file", workload.resource.file)
            writer.member("line", workload.resource.location.line)
            if workload.template != workload.resource.node {
                writer.member("template", workload.template.path(from: workload.resource.node).description)
            }
            writer.member("level", evaluation.policy.level.rawValue)
            writer.member("version", (evaluation.policy.version ?? .latest).description)
            writer.member("allowed", evaluation.isAllowed)
            writer.member("reason", evaluation.reason)
            writer.member("detail", evaluation.detail)
            writer.member("violations") { $0.value(evaluation.violations, workload.resource.node) }
        }
        return writer.bytes
    }

    private func lines(_ evaluation: PodSecurityStandards.Evaluation, _ workload: Workload) -> String {
        let resource = workload.resource
        if evaluation.isAllowed {
            return showsAllowed ? "\(resource.location): \(resource.title) is admitted\n".displayed : ""
        }
        var text = "\(resource.location): \(resource.title) is rejected\n"
        for violation in evaluation.violations {
            text += "  \(violation.reason) (\(violation.detail))\n"
            for evidence in violation.evidence {
                text += "    \(evidence.location): \(evidence.path(from: resource.node))\n"
            }
        }
        return text.displayed + "\n"
    }
}

extension Resource {
    /// `Deployment shop/cart`.
    var title: String { "\(kind) \(namespace.map { $0 + "/" } ?? "")\(name)" }
}

extension JSONWriter {
    mutating func member(subject resource: Resource) {
        member("subject") { writer in
            writer.object { writer in
                writer.member("apiVersion", resource.apiVersion)
                writer.member("kind", resource.kind)
                if let namespace = resource.namespace { writer.member("namespace", namespace) }
                writer.member("name", resource.name)
            }
        }
    }

    /// Violations with the fields that decide, their paths from the object's root.
    mutating func value(_ violations: [PodSecurityStandards.Violation], _ object: Node) {
        array { writer in
            for violation in violations {
                writer.object { writer in
                    writer.member("control", violation.control)
                    writer.member("reason", violation.reason)
                    writer.member("detail", violation.detail)
                    writer.member("evidence") { writer in
                        writer.array { writer in
                            for evidence in violation.evidence { writer.value(evidence, object) }
                        }
                    }
                }
            }
        }
    }

    private mutating func value(_ evidence: Evidence, _ root: Node) {
        object { writer in
            let location = evidence.location
            writer.member("path", evidence.path(from: root).description)
            writer.member("file", location.file)
            writer.member("line", location.line)
            writer.member("column", location.column)
            writer.member("value", evidence.value ?? .null)
        }
    }
}
