// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

/// Judges whether the image alone decides that a container is not root.
package enum MayRunAsRootCheck: WorkloadCheck {
    package static let description = CheckDescription(
        id: "may-run-as-root", title: "Container may run as root", severity: .medium, layer: .workload,
        rationale: """
            Neither a user other than root nor `runAsNonRoot: true` is set, so the image's USER decides. Most images \
            name none and run as root, and the next tag of an image that names one may not.
            """,
        attack: """
            Code execution in the program is then code execution as root, with the files, the capabilities and the \
            kernel interfaces that root has.
            """,
        rule: """
            Fires for every container whose effective `runAsUser` is missing and whose effective `runAsNonRoot` is \
            missing or false (container, else pod). Silent where `runAsUser` is set: 0 is reported by `root-user`, any \
            other number is not root. Silent with a user namespace in effect (`hostUsers: false`, v1.33 or newer) and \
            on Windows.
            """,
        fix: """
            Set `runAsNonRoot: true`. When the image's USER is a name instead of a number, set `runAsUser` too, \
            because the kubelet cannot tell whether a name is root.
            """,
        mappings: Mappings(
            pss: "restricted", cis: ["5.2.7"],
            nsa: ["Kubernetes Pod security: non-root containers and rootless container engines"],
            mitre: ["T1611"], owasp: ["K01"],
            peers: [
                .trivy: ["KSV-0012"], .checkov: ["CKV_K8S_23"], .kubescape: ["C-0013"],
                .kubeLinter: ["run-as-non-root"], .polaris: ["runAsRootAllowed"], .kubesec: ["RunAsNonRoot"],
                .kics: ["Container Running As Root"], .kubeaudit: ["RunAsNonRootPSCNilCSCNil"],
            ]),
        references: ["https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted", "KEP-127"],
        examples: [
            .violating(
                "nothing is said", at: ["spec.containers[0].securityContext.runAsNonRoot"],
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
                "a container takes back what the pod demands",
                at: ["spec.initContainers[0].securityContext.runAsNonRoot"],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  securityContext: {runAsNonRoot: true}
                  initContainers:
                  - {name: setup, image: busybox, securityContext: {runAsNonRoot: false}}
                  containers:
                  - {name: web, image: nginx}
                """),
            .violating(
                "root needed by one container, unsaid for the other",
                at: ["spec.containers[0].securityContext.runAsNonRoot"],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  initContainers:
                  - {name: setup, image: busybox, securityContext: {runAsUser: 0}}
                  containers:
                  - {name: web, image: nginx}
                """),
            .compliant(
                "the pod demands it",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  securityContext:
                    runAsNonRoot: true
                  containers:
                  - name: web
                    image: nginx
                """),
            .compliant(
                "a user of its own",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  containers:
                  - {name: web, image: nginx, securityContext: {runAsUser: 101}}
                """),
            .compliant(
                "a user namespace",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  hostUsers: false
                  containers:
                  - {name: web, image: nginx}
                """),
        ])

    package static func evaluate(_ workload: Workload, _ context: Context, _ findings: inout FindingCollector) {
        if workload.mapsUsers(context) { return }
        let containers = workload.linuxContainers
        let canSetForPod = !containers.contains { workload.runAsUser(of: $0) == .root }
        for container in containers where workload.runAsUser(of: container) == .image {
            let said = workload.effective("runAsNonRoot", in: container)
            let isOwn = said != nil && said == container.securityContext?["runAsNonRoot"]
            let field = said.map { Evidence($0) } ?? missing(container)
            let edits =
                canSetForPod && !isOwn
                ? workload.sharedEdits("runAsNonRoot", true, for: [container])
                : [.set(true, below: container.node, "securityContext", "runAsNonRoot")]
            findings.add(
                message(container, said), Subject(workload, container), field,
                reason: said == nil ? .missing : isOwn ? .explicit : .inherited,
                remediation: remediation(container, workload, edits))
        }
    }

    private static func remediation(_ container: Container, _ workload: Workload, _ edits: [Edit]) -> Remediation {
        guard let user = container.knownUser else {
            return Remediation(
                "set runAsNonRoot: true, with a numeric user when the image names none", .review, edits)
        }
        let number = Edit.set(.integer(user), below: container.node, "securityContext", "runAsUser")
        guard container.knownImage?.stepsDown == true, let group = claimGroup(user, container, workload) else {
            return Remediation(
                "set runAsNonRoot: true and runAsUser: \(user), the user of the image", .review, edits + [number])
        }
        return Remediation(
            "set runAsNonRoot: true and runAsUser: \(user), the user of the image, and fsGroup so that it can write to "
                + "its claim", .review, edits + [number, group])
    }

    /// The claims that a container mounts are given to the user's group, which has the same number in these images.
    private static func claimGroup(_ user: Int64, _ container: Container, _ workload: Workload) -> Edit? {
        guard workload.securityContext?["fsGroup"] == nil else { return nil }
        var claims = Set(workload.volumes.filter { $0["persistentVolumeClaim"] != nil }.map { $0["name"]?.scalarText })
        for template in workload.resource.node["spec"]?["volumeClaimTemplates"]?.elements ?? Node.Elements.none {
            claims.insert(template["metadata"]?["name"]?.scalarText)
        }
        let mounts = container.node["volumeMounts"]?.elements ?? Node.Elements.none
        guard mounts.contains(where: { claims.contains($0["name"]?.scalarText) }) else { return nil }
        return .set(.integer(user), below: workload.spec, "securityContext", "fsGroup")
    }

    private static func missing(_ container: Container) -> Evidence {
        Evidence(below: container.node, "securityContext", "runAsNonRoot")
    }

    private static func message(_ container: Container, _ said: Node?) -> String {
        let cause = said == nil ? "neither runAsNonRoot nor runAsUser is set" : "runAsNonRoot is false"
        return "container \"\(container.name)\" may run as root: \(cause)"
    }
}
