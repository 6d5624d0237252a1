// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

/// Judges whether a user number may belong to somebody on the node.
package enum LowUidCheck: WorkloadCheck {
    package static let description = CheckDescription(
        id: "low-uid", title: "Low user number", severity: .info, layer: .workload,
        rationale: """
            User numbers of a container are the node's user numbers. Up to 10000 they are likely to belong to a system \
            account or a person there, or to another program's files on a shared volume.
            """,
        attack: """
            A process that reaches files of the node, through a host path or an escape, owns what the account with the \
            same number owns.
            """,
        rule: """
            Fires where the effective `runAsUser` is between 1 and 10000; a value of the pod is reported once. Silent \
            with a user namespace in effect (`hostUsers: false`, v1.33 or newer) and on Windows. 0 is `root-user`.
            """,
        fix: """
            Choose a number above 10000 that no account of your nodes has, and let `fsGroup` or the image's build give \
            it the files that it needs.
            """,
        mappings: Mappings(
            owasp: ["K01"],
            peers: [
                .trivy: ["KSV-0020"], .checkov: ["CKV_K8S_40"], .kubesec: ["RunAsUser"],
                .kubeScore: ["container-security-context-user-group-id"], .kics: ["Container Running With Low UID"],
            ]),
        references: ["https://kubernetes.io/docs/concepts/workloads/pods/user-namespaces/"],
        examples: [
            .violating(
                "a system account's number", at: ["spec.containers[0].securityContext.runAsUser"],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  containers:
                  - name: web
                    image: nginx
                    securityContext:
                      runAsUser: 101
                """),
            .compliant(
                "a number of its own",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  securityContext: {runAsUser: 65534}
                  containers:
                  - {name: web, image: nginx}
                """),
            .compliant(
                "the numbers of a user namespace are not the node's",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  hostUsers: false
                  containers:
                  - {name: web, image: nginx, securityContext: {runAsUser: 101}}
                """),
        ])

    package static func evaluate(_ workload: Workload, _ context: Context, _ findings: inout FindingCollector) {
        if workload.mapsUsers(context) { return }
        for field in workload.effectiveFields("runAsUser", in: workload.linuxContainers) {
            guard let uid = field.node.integer, uid >= 1, uid <= 10_000 else { continue }
            let verb = Wording.verb("runs", "run", field.containers.count)
            findings.add(
                "\(Wording.containers(field.containers)) \(verb) as user \(uid), which may be an account of the node",
                field.subject(in: workload), Evidence(field.node),
                remediation: Remediation("choose a runAsUser above 10000 and hand it the files that it needs", .review))
        }
    }
}
