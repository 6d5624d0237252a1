// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

/// Judges whether somebody switched the filter of system calls off.
package enum SeccompUnconfinedCheck: WorkloadCheck {
    package static let description = CheckDescription(
        id: "seccomp-unconfined", title: "Seccomp switched off", severity: .medium, layer: .workload,
        rationale: """
            `Unconfined` switches the filter of system calls off, also on nodes whose kubelet would apply one by \
            default.
            """,
        attack: "Every system call of the kernel is open to an exploit, those included that no container needs.",
        rule: """
            Fires where the effective `seccompProfile.type` is Unconfined: per container, or once for the pod when \
            containers inherit it. Silent for privileged containers, which run without a filter in any case, and on \
            Windows.
            """,
        fix: """
            Use `RuntimeDefault`. Where that blocks a call that the program needs, write a Localhost profile that \
            allows this one.
            """,
        mappings: Mappings(
            pss: "baseline", cis: ["5.6.2"], nsa: ["Kubernetes Pod security: hardening container environments"],
            owasp: ["K01"],
            peers: [
                .trivy: ["KSV-0104"], .kubesec: ["SeccompUnconfined"],
                .kubeaudit: ["SeccompDisabledPod", "SeccompDisabledContainer"],
            ]),
        references: ["https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline"],
        examples: [
            .violating(
                "a container of its own", at: ["spec.containers[0].securityContext.seccompProfile.type"],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  securityContext: {seccompProfile: {type: RuntimeDefault}}
                  containers:
                  - name: web
                    image: nginx
                    securityContext:
                      seccompProfile:
                        type: Unconfined
                """),
            .violating(
                "the pod, for the containers without a profile", at: ["spec.securityContext.seccompProfile.type"],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  securityContext: {seccompProfile: {type: Unconfined}}
                  containers:
                  - {name: web, image: nginx}
                  - {name: log, image: fluentd, securityContext: {seccompProfile: {type: RuntimeDefault}}}
                """),
            .compliant(
                "every container overrides the pod",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  securityContext: {seccompProfile: {type: Unconfined}}
                  containers:
                  - {name: web, image: nginx, securityContext: {seccompProfile: {type: RuntimeDefault}}}
                """),
        ])

    package static func evaluate(_ workload: Workload, _ context: Context, _ findings: inout FindingCollector) {
        for field in workload.effectiveFields("seccompProfile", in: workload.confinableContainers) {
            guard let type = field.node["type"], type.equals("Unconfined") else { continue }
            let verb = Wording.verb("runs", "run", field.containers.count)
            findings.add(
                "\(Wording.containers(field.containers)) \(verb) with seccomp switched off: type is Unconfined"
                    + (field.isPodLevel ? " for the pod" : ""),
                field.subject(in: workload), Evidence(type),
                remediation: Remediation(
                    "set the type of the seccomp profile to RuntimeDefault", .review,
                    [Edit(.set("RuntimeDefault"), at: Evidence(type))]))
        }
    }
}
