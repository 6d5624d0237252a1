// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

package enum PrivilegedContainerCheck: WorkloadCheck {
    package static let description = CheckDescription(
        id: "privileged-container", title: "Privileged container", severity: .critical, layer: .workload,
        rationale: """
            A privileged container has every capability, sees every device of the node and runs without seccomp and \
            AppArmor confinement. Isolation between the container and the node is gone.
            """,
        attack: """
            Whoever runs code in the container mounts the node's disk, writes a cron job or a static pod there and \
            owns the node, its other pods and their service account tokens.
            """,
        rule: """
            Fires for every initial, main and ephemeral container whose `securityContext.privileged` is true. The \
            default is false. On Windows the field must not be set; see `windows-host-process`.
            """,
        fix: "Remove the field and add only the capabilities or the device plug-in that the program needs.",
        mappings: Mappings(
            pss: "baseline", cis: ["5.2.2"], nsa: ["Kubernetes Pod security: privileged containers"],
            mitre: ["T1610", "T1611", "MS-TA9018"], owasp: ["K01"],
            peers: [
                .trivy: ["KSV-0017"], .checkov: ["CKV_K8S_16"], .kubescape: ["C-0057"],
                .kubeLinter: ["privileged-container"], .kubeScore: ["container-security-context-privileged"],
                .polaris: ["runAsPrivileged"], .kubesec: ["Privileged"], .kics: ["Container Is Privileged"],
                .kubeaudit: ["PrivilegedTrue"], .kubesplaining: ["KUBE-ESCAPE-001"],
            ]),
        references: ["https://kubernetes.io/docs/concepts/security/pod-security-standards/"],
        examples: [
            .violating(
                "privileged sidecar", at: ["spec.containers[0].securityContext.privileged"],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  containers:
                  - name: web
                    image: nginx
                    securityContext:
                      privileged: true
                """),
            .compliant(
                "not privileged",
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
        for container in workload.containers {
            guard let field = container.securityContext?["privileged"], field.bool == true else { continue }
            findings.add(
                "container \"\(container.name)\" is privileged", Subject(workload, container), Evidence(field),
                remediation: Remediation(
                    "set privileged: false and add only the capabilities it needs", .review,
                    [Edit(.set(false), at: Evidence(field))]))
        }
    }
}
