// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

/// Judges whether a process may gain more rights than its parent (`no_new_privs`).
package enum PrivilegeEscalationCheck: WorkloadCheck {
    package static let description = CheckDescription(
        id: "privilege-escalation", title: "Privilege escalation allowed", severity: .medium, layer: .workload,
        rationale: """
            Unless told otherwise the kernel lets a process gain rights through setuid programs and file capabilities: \
            a process that starts as an ordinary user can become root inside the container.
            """,
        attack: """
            An intruder who runs code as an unprivileged user looks for setuid programs such as su, mount or an old \
            sudo, becomes root, and reaches the kernel with root's capabilities.
            """,
        rule: """
            Fires for every container whose `securityContext.allowPrivilegeEscalation` is missing or true; the default \
            is true. Silent for privileged containers and those that add SYS_ADMIN, because the API defines the field \
            as always true for them and other checks report the cause, and on Windows, where the field has no effect.
            """,
        fix: """
            Set `allowPrivilegeEscalation: false`. Only programs that rely on setuid, such as sudo or ping with a \
            setuid bit, notice.
            """,
        mappings: Mappings(
            pss: "restricted", cis: ["5.2.6"], nsa: ["Kubernetes Pod security: Pod security enforcement"],
            mitre: ["T1548.001"], owasp: ["K01"],
            peers: [
                .trivy: ["KSV-0001"], .checkov: ["CKV_K8S_20"], .kubescape: ["C-0016"],
                .kubeLinter: ["privilege-escalation-container"], .polaris: ["privilegeEscalationAllowed"],
                .kubesec: ["AllowPrivilegeEscalation"], .kics: ["Privilege Escalation Allowed"],
                .kubeaudit: ["AllowPrivilegeEscalationNil", "AllowPrivilegeEscalationTrue"],
                .kubesplaining: ["KUBE-PODSEC-APE-001"],
            ]),
        references: [
            "https://kubernetes.io/docs/tasks/configure-pod-container/security-context/",
            "https://docs.kernel.org/userspace-api/no_new_privs.html",
        ],
        examples: [
            .violating(
                "the field is missing and its default is true",
                at: ["spec.containers[0].securityContext.allowPrivilegeEscalation"],
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
                "an initial container says true",
                at: ["spec.initContainers[0].securityContext.allowPrivilegeEscalation"],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  initContainers:
                  - {name: setup, image: busybox, securityContext: {allowPrivilegeEscalation: true}}
                  containers:
                  - {name: web, image: nginx, securityContext: {allowPrivilegeEscalation: false}}
                """),
            .compliant(
                "forbidden",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  containers:
                  - name: web
                    image: nginx
                    securityContext:
                      allowPrivilegeEscalation: false
                """),
            .compliant(
                "a privileged container, for which the API refuses the field",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  containers:
                  - {name: agent, image: agent, securityContext: {privileged: true}}
                """),
            .compliant(
                "Windows",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  os: {name: windows}
                  containers:
                  - {name: web, image: iis}
                """),
        ])

    package static func evaluate(_ workload: Workload, _ context: Context, _ findings: inout FindingCollector) {
        for container in workload.confinableContainers where !container.hasSysAdmin {
            let field = Evidence(below: container.node, "securityContext", "allowPrivilegeEscalation")
            let value = field.missing.isEmpty ? field.node.bool : nil
            if value == false { continue }
            let usesSudo = container.commandEntry(running: "sudo") != nil
            findings.add(
                message(container, value), Subject(workload, container), field,
                reason: value == nil ? .missing : .explicit,
                remediation: Remediation(
                    "set allowPrivilegeEscalation: false", usesSudo ? .review : .safe, [Edit(.set(false), at: field)]))
        }
    }

    private static func message(_ container: Container, _ value: Bool?) -> String {
        let value = value == nil ? "allowPrivilegeEscalation is not false" : "allowPrivilegeEscalation: true"
        return "container \"\(container.name)\" may gain privileges: \(value)"
    }
}
