// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

/// Judges whether at least one of the kernel's fences is put up.
package enum LinuxHardeningAbsentCheck: WorkloadCheck {
    package static let description = CheckDescription(
        id: "linux-hardening-absent", title: "No Linux hardening at all", severity: .medium, layer: .workload,
        rationale: """
            Seccomp, AppArmor, SELinux and fewer capabilities are independent fences between a container and the \
            kernel. Here the manifest puts up none of the four.
            """,
        attack: "One kernel flaw is enough; with any of the four most published exploits stop working.",
        rule: """
            Fires once per pod that has containers for which all of this holds: no effective `seccompProfile` and no \
            annotation for one, no effective `appArmorProfile` and no annotation for one, no effective \
            `seLinuxOptions`, and `capabilities.drop` empty. It is the sum that is reported; each part alone is minor. \
            Silent for privileged containers and on Windows.
            """,
        fix: "Set `seccompProfile: {type: RuntimeDefault}` for the pod, then drop capabilities.",
        mappings: Mappings(
            nsa: ["Kubernetes Pod security: hardening container environments"], owasp: ["K01"],
            peers: [.polaris: ["linuxHardening"], .kubescape: ["C-0055"]]),
        references: ["https://kubernetes.io/docs/concepts/security/linux-kernel-security-constraints/"],
        examples: [
            .violating(
                "none of the four", at: ["spec.securityContext"],
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
                "a seccomp profile",
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
                "fewer capabilities",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  containers:
                  - {name: web, image: nginx, securityContext: {capabilities: {drop: [NET_RAW]}}}
                """),
        ])

    package static func evaluate(_ workload: Workload, _ context: Context, _ findings: inout FindingCollector) {
        let containers = workload.confinableContainers.filter { isBare($0, workload) }
        guard !containers.isEmpty else { return }
        let verb = Wording.verb("has", "have", containers.count)
        findings.add(
            "\(Wording.containers(containers)) \(verb) no seccomp, AppArmor or SELinux setting, and"
                + " \(Wording.verb("keeps", "keep", containers.count)) every default capability",
            Subject(workload), Evidence(below: workload.spec, "securityContext"), reason: .missing,
            remediation: Remediation(
                "set seccompProfile: {type: RuntimeDefault} for the pod", .safe,
                workload.sharedEdits("seccompProfile", ["type": "RuntimeDefault"], for: containers)))
    }

    private static func isBare(_ container: Container, _ workload: Workload) -> Bool {
        for field in ["seccompProfile", "appArmorProfile", "seLinuxOptions"] as [StaticString] {
            if workload.effective(field, in: container) != nil { return false }
        }
        if let drop = container.capabilities?["drop"], drop.elements.contains(where: { _ in true }) { return false }
        return SeccompAnnotation.profile(for: container, in: workload) == nil
            && AppArmorAnnotation.effective(for: container, in: workload) == nil
    }
}
