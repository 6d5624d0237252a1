// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents
package import Findings

/// Judges a check's examples: what a test of a registry asserts for every check.
package enum ExampleVerification {
    /// What the examples of a registry's checks do not hold up to, one line each; empty when all is well.
    package static func failures(of checks: [any Check.Type]) -> [String] {
        var failures: [String] = []
        for check in checks {
            let description = check.description
            if description.examples.count < 2 { failures.append("\(description.id): needs both kinds of example") }
            for example in description.examples {
                guard let failure = failure(of: example, for: check) else { continue }
                failures.append("\(description.id), \(example.name): \(failure)")
            }
        }
        return failures
    }

    /// What an example does not hold up to; nil when it does.
    static func failure(of example: Example, for check: any Check.Type) -> String? {
        let inventory = Inventory(documents: [Document.parse(example.manifest, name: "example.yaml")])
        let unread = inventory.problems.filter { $0.gravity == .error }
        guard unread.isEmpty else { return "problems: \(unread)" }
        var settings = example.settings
        if let text = example.kubernetesVersion {
            guard let version = KubernetesVersion(text) else { return "not a version: \(text)" }
            settings.kubernetesVersion = version
        }
        let findings = Runner(checks: [check]).run(Context(inventory: inventory, settings: settings)).findings
        let paths = findings.map { $0.evidence[0].path(from: $0.subject.resource.node).description }.sorted()
        switch example.verdict {
        case .compliant: return paths.isEmpty ? nil : "found \(paths), expected nothing"
        case .violating(let expected):
            return paths == expected.sorted() ? nil : "found \(paths), expected \(expected.sorted())"
        }
    }
}
