// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

/// Judges Windows pods that say nothing at all about security.
package enum NoSecurityContextCheck: WorkloadCheck {
    package static let description = CheckDescription(
        id: "no-security-context", title: "No security context", severity: .info, layer: .workload,
        rationale: """
            Neither the pod nor a container has a `securityContext`, so every setting is the default of the API and \
            the image.
            """,
        attack: "On Windows the image's user decides, which for many images is ContainerAdministrator.",
        rule: """
            A sum of other checks, which are silent when this one speaks: on Linux each unsafe default has a check of \
            its own (`may-run-as-root`, `privilege-escalation`, `writable-root-fs`, `capabilities-not-dropped`, \
            `seccomp-missing`), so this one would repeat them. It fires once per Windows pod without any non-empty \
            `securityContext`, where those checks have nothing to say.
            """,
        fix: "Set `windowsOptions.runAsUserName: ContainerUser` for the pod.",
        mappings: Mappings(
            cis: ["5.6.3"], owasp: ["K01"],
            peers: [
                .trivy: ["KSV-0118"], .checkov: ["CKV_K8S_29", "CKV_K8S_30"], .kubescape: ["C-0211"],
                .kics: ["Pod or Container Without Security Context"],
                .kubeaudit: ["CapabilityOrSecurityContextMissing"],
            ]),
        references: ["https://kubernetes.io/docs/tasks/configure-pod-container/configure-runasusername/"],
        examples: [
            .violating(
                "a Windows pod", at: ["spec.securityContext"],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  os: {name: windows}
                  containers:
                  - name: web
                    image: iis
                """),
            .compliant(
                "with a user",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  os: {name: windows}
                  securityContext:
                    windowsOptions:
                      runAsUserName: ContainerUser
                  containers:
                  - name: web
                    image: iis
                """),
            .compliant(
                "on Linux each default is reported by itself",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  containers:
                  - {name: web, image: nginx}
                """),
        ])

    package static func evaluate(_ workload: Workload, _ context: Context, _ findings: inout FindingCollector) {
        guard workload.runsOnWindows, isEmpty(workload.securityContext),
            workload.containers.allSatisfy({ isEmpty($0.securityContext) })
        else { return }
        let field = Evidence(below: workload.spec, "securityContext")
        let user = Edit.set("ContainerUser", below: workload.spec, "securityContext", "windowsOptions", "runAsUserName")
        findings.add(
            "Windows pod has no security context, so its images decide who it runs as", Subject(workload), field,
            reason: .missing,
            remediation: Remediation("set windowsOptions.runAsUserName: ContainerUser for the pod", .review, [user]))
    }

    private static func isEmpty(_ context: Node?) -> Bool { context?.entries.contains { _ in true } != true }
}
