// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

/// Judges whether somebody switched AppArmor off.
package enum AppArmorUnconfinedCheck: WorkloadCheck {
    package static let description = CheckDescription(
        id: "apparmor-unconfined", title: "AppArmor switched off", severity: .medium, layer: .workload,
        rationale: """
            AppArmor's default profile keeps containers from writing to /proc and /sys and from mounting. `Unconfined` \
            takes that away on nodes where everything else has it.
            """,
        attack: "Root in the container writes to the kernel's control files and mounts what it finds.",
        rule: """
            Fires where the effective `appArmorProfile.type` is Unconfined, per container or once for the pod, and for \
            an annotation of a container without the field whose value is `unconfined` or no profile at all (allowed: \
            `runtime/default`, `localhost/NAME`). Silent for privileged containers, which AppArmor does not confine, \
            and on Windows.
            """,
        fix: "Use RuntimeDefault, or a Localhost profile that allows the one thing that the program needs.",
        mappings: Mappings(
            pss: "baseline", nsa: ["Kubernetes Pod security: hardening container environments"], owasp: ["K01"],
            peers: [
                .trivy: ["KSV-0002"], .kubesec: ["ApparmorUnconfined"],
                .kubeaudit: ["AppArmorDisabled", "AppArmorBadValue"],
            ]),
        references: ["https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline", "KEP-24"],
        examples: [
            .violating(
                "the field", at: ["spec.containers[0].securityContext.appArmorProfile.type"],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  containers:
                  - name: web
                    image: nginx
                    securityContext:
                      appArmorProfile:
                        type: Unconfined
                """),
            .violating(
                "the annotation",
                at: ["metadata.annotations[container.apparmor.security.beta.kubernetes.io/web]"],
                """
                apiVersion: v1
                kind: Pod
                metadata:
                  name: a
                  annotations: {container.apparmor.security.beta.kubernetes.io/web: unconfined}
                spec:
                  containers:
                  - {name: web, image: nginx}
                """),
            .compliant(
                "the container overrides the pod",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  securityContext:
                    appArmorProfile: {type: Unconfined}
                  containers:
                  - name: web
                    image: nginx
                    securityContext:
                      appArmorProfile: {type: RuntimeDefault}
                """),
        ])

    package static func evaluate(_ workload: Workload, _ context: Context, _ findings: inout FindingCollector) {
        var byField: [Container] = []
        for container in workload.confinableContainers {
            guard let annotation = AppArmorAnnotation.effective(for: container, in: workload) else {
                byField.append(container)
                continue
            }
            if AppArmorAnnotation.isProfile(annotation) { continue }
            findings.add(
                "container \"\(container.name)\" has AppArmor profile \"\(annotation.scalarText)\" by annotation",
                Subject(workload, container), Evidence(annotation),
                remediation: Remediation(
                    "set the annotation to runtime/default", .review,
                    [Edit(.set("runtime/default"), at: Evidence(annotation))]))
        }
        for field in workload.effectiveFields("appArmorProfile", in: byField) {
            guard let type = field.node["type"], type.equals("Unconfined") else { continue }
            findings.add(
                "\(Wording.containers(field.containers)) \(Wording.verb("runs", "run", field.containers.count))"
                    + " with AppArmor switched off: type is Unconfined\(field.isPodLevel ? " for the pod" : "")",
                field.subject(in: workload), Evidence(type),
                remediation: Remediation(
                    "set the type of the AppArmor profile to RuntimeDefault", .review,
                    [Edit(.set("RuntimeDefault"), at: Evidence(type))]))
        }
    }
}
