// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

/// Judges AppArmor annotations that no container takes.
package enum AppArmorAnnotationOrphanCheck: WorkloadCheck {
    package static let description = CheckDescription(
        id: "apparmor-annotation-orphan", title: "AppArmor annotation without effect", severity: .low,
        layer: .workload,
        rationale: """
            The annotation names a container that does not exist, usually after a renaming, or one whose field \
            decides. Either way it protects nobody, and the API server rejects it when it contradicts.
            """,
        attack: "A container runs without the profile that its manifest seems to give it.",
        rule: """
            Fires for each annotation `container.apparmor.security.beta.kubernetes.io/NAME` of the pod whose NAME is \
            no initial, main or ephemeral container, or whose container has `securityContext.appArmorProfile`. Silent \
            on Windows.
            """,
        fix: "Remove the annotation; set `appArmorProfile` in the security context of the container that is meant.",
        mappings: Mappings(owasp: ["K01"], peers: [.kubeaudit: ["AppArmorInvalidAnnotation"]]),
        references: ["https://kubernetes.io/docs/tutorials/security/apparmor/", "KEP-24"],
        examples: [
            .violating(
                "no such container", at: ["metadata.annotations[container.apparmor.security.beta.kubernetes.io/wbe]"],
                """
                apiVersion: v1
                kind: Pod
                metadata:
                  name: a
                  annotations:
                    container.apparmor.security.beta.kubernetes.io/wbe: runtime/default
                spec:
                  containers:
                  - name: web
                    image: nginx
                """),
            .violating(
                "the field decides", at: ["metadata.annotations[container.apparmor.security.beta.kubernetes.io/web]"],
                """
                apiVersion: v1
                kind: Pod
                metadata:
                  name: a
                  annotations: {container.apparmor.security.beta.kubernetes.io/web: unconfined}
                spec:
                  containers:
                  - {name: web, image: nginx, securityContext: {appArmorProfile: {type: RuntimeDefault}}}
                """),
            .compliant(
                "an initial container's annotation",
                """
                apiVersion: v1
                kind: Pod
                metadata:
                  name: a
                  annotations:
                    container.apparmor.security.beta.kubernetes.io/setup: runtime/default
                spec:
                  initContainers:
                  - {name: setup, image: busybox}
                  containers:
                  - {name: web, image: nginx}
                """),
        ])

    package static func evaluate(_ workload: Workload, _ context: Context, _ findings: inout FindingCollector) {
        guard !workload.runsOnWindows, let annotations = workload.podAnnotations else { return }
        for (key, value) in annotations.entries {
            let annotation = key.scalarText
            guard annotation.hasPrefix(AppArmorAnnotation.prefix) else { continue }
            let name = annotation.dropFirst(AppArmorAnnotation.prefix.count)
            let container = workload.containers.first { $0.name == name }
            let isDecided = container?.securityContext?["appArmorProfile"]?.isMapping == true
            if container != nil, !isDecided { continue }
            let cause = isDecided ? "container \"\(name)\" has the field appArmorProfile" : "no container \"\(name)\""
            findings.add(
                "AppArmor annotation has no effect: \(cause)", Subject(workload, container), Evidence(value),
                remediation: Remediation("remove the annotation", .safe, [.remove(value)]))
        }
    }
}
