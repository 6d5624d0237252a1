// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

/// Judges whether a container is made to run as root.
package enum RootUserCheck: WorkloadCheck {
    package static let description = CheckDescription(
        id: "root-user", title: "Container runs as root", severity: .high, layer: .workload,
        rationale: """
            Somebody asked for user 0. Root inside the container is root on the node as far as the kernel is \
            concerned, held back only by capabilities, seccomp and the mount namespace.
            """,
        attack: """
            A flaw in the runtime or the kernel, or a writable host path, that would be useless to an ordinary user \
            gives root on the node (CVE-2019-5736, CVE-2024-21626).
            """,
        rule: """
            Fires where the effective `runAsUser` is 0: the container's own value, else the pod's. A value of the pod \
            is reported once, for the containers that inherit it. Low when `runAsNonRoot: true` stands beside it, \
            because the kubelet then refuses to start the container. Silent when the pod has a user namespace of its \
            own (`hostUsers: false`, v1.33 or newer) and on Windows.
            """,
        fix: """
            Remove `runAsUser: 0`, give the image an ordinary user, and set `runAsNonRoot: true` so that it stays so. \
            Files that the program writes must belong to that user; `fsGroup` does it for volumes.
            """,
        mappings: Mappings(
            pss: "restricted", cis: ["5.2.7"],
            nsa: ["Kubernetes Pod security: non-root containers and rootless container engines"],
            mitre: ["T1611"], owasp: ["K01"],
            peers: [
                .trivy: ["KSV-0105"], .checkov: ["CKV_K8S_23"], .kubescape: ["C-0013"],
                .kubeScore: ["container-security-context-user-group-id"], .kics: ["Container Running As Root"],
                .kubeaudit: ["RunAsUserCSCRoot", "RunAsUserPSCRoot"], .kubesplaining: ["KUBE-PODSEC-ROOT-001"],
            ]),
        references: [
            "https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted", "KEP-127",
            "CVE-2019-5736",
        ],
        examples: [
            .violating(
                "the container asks for user 0", at: ["spec.containers[0].securityContext.runAsUser"],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  containers:
                  - name: web
                    image: nginx
                    securityContext:
                      runAsUser: 0
                """),
            .violating(
                "the pod's value counts once for all who inherit it, a container's own value counts for itself",
                at: ["spec.securityContext.runAsUser", "spec.containers[2].securityContext.runAsUser"],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  securityContext: {runAsUser: 0}
                  containers:
                  - {name: web, image: nginx}
                  - {name: log, image: fluentd}
                  - {name: job, image: busybox, securityContext: {runAsUser: 0}}
                """),
            .compliant(
                "every container overrides the pod's value",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  securityContext: {runAsUser: 0}
                  containers:
                  - {name: web, image: nginx, securityContext: {runAsUser: 101}}
                """),
            .compliant(
                "root of a user namespace is nobody on the node",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  hostUsers: false
                  containers:
                  - {name: web, image: nginx, securityContext: {runAsUser: 0}}
                """),
        ])

    package static func evaluate(_ workload: Workload, _ context: Context, _ findings: inout FindingCollector) {
        if workload.mapsUsers(context) { return }
        for field in workload.effectiveFields("runAsUser", in: workload.linuxContainers) where field.node.integer == 0 {
            let refused = field.containers.allSatisfy {
                workload.effective("runAsNonRoot", in: $0)?.bool == true
            }
            let verb = Wording.verb("runs", "run", field.containers.count)
            let effect = refused ? "cannot start: runAsNonRoot is true, but" : "\(verb) as root:"
            findings.add(
                "\(Wording.containers(field.containers)) \(effect) runAsUser is 0\(field.isPodLevel ? " for the pod" : "")",
                field.subject(in: workload), Evidence(field.node), severity: refused ? .low : nil,
                remediation: Remediation(
                    "remove runAsUser: 0, and set runAsNonRoot: true once the image has a user of its own", .review,
                    edits(field, workload)))
        }
    }

    private static func edits(_ field: EffectiveField, _ workload: Workload) -> [Edit] {
        var edits = [Edit.remove(field.node)]
        if !field.isPodLevel, let inherited = workload.securityContext?["runAsUser"], inherited.integer == 0 {
            edits.append(.remove(inherited))
        }
        if let context = field.node.parent { edits.append(.set(true, below: context, "runAsNonRoot")) }
        return edits
    }
}
