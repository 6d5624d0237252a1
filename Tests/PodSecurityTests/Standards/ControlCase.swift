// SPDX-License-Identifier: Apache-2.0

import Cluster
import Documents
import PodSecurity
import Testing

/// One pod, and what one control says of it: `reason (detail)`, or nil when it is met.
struct ControlCase: Sendable, CustomTestStringConvertible {
    let control: String
    let pod: String
    var minor: Int?
    var mode = PodSecurityStandards.Mode.raw
    let expected: String?

    /// - Parameter pod: the pod in YAML flow style without `apiVersion`, `kind` and the name.
    init(
        _ control: String, _ pod: String, minor: Int? = nil, _ mode: PodSecurityStandards.Mode = .raw,
        says expected: String?
    ) {
        self.control = control
        self.pod = pod
        self.minor = minor
        self.mode = mode
        self.expected = expected
    }

    var testDescription: String { "\(control) \(minor.map { "v1.\($0)" } ?? "latest") \(mode) \(pod)" }

    /// Baseline controls are asked at the baseline level, restricted ones at the restricted level.
    func verify(_ level: PodSecurityStandards.Level) throws {
        let document = Document.parse(Array(pod.utf8), name: "pod.yaml")
        #expect(document.problems.isEmpty)
        let root = try #require(document.roots.first)
        let policy = PodSecurityStandards.Policy(level, minor.map { KubernetesVersion(minor: $0) })
        let spec = try #require(root["spec"])
        let evaluation = PodSecurityStandards.evaluate(metadata: root["metadata"], spec: spec, policy, mode)
        let violation = evaluation.violations.first { $0.control == control }
        #expect(violation.map { "\($0.reason) (\($0.detail))" } == expected)
        #expect(violation.map { !$0.evidence.isEmpty } ?? true)
    }
}
