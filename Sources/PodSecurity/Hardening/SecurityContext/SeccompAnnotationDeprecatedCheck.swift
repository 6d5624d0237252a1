// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

/// Judges seccomp annotations that the kubelet no longer reads.
package enum SeccompAnnotationDeprecatedCheck: WorkloadCheck {
    package static let description = CheckDescription(
        id: "seccomp-annotation-deprecated", title: "Seccomp annotation instead of the field", severity: .low,
        layer: .workload,
        rationale: """
            The alpha annotations for seccomp profiles were replaced by a field in v1.19 and have had no effect since \
            v1.27. Who wrote one believes in a filter that is not there.
            """,
        attack: "The container makes every system call although its manifest names a profile.",
        rule: """
            Fires for each annotation `seccomp.security.alpha.kubernetes.io/pod` and \
            `container.seccomp.security.alpha.kubernetes.io/NAME` of the pod. Low; medium from v1.27 on when it names \
            a profile that no field repeats. Silent on Windows.
            """,
        fix: "Replace the annotation by `seccompProfile` in the security context of the pod or container.",
        mappings: Mappings(
            owasp: ["K01"],
            peers: [.kubeaudit: ["SeccompDeprecatedAnnotations"]]),
        references: ["KEP-135", "https://kubernetes.io/docs/reference/labels-annotations-taints/"],
        examples: [
            .violating(
                "an annotation for the pod", at: ["metadata.annotations[seccomp.security.alpha.kubernetes.io/pod]"],
                """
                apiVersion: v1
                kind: Pod
                metadata:
                  name: a
                  annotations:
                    seccomp.security.alpha.kubernetes.io/pod: runtime/default
                spec:
                  containers:
                  - name: web
                    image: nginx
                """),
            .violating(
                "an annotation for one container",
                at: ["spec.template.metadata.annotations[container.seccomp.security.alpha.kubernetes.io/web]"],
                """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: a}
                spec:
                  template:
                    metadata:
                      annotations: {container.seccomp.security.alpha.kubernetes.io/web: localhost/web.json}
                    spec:
                      containers: [{name: web, image: nginx}]
                """),
            .compliant(
                "the field",
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
        ])

    private struct Annotation {
        let name: String
        let value: Node
        /// The pod's spec or the container; nil when no container has the name.
        let target: Node?
        let subject: Subject
    }

    package static func evaluate(_ workload: Workload, _ context: Context, _ findings: inout FindingCollector) {
        guard !workload.runsOnWindows, let annotations = workload.podAnnotations else { return }
        for (key, value) in annotations.entries {
            let name = key.scalarText
            if name == SeccompAnnotation.pod {
                let pod = Annotation(name: name, value: value, target: workload.spec, subject: Subject(workload))
                report(pod, context, &findings)
            } else if name.hasPrefix(SeccompAnnotation.containerPrefix) {
                let containerName = name.dropFirst(SeccompAnnotation.containerPrefix.count)
                let container = workload.containers.first { $0.name == containerName }
                let subject = Subject(workload, container)
                report(
                    Annotation(name: name, value: value, target: container?.node, subject: subject), context, &findings)
            }
        }
    }

    private static func report(_ annotation: Annotation, _ context: Context, _ findings: inout FindingCollector) {
        let isIgnored = context.settings.kubernetesVersion >= KubernetesVersion(minor: 27)
        let field = annotation.target.map { Evidence(below: $0, "securityContext", "seccompProfile") }
        var edits = [Edit.remove(annotation.value)]
        var changesEffect = false
        if let field, let profile = SeccompAnnotation.fieldValue(annotation.value), !field.missing.isEmpty {
            edits.append(Edit(.set(profile), at: field))
            changesEffect = isIgnored
        }
        let text = annotation.value.scalarText
        let effect = isIgnored ? "is ignored since v1.27" : "is deprecated"
        findings.add(
            "annotation \"\(annotation.name)\" \(effect): \"\(text)\"", annotation.subject,
            Evidence(annotation.value), severity: changesEffect ? .medium : nil,
            remediation: Remediation(
                edits.count == 1 ? "remove the annotation" : "replace the annotation by the field seccompProfile",
                changesEffect && text.hasPrefix("localhost/") ? .review : .safe, edits))
    }
}
