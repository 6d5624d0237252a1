// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

/// Judges whether a pod shares memory with the processes of the node.
package enum HostIPCCheck: WorkloadCheck {
    package static let description = CheckDescription(
        id: "host-ipc", title: "The node's shared memory", severity: .high, layer: .workload,
        rationale: """
            The pod shares System V semaphores, message queues, shared memory and /dev/shm with the \
            processes of its node and with every other pod that does so.
            """,
        attack: """
            An intruder reads or changes what databases and other programs keep in shared memory, with no \
            more than the right user number.
            """,
        rule: """
            Fires when `hostIPC` of the pod is true; the default is false.
            """,
        fix: """
            Remove `hostIPC`. Containers of one pod share these objects anyway; two programs that need \
            them belong into one pod.
            """,
        mappings: Mappings(
            pss: "baseline", cis: ["5.2.4"], nsa: ["Kubernetes Pod security: Pod security enforcement"],
            mitre: ["T1611"], owasp: ["K01"],
            peers: [
                .trivy: ["KSV-0008"], .checkov: ["CKV_K8S_18"], .kubescape: ["C-0038", "C-0276"],
                .kubeLinter: ["host-ipc"], .polaris: ["hostIPCSet"], .kubesec: ["HostIPC"],
                .kics: ["Shared Host IPC Namespace"], .kubeaudit: ["NamespaceHostIPCTrue"],
                .kubesplaining: ["KUBE-ESCAPE-004"],
            ]),
        references: ["https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline"],
        examples: [
            .violating(
                "shared with the node", at: ["spec.template.spec.hostIPC"],
                """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: a}
                spec:
                  template:
                    spec:
                      hostIPC: true
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
                  hostIPC: false
                  containers:
                  - {name: web, image: nginx}
                """),
        ])

    package static func evaluate(_ workload: Workload, _ context: Context, _ findings: inout FindingCollector) {
        guard let field = workload.spec["hostIPC"], field.bool == true else { return }
        findings.add(
            "pod shares the node's interprocess communication: hostIPC is true", Subject(workload), Evidence(field),
            remediation: Remediation("set hostIPC: false", .review, [Edit(.set(false), at: Evidence(field))]))
    }
}
