// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

/// Judges whether a process that is not root is in root's group.
package enum RootGroupCheck: WorkloadCheck {
    package static let description = CheckDescription(
        id: "root-group", title: "Root's group", severity: .low, layer: .workload,
        rationale: """
            A process that is not root but in group 0 may read, and often write, what the image and the node leave to \
            root's group. Some images open all their files to group 0 on purpose.
            """,
        attack: "An intruder replaces group-writable programs or reads files on host paths that root's group may read.",
        rule: """
            Fires for an effective `runAsGroup: 0`; for a container with a `runAsUser` other than 0 but no \
            `runAsGroup`, because the runtime then takes group 0 unless the image knows the user; for `fsGroup: 0` and \
            a 0 among `supplementalGroups`. A container that is or may be root is reported by `root-user` or \
            `may-run-as-root` instead. Silent with a user namespace in effect (`hostUsers: false`, v1.33 or newer) and \
            on Windows.
            """,
        fix: "Set `runAsGroup`, `fsGroup` and `supplementalGroups` to groups of the program's own.",
        mappings: Mappings(
            nsa: ["Kubernetes Pod security: non-root containers and rootless container engines"], owasp: ["K01"],
            peers: [.trivy: ["KSV-0021", "KSV-0116"], .kubescape: ["C-0211"], .kubesec: ["RunAsGroup"]]),
        references: ["https://kubernetes.io/docs/tasks/configure-pod-container/security-context/"],
        examples: [
            .violating(
                "a user, but no group", at: ["spec.containers[0].securityContext.runAsGroup"],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  containers:
                  - name: web
                    image: nginx
                    securityContext:
                      runAsUser: 10101
                """),
            .violating(
                "groups of the pod",
                at: [
                    "spec.securityContext.runAsGroup", "spec.securityContext.fsGroup",
                    "spec.securityContext.supplementalGroups[1]",
                ],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  securityContext: {runAsUser: 10101, runAsGroup: 0, fsGroup: 0, supplementalGroups: [5, 0]}
                  containers:
                  - {name: web, image: nginx}
                """),
            .compliant(
                "a group of its own",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  securityContext: {runAsUser: 10101, runAsGroup: 10101, fsGroup: 10101}
                  containers:
                  - {name: web, image: nginx}
                """),
            .compliant(
                "a container that may be root is another check's fact",
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
        if workload.mapsUsers(context) || workload.runsOnWindows { return }
        let containers = workload.containers.filter { workload.runAsUser(of: $0).isNonRoot }
        explicitGroups(workload, containers, &findings)
        missingGroups(workload, containers, &findings)
        if !containers.isEmpty { volumeGroups(workload, &findings) }
    }

    private static func explicitGroups(
        _ workload: Workload, _ containers: [Container], _ findings: inout FindingCollector
    ) {
        for field in workload.effectiveFields("runAsGroup", in: containers) where field.node.integer == 0 {
            let uid = field.containers.first.flatMap { workload.runAsUser(of: $0).uid }
            let edits = uid.map { [Edit(.set(.integer($0)), at: Evidence(field.node))] } ?? [.remove(field.node)]
            let verb = Wording.verb("runs", "run", field.containers.count)
            findings.add(
                "\(Wording.containers(field.containers)) \(verb) in root's group: runAsGroup is 0",
                field.subject(in: workload), Evidence(field.node),
                remediation: Remediation("choose a runAsGroup of its own, usually the user's number", .review, edits))
        }
    }

    private static func missingGroups(
        _ workload: Workload, _ containers: [Container], _ findings: inout FindingCollector
    ) {
        for container in containers where workload.effective("runAsGroup", in: container) == nil {
            guard let uid = workload.runAsUser(of: container).uid else { continue }
            let field = Evidence(below: container.node, "securityContext", "runAsGroup")
            findings.add(
                "container \"\(container.name)\" runs as user \(uid) without runAsGroup, so in group 0 by default",
                Subject(workload, container), field, reason: .missing,
                remediation: Remediation("set runAsGroup: \(uid)", .review, [Edit(.set(.integer(uid)), at: field)]))
        }
    }

    private static func volumeGroups(_ workload: Workload, _ findings: inout FindingCollector) {
        var fields: [(name: String, node: Node)] = []
        if let group = workload.securityContext?["fsGroup"] { fields.append(("fsGroup", group)) }
        for group in workload.securityContext?["supplementalGroups"]?.elements ?? Node.Elements.none {
            fields.append(("supplementalGroups", group))
        }
        for field in fields where field.node.integer == 0 {
            findings.add(
                "pod's processes are in root's group: \(field.name) has 0", Subject(workload), Evidence(field.node),
                remediation: Remediation("take 0 out of \(field.name)", .review, [.remove(field.node)]))
        }
    }
}
