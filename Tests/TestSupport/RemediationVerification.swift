// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents
package import Findings

/// Judges whether remediations repair: a violating example must be clean once the edits of all its findings are made.
package enum RemediationVerification {
    /// What the remediations of a registry's checks do not hold up to, one line each; empty when all is well.
    package static func failures(of checks: [any Check.Type]) -> [String] {
        var failures: [String] = []
        for check in checks {
            for example in check.description.examples {
                guard case .violating = example.verdict, let failure = failure(of: example, for: check) else {
                    continue
                }
                failures.append("\(check.description.id), \(example.name): \(failure)")
            }
        }
        return failures
    }

    private static func failure(of example: Example, for check: any Check.Type) -> String? {
        var settings = Settings()
        if let version = example.kubernetesVersion.flatMap({ KubernetesVersion($0) }) {
            settings.kubernetesVersion = version
        }
        let before = judge([UInt8](example.manifest.utf8), check, settings)
        let repairable = before.findings.filter { $0.remediation?.edits.isEmpty == false }
        guard !repairable.isEmpty else { return nil }
        let edits = repairable.flatMap { $0.remediation?.edits ?? [] }
        guard let repaired = apply(edits, to: before.inventory) else { return "a patch points at something missing" }
        let after = judge(repaired, check, settings)
        guard after.inventory.problems.isEmpty else { return "problems: \(after.inventory.problems)" }
        if after.findings.count <= before.findings.count - repairable.count { return nil }
        let left = after.findings.map(\.message)
        return "after the repair it still finds \(left) in \(String(decoding: repaired, as: UTF8.self))"
    }

    private static func judge(
        _ bytes: [UInt8], _ check: any Check.Type, _ settings: Settings
    ) -> (inventory: Inventory, findings: [Finding]) {
        let inventory = Inventory(documents: [Document.parse(bytes, name: "example.yaml")])
        let context = Context(inventory: inventory, settings: settings)
        return (inventory, Runner(checks: [check]).run(context).findings)
    }

    /// The objects after the edits, and those that the edits add, as a stream.
    private static func apply(_ edits: [Edit], to inventory: Inventory) -> [UInt8]? {
        var values: [Value] = []
        for resource in inventory.resources {
            let patch = JSONPatch(edits, in: resource.node)
            guard let value = resource.node.value.applying(patch) else { return nil }
            values.append(value)
        }
        for edit in edits {
            if case .addObject(let value) = edit.operation, !values.contains(value) { values.append(value) }
        }
        var writer = JSONWriter(pretty: true)
        var bytes: [UInt8] = []
        for value in values {
            writer.value(value)
            bytes += Array("---\n".utf8) + writer.take() + [0x0A]
            writer = JSONWriter(pretty: true)
        }
        return bytes
    }
}
