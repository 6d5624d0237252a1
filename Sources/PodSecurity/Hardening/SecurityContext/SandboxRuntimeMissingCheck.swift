// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

/// Judges whether code that nobody trusts shares the node's kernel.
package enum SandboxRuntimeMissingCheck: WorkloadCheck {
    package static let description = CheckDescription(
        id: "sandbox-runtime-missing", title: "Untrusted code without a sandbox", severity: .info, layer: .workload,
        rationale: """
            The labels call the workload untrusted or a sandbox, yet it runs on the node's default runtime, where \
            every container talks to the one kernel of the node.
            """,
        attack: "Code of a stranger, or of a language model, needs one kernel flaw to leave its container.",
        rule: """
            Fires once per pod without `runtimeClassName` that has a label whose value is `untrusted`, whose name is \
            `untrusted` or `sandboxed` with a value other than false, or whose prefix is agents.x-k8s.io. A label such \
            as `environment: sandbox` does not count.
            """,
        fix: "Install a RuntimeClass with gVisor or Kata Containers and name it in `runtimeClassName`.",
        mappings: Mappings(mitre: ["T1611"], owasp: ["K01"], peers: [.kubescape: ["C-0297"]]),
        references: ["https://kubernetes.io/docs/concepts/containers/runtime-class/"],
        examples: [
            .violating(
                "labelled untrusted", at: ["spec.runtimeClassName"],
                """
                apiVersion: v1
                kind: Pod
                metadata:
                  name: a
                  labels:
                    example.com/trust: untrusted
                spec:
                  containers:
                  - name: job
                    image: customer/code
                """),
            .compliant(
                "in a sandbox",
                """
                apiVersion: v1
                kind: Pod
                metadata:
                  name: a
                  labels:
                    example.com/trust: untrusted
                spec:
                  runtimeClassName: gvisor
                  containers:
                  - name: job
                    image: customer/code
                """),
            .compliant(
                "the name of an environment",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a, labels: {environment: sandbox}}
                spec:
                  containers:
                  - {name: job, image: our/code}
                """),
        ])

    package static func evaluate(_ workload: Workload, _ context: Context, _ findings: inout FindingCollector) {
        guard let labels = workload.podLabels, !(workload.spec["runtimeClassName"]?.string?.isEmpty == false) else {
            return
        }
        for (key, value) in labels.entries where says(key.scalarText, value.scalarText) {
            findings.add(
                "label \"\(key.scalarText)\" calls the pod untrusted, but it has no runtimeClassName",
                Subject(workload), Evidence(below: workload.spec, "runtimeClassName"), Evidence(value),
                reason: .missing,
                remediation: Remediation("set runtimeClassName to a sandbox such as gVisor or Kata", .review))
            return
        }
    }

    private static func says(_ key: String, _ value: String) -> Bool {
        if value == "untrusted" || key.hasPrefix("agents.x-k8s.io/") { return true }
        guard key.utf8.last == UInt8(ascii: "d") || key.utf8.last == UInt8(ascii: "/") else { return false }
        let name = key.split(separator: "/").last ?? ""
        return (name == "untrusted" || name == "sandboxed") && value != "false"
    }
}
