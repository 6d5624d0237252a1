// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

/// Judges whether the masks over /proc are taken off.
package enum ProcMountUnmaskedCheck: WorkloadCheck {
    package static let description = CheckDescription(
        id: "proc-mount-unmasked", title: "Unmasked /proc", severity: .high, layer: .workload,
        rationale: """
            Runtimes hide the dangerous parts of /proc (kcore, sysrq-trigger, the kernel's settings) and make others \
            read-only. `procMount: Unmasked` takes these masks off.
            """,
        attack: """
            Root in the container reads the node's memory through /proc/kcore, sets the program that the kernel runs \
            on a crash (core_pattern), or reboots the node.
            """,
        rule: """
            Fires for every container whose `securityContext.procMount` is anything but Default. Low with a user \
            namespace in effect (`hostUsers: false`, v1.33 or newer), where the field has its use: containers inside \
            the container. Baseline allows that since v1.35, restricted never. Silent on Windows.
            """,
        fix: "Remove the field. To build images in a pod, use a builder that needs no nested containers.",
        mappings: Mappings(
            pss: "baseline", nsa: ["Kubernetes Pod security: Pod security enforcement"], mitre: ["T1611"],
            owasp: ["K01"],
            peers: [
                .trivy: ["KSV-0027"], .kubescape: ["C-0211"], .kubeLinter: ["unsafe-proc-mount"],
                .polaris: ["procMount"], .kics: ["Container Runs Unmasked"],
                .kubesplaining: ["KUBE-PODSEC-PROCMOUNT-001"],
            ]),
        references: ["https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline", "KEP-4265"],
        examples: [
            .violating(
                "unmasked on the node's own users", at: ["spec.containers[0].securityContext.procMount"],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  containers:
                  - name: build
                    image: builder
                    securityContext:
                      procMount: Unmasked
                """),
            .violating(
                "in a user namespace it is a smaller matter",
                at: ["spec.initContainers[0].securityContext.procMount"],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  hostUsers: false
                  initContainers:
                  - {name: build, image: builder, securityContext: {procMount: Unmasked}}
                  containers:
                  - {name: web, image: nginx}
                """),
            .compliant(
                "the default, said aloud",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  containers:
                  - name: web
                    image: nginx
                    securityContext:
                      procMount: Default
                """),
        ])

    package static func evaluate(_ workload: Workload, _ context: Context, _ findings: inout FindingCollector) {
        for container in workload.linuxContainers {
            guard let field = container.securityContext?["procMount"], let value = field.string, value != "Default"
            else { continue }
            let isMapped = workload.mapsUsers(context)
            findings.add(
                "container \"\(container.name)\" mounts /proc with procMount: \(value)", Subject(workload, container),
                Evidence(field), severity: isMapped ? .low : nil,
                remediation: Remediation("remove procMount", isMapped ? .review : .safe, [.remove(field)]))
        }
    }
}
