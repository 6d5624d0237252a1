// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

/// Judges whether a pod sees the processes of the node.
package enum HostPIDCheck: WorkloadCheck {
    package static let description = CheckDescription(
        id: "host-pid", title: "The node's processes", severity: .high, layer: .workload,
        rationale: """
            The pod shares the process namespace of its node: it sees every process there, those of other \
            pods and of the kubelet included, with their arguments and, given the user, their \
            environment.
            """,
        attack: """
            As root an intruder reads passwords from /proc/*/environ, enters the file system of any \
            process through /proc/PID/root, or traces one; as any user he reads command lines and sends \
            signals to processes with his number.
            """,
        rule: """
            Fires when `hostPID` of the pod is true; the default is false.
            """,
        fix: """
            Remove `hostPID`. To look into another container of the same pod, use `shareProcessNamespace` \
            or an ephemeral container.
            """,
        mappings: Mappings(
            pss: "baseline", cis: ["5.2.3"], nsa: ["Kubernetes Pod security: Pod security enforcement"],
            mitre: ["T1611"], owasp: ["K01"],
            peers: [
                .trivy: ["KSV-0010"], .checkov: ["CKV_K8S_17"], .kubescape: ["C-0038", "C-0275"],
                .kubeLinter: ["host-pid"], .polaris: ["hostPIDSet"], .kubesec: ["HostPID"],
                .kics: ["Shared Host PID Namespace"], .kubeaudit: ["NamespaceHostPIDTrue"],
                .kubesplaining: ["KUBE-ESCAPE-002"],
            ]),
        references: ["https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline"],
        examples: [
            .violating(
                "shared with the node", at: ["spec.template.spec.hostPID"],
                """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: a}
                spec:
                  template:
                    spec:
                      hostPID: true
                      containers:
                      - name: web
                        image: nginx
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
            .compliant(
                "the default, said aloud",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  hostPID: false
                  containers:
                  - {name: web, image: nginx}
                """),
        ])

    package static func evaluate(_ workload: Workload, _ context: Context, _ findings: inout FindingCollector) {
        guard let field = workload.spec["hostPID"], field.bool == true else { return }
        findings.add(
            "pod shares the node's process namespace: hostPID is true", Subject(workload), Evidence(field),
            remediation: Remediation("set hostPID: false", .review, [Edit(.set(false), at: Evidence(field))]))
    }
}
