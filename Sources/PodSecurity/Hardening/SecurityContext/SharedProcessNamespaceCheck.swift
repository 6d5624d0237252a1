// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

/// Judges whether the containers of a pod see each other's processes.
package enum SharedProcessNamespaceCheck: WorkloadCheck {
    package static let description = CheckDescription(
        id: "shared-process-namespace", title: "Shared process namespace", severity: .low, layer: .workload,
        rationale: """
            The containers of the pod see each other's processes, and through /proc/PID/root each other's files, \
            secrets included. The wall between a program and its sidecars is gone.
            """,
        attack: "Who breaks into the least careful container reads the secrets and the memory of the others.",
        rule: "Fires when `shareProcessNamespace` of the pod is true; the default is false. Silent on Windows.",
        fix: "Remove the field. For debugging, an ephemeral container with a target sees that one container.",
        mappings: Mappings(mitre: ["T1057"], owasp: ["K01"]),
        references: ["https://kubernetes.io/docs/tasks/configure-pod-container/share-process-namespace/"],
        examples: [
            .violating(
                "shared", at: ["spec.shareProcessNamespace"],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  shareProcessNamespace: true
                  containers:
                  - name: web
                    image: nginx
                  - name: log
                    image: fluentd
                """),
            .compliant(
                "the default",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  containers:
                  - name: web
                    image: nginx
                """),
        ])

    package static func evaluate(_ workload: Workload, _ context: Context, _ findings: inout FindingCollector) {
        guard !workload.runsOnWindows, let field = workload.spec["shareProcessNamespace"], field.bool == true else {
            return
        }
        findings.add(
            "containers of the pod see each other's processes: shareProcessNamespace is true", Subject(workload),
            Evidence(field),
            remediation: Remediation(
                "set shareProcessNamespace: false", .review, [Edit(.set(false), at: Evidence(field))]))
    }
}
