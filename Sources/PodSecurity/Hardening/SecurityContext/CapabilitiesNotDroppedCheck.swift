// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

/// Judges whether a container keeps the capabilities that runtimes give by default.
package enum CapabilitiesNotDroppedCheck: WorkloadCheck {
    package static let description = CheckDescription(
        id: "capabilities-not-dropped", title: "Default capabilities kept", severity: .low, layer: .workload,
        rationale: """
            Runtimes give every container about fourteen capabilities: to change owners, to ignore file permissions, \
            to make device files, to change users. Hardly any program needs them.
            """,
        attack: """
            As root in the container an intruder uses them at once; as another user, after running a program with a \
            file capability or the setuid bit.
            """,
        rule: """
            Fires for every container whose `capabilities.drop` lacks `ALL`, in any case; a `CAP_` prefix is not \
            understood by containerd and does not count. `NET_RAW` among the defaults is also a fact of its own, \
            `net-raw`. Silent for privileged containers, which have all capabilities whatever is dropped, and on \
            Windows.
            """,
        fix: """
            Drop `ALL` and add back what the program is seen to need; a port below 1024 needs `NET_BIND_SERVICE`. \
            Images that change their user at start need `SETUID`, `SETGID` and `CHOWN`.
            """,
        mappings: Mappings(
            pss: "restricted", cis: ["5.2.9"], nsa: ["Kubernetes Pod security: Pod security enforcement"],
            owasp: ["K01"],
            peers: [
                .trivy: ["KSV-0003", "KSV-0004", "KSV-0106"], .checkov: ["CKV_K8S_37"],
                .kubesec: ["CapDropAll", "CapDropAny"], .polaris: ["insecureCapabilities"],
                .kics: ["No Drop Capabilities for Containers"], .kubeaudit: ["CapabilityShouldDropAll"],
            ]),
        references: [
            "https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted", "capabilities(7)",
        ],
        examples: [
            .violating(
                "nothing is dropped", at: ["spec.containers[0].securityContext.capabilities.drop"],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  containers:
                  - name: web
                    image: nginx
                    ports:
                    - containerPort: 80
                """),
            .violating(
                "only some are dropped", at: ["spec.initContainers[0].securityContext.capabilities.drop"],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  initContainers:
                  - {name: setup, image: busybox, securityContext: {capabilities: {drop: [NET_RAW, MKNOD]}}}
                  containers:
                  - {name: web, image: nginx, securityContext: {capabilities: {drop: [ALL]}}}
                """),
            .compliant(
                "all dropped, one added back",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  containers:
                  - name: web
                    image: nginx
                    securityContext:
                      capabilities:
                        drop: ["ALL"]
                        add: ["NET_BIND_SERVICE"]
                """),
            .compliant(
                "runtimes do not care about the case",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  containers:
                  - {name: web, image: nginx, securityContext: {capabilities: {drop: [all]}}}
                """),
            .compliant(
                "privileged, where dropping has no effect",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  containers:
                  - {name: agent, image: agent, securityContext: {privileged: true}}
                """),
        ])

    package static func evaluate(_ workload: Workload, _ context: Context, _ findings: inout FindingCollector) {
        for container in workload.confinableContainers where !Capabilities(container).dropsAll {
            let field = Evidence(below: container.node, "securityContext", "capabilities", "drop")
            let dropped = field.missing.isEmpty ? field.node.elements.map(\.scalarText) : []
            let kept = dropped.isEmpty ? "drops none of them" : "drops only \(Wording.quoted(dropped))"
            let isPlainUser = workload.runAsUser(of: container).uid != nil
            findings.add(
                "container \"\(container.name)\" keeps default capabilities: it \(kept)", Subject(workload, container),
                field, reason: dropped.isEmpty ? .missing : .explicit,
                remediation: Remediation(
                    "drop capability \"ALL\" and add back only what the program needs",
                    isPlainUser ? .safe : .review, container.dropAllEdits(in: workload)))
        }
    }
}
