// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

/// Judges whether a pod insists on an AppArmor profile.
package enum AppArmorMissingCheck: WorkloadCheck {
    package static let description = CheckDescription(
        id: "apparmor-missing", title: "No AppArmor profile demanded", severity: .info, layer: .workload,
        rationale: """
            Where AppArmor is active the runtime applies its default profile by itself. A pod that does not ask for \
            one also starts, silently unconfined, on a node where AppArmor is off.
            """,
        attack:
            "On such a node nothing but capabilities and seccomp keeps root in the container from /proc and mounts.",
        rule: """
            Fires once per pod that has containers with neither an effective `appArmorProfile` nor the annotation that \
            it replaced. Silent when SELinux options are set for them, because those nodes have no AppArmor; for \
            privileged containers, which it does not confine; and on Windows.
            """,
        fix: """
            On nodes with AppArmor set `appArmorProfile: {type: RuntimeDefault}` for the pod. Nodes without AppArmor \
            refuse such a pod, so leave it out where SELinux does the work.
            """,
        mappings: Mappings(
            nsa: ["Kubernetes Pod security: hardening container environments"], owasp: ["K01"],
            peers: [
                .trivy: ["KSV-0002"], .kubescape: ["C-0055"], .kubesec: ["ApparmorAny"],
                .kics: ["Missing AppArmor Profile"], .kubeaudit: ["AppArmorAnnotationMissing"],
            ]),
        references: ["https://kubernetes.io/docs/tutorials/security/apparmor/", "KEP-24"],
        examples: [
            .violating(
                "nothing is said", at: ["spec.securityContext.appArmorProfile"],
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
                "before v1.30 the annotation is the place",
                at: ["metadata.annotations[container.apparmor.security.beta.kubernetes.io/web]"],
                kubernetesVersion: "v1.29",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  containers:
                  - {name: web, image: nginx}
                """),
            .compliant(
                "the pod has a profile",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  securityContext:
                    appArmorProfile:
                      type: RuntimeDefault
                  containers:
                  - name: web
                    image: nginx
                """),
            .compliant(
                "the annotation still counts",
                """
                apiVersion: v1
                kind: Pod
                metadata:
                  name: a
                  annotations: {container.apparmor.security.beta.kubernetes.io/web: runtime/default}
                spec:
                  containers:
                  - {name: web, image: nginx}
                """),
            .compliant(
                "SELinux does the work",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  securityContext: {seLinuxOptions: {level: "s0:c123,c456"}}
                  containers:
                  - {name: web, image: nginx}
                """),
        ])

    package static func evaluate(_ workload: Workload, _ context: Context, _ findings: inout FindingCollector) {
        let containers = workload.confinableContainers.filter { container in
            workload.effective("appArmorProfile", in: container) == nil
                && workload.effective("seLinuxOptions", in: container) == nil
                && AppArmorAnnotation.effective(for: container, in: workload) == nil
        }
        guard !containers.isEmpty else { return }
        let edits = edits(workload, containers, context)
        guard let first = edits.first else { return }
        findings.add(
            "\(Wording.containers(containers)) \(Wording.verb("asks", "ask", containers.count)) for no AppArmor profile",
            Subject(workload), first.place, reason: .missing,
            remediation: Remediation("ask for AppArmor's RuntimeDefault on nodes that have it", .review, edits))
    }

    private static func edits(_ workload: Workload, _ containers: [Container], _ context: Context) -> [Edit] {
        if context.settings.kubernetesVersion >= KubernetesVersion(minor: 30) {
            return workload.sharedEdits("appArmorProfile", ["type": "RuntimeDefault"], for: containers)
        }
        return containers.map {
            let key = AppArmorAnnotation.prefix + $0.name
            return .set("runtime/default", below: workload.template, "metadata", "annotations", key)
        }
    }
}
