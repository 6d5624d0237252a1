// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

/// Judges whether a container's system calls are filtered.
package enum SeccompMissingCheck: WorkloadCheck {
    package static let description = CheckDescription(
        id: "seccomp-missing", title: "No seccomp profile", severity: .low, layer: .workload,
        rationale: """
            Without a profile a container may make every system call of the kernel, about 450 of them, of which \
            programs use a few dozen. The runtime's default profile blocks the ones that exploits like most.
            """,
        attack: "A kernel flaw behind a rare system call (keyctl, userfaultfd, io_uring) becomes a way out of the pod.",
        rule: """
            Fires once per pod that has containers without an effective `seccompProfile`, own or of the pod. The \
            default is Unconfined unless the kubelet was started with `--seccomp-default`, which a manifest does not \
            show. A legacy annotation that names a profile is reported by `seccomp-annotation-deprecated` instead. \
            Silent for privileged containers, which run without a filter in any case, and on Windows.
            """,
        fix: "Set `seccompProfile: {type: RuntimeDefault}` for the pod; it has been the runtimes' default for years.",
        mappings: Mappings(
            pss: "restricted", cis: ["5.6.2"], nsa: ["Kubernetes Pod security: hardening container environments"],
            owasp: ["K01"],
            peers: [
                .trivy: ["KSV-0030"], .checkov: ["CKV_K8S_31"], .kubescape: ["C-0210", "C-0055"],
                .kubeScore: ["container-seccomp-profile"], .kubesec: ["SeccompAny"],
                .kics: ["Seccomp Profile Is Not Configured"], .kubeaudit: ["SeccompProfileMissing"],
                .kubesplaining: ["KUBE-PODSEC-SECCOMP-001"],
            ]),
        references: ["https://kubernetes.io/docs/tutorials/security/seccomp/", "KEP-2413", "KEP-135"],
        examples: [
            .violating(
                "no profile anywhere", at: ["spec.securityContext.seccompProfile"],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  containers:
                  - name: web
                    image: nginx
                """),
            .violating(
                "one container has its own, the other has none", at: ["spec.securityContext.seccompProfile"],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  initContainers:
                  - {name: setup, image: busybox}
                  containers:
                  - {name: web, image: nginx, securityContext: {seccompProfile: {type: RuntimeDefault}}}
                """),
            .compliant(
                "the pod has a profile",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  securityContext:
                    seccompProfile:
                      type: RuntimeDefault
                  containers:
                  - name: web
                    image: nginx
                """),
            .compliant(
                "Windows",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  os: {name: windows}
                  containers:
                  - {name: web, image: iis}
                """),
            .compliant(
                "privileged, where a profile has no effect",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  containers:
                  - {name: agent, image: agent, securityContext: {privileged: true}}
                """),
        ])

    package static func evaluate(_ workload: Workload, _ context: Context, _ findings: inout FindingCollector) {
        if workload.securityContext?["seccompProfile"]?.isMapping == true { return }
        let containers = workload.confinableContainers.filter {
            $0.securityContext?["seccompProfile"]?.isMapping != true
                && SeccompAnnotation.profile(for: $0, in: workload) == nil
        }
        guard !containers.isEmpty else { return }
        let field = workload.sharedField("seccompProfile", for: containers)
        let verb = Wording.verb("runs", "run", containers.count)
        findings.add(
            "\(Wording.containers(containers)) \(verb) without a seccomp profile", Subject(workload), field,
            reason: .missing,
            remediation: Remediation(
                "set seccompProfile: {type: RuntimeDefault} for the pod", .safe,
                workload.sharedEdits("seccompProfile", ["type": "RuntimeDefault"], for: containers)))
    }
}
