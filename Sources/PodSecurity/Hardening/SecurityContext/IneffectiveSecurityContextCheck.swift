// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

/// Judges security fields at a level where Kubernetes does not know them.
package enum IneffectiveSecurityContextCheck: WorkloadCheck {
    package static let description = CheckDescription(
        id: "ineffective-security-context", title: "Security setting at the wrong level", severity: .medium,
        layer: .workload,
        rationale: """
            The pod's and the containers' `securityContext` look alike but know different fields. One at the wrong \
            level is dropped, or refused by a strict client, and the protection it promises does not exist.
            """,
        attack: "A reviewer sees `readOnlyRootFilesystem: true` and an intruder finds a writable file system.",
        rule: """
            Fires for each of privileged, allowPrivilegeEscalation, readOnlyRootFilesystem, capabilities and procMount \
            in the pod's `securityContext`; for each of fsGroup, fsGroupChangePolicy, supplementalGroups, \
            supplementalGroupsPolicy, sysctls and seLinuxChangePolicy in a container's; and for hostNetwork, hostPID, \
            hostIPC, hostUsers, shareProcessNamespace, automountServiceAccountToken and runtimeClassName in either, \
            which belong into the pod's spec. Misspelt fields are found by the check of the input against the API.
            """,
        fix: """
            Move the field to the level that has it. A field that would weaken the pod, such as `privileged: true`, \
            has had no effect and is better removed.
            """,
        mappings: Mappings(owasp: ["K01"]),
        references: ["https://kubernetes.io/docs/tasks/configure-pod-container/security-context/"],
        examples: [
            .violating(
                "a container's field on the pod", at: ["spec.securityContext.readOnlyRootFilesystem"],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  securityContext:
                    readOnlyRootFilesystem: true
                  containers:
                  - name: web
                    image: nginx
                """),
            .violating(
                "pod fields on a container",
                at: [
                    "spec.containers[0].securityContext.fsGroup", "spec.containers[0].securityContext.hostUsers",
                ],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  containers:
                  - {name: web, image: nginx, securityContext: {fsGroup: 2000, hostUsers: false}}
                """),
            .violating(
                "it would weaken the pod, had it an effect", at: ["spec.securityContext.privileged"],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  securityContext: {privileged: true}
                  containers:
                  - {name: web, image: nginx}
                """),
            .compliant(
                "each field at its level",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  hostUsers: false
                  securityContext:
                    fsGroup: 2000
                    runAsNonRoot: true
                  containers:
                  - name: web
                    image: nginx
                    securityContext:
                      runAsNonRoot: true
                      readOnlyRootFilesystem: true
                """),
        ])

    private static let containerFields: [StaticString] = [
        "privileged", "allowPrivilegeEscalation", "readOnlyRootFilesystem", "capabilities", "procMount",
    ]
    private static let podFields: [StaticString] = [
        "fsGroup", "fsGroupChangePolicy", "supplementalGroups", "supplementalGroupsPolicy", "sysctls",
        "seLinuxChangePolicy",
    ]
    private static let specFields: [StaticString] = [
        "hostNetwork", "hostPID", "hostIPC", "hostUsers", "shareProcessNamespace", "automountServiceAccountToken",
        "runtimeClassName",
    ]

    /// A field where it is not known.
    private struct Misplaced {
        let node: Node
        let name: String
        /// Where it belongs, in words.
        let home: String
        /// Where it belongs, in the object.
        let places: [Evidence]
        let subject: Subject

        /// With this value the field would take protection away.
        var isWeakening: Bool {
            switch name {
            case "privileged", "allowPrivilegeEscalation", "hostNetwork", "hostPID", "hostIPC", "hostUsers",
                "shareProcessNamespace", "automountServiceAccountToken":
                node.bool != false
            case "procMount", "sysctls": true
            case "capabilities": node["add"] != nil
            default: false
            }
        }
    }

    package static func evaluate(_ workload: Workload, _ context: Context, _ findings: inout FindingCollector) {
        if let securityContext = workload.securityContext {
            for name in containerFields {
                guard let node = securityContext[name] else { continue }
                let places = workload.containers.map { Evidence(below: $0.node, "securityContext", "\(name)") }
                report(
                    Misplaced(
                        node: node, name: "\(name)", home: "each container's securityContext", places: places,
                        subject: Subject(workload)), &findings)
            }
            reportSpecFields(in: securityContext, workload, Subject(workload), &findings)
        }
        for container in workload.containers {
            guard let securityContext = container.securityContext else { continue }
            let subject = Subject(workload, container)
            for name in podFields {
                guard let node = securityContext[name] else { continue }
                report(
                    Misplaced(
                        node: node, name: "\(name)", home: "the pod's securityContext",
                        places: [workload.sharedField("\(name)", for: [])], subject: subject), &findings)
            }
            reportSpecFields(in: securityContext, workload, subject, &findings)
        }
    }

    private static func reportSpecFields(
        in securityContext: Node, _ workload: Workload, _ subject: Subject, _ findings: inout FindingCollector
    ) {
        for name in specFields {
            guard let node = securityContext[name] else { continue }
            report(
                Misplaced(
                    node: node, name: "\(name)", home: "the pod's spec",
                    places: [Evidence(below: workload.spec, "\(name)")], subject: subject), &findings)
        }
    }

    private static func report(_ field: Misplaced, _ findings: inout FindingCollector) {
        let free = field.isWeakening ? [] : field.places.filter { !$0.missing.isEmpty }
        let edits = free.map { Edit(.set(field.node.value), at: $0) } + [.remove(field.node)]
        let level = field.subject.container.map { "container \"\($0)\"" } ?? "the pod"
        findings.add(
            "\(field.name) has no effect in the securityContext of \(level): it belongs into \(field.home)",
            field.subject, Evidence(field.node),
            remediation: Remediation(
                free.isEmpty ? "remove \(field.name) here" : "move \(field.name) to \(field.home)",
                free.isEmpty ? .safe : .review, edits))
    }
}
