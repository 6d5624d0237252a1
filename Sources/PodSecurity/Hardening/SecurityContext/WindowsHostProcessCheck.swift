// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

/// Judges whether a Windows container is a process of the node.
package enum WindowsHostProcessCheck: WorkloadCheck {
    package static let description = CheckDescription(
        id: "windows-host-process", title: "Windows host process", severity: .critical, layer: .workload,
        rationale: """
            A host process container on Windows is no container: its processes run on the node, with the node's files \
            and network and, if so told, as SYSTEM. It is what privileged containers are on Linux.
            """,
        attack: "Code execution in it is code execution on the node, kubelet credentials included.",
        rule: """
            Fires where the effective `securityContext.windowsOptions.hostProcess` is true: once for the pod when its \
            containers inherit it, else for the container.
            """,
        fix: """
            Run ordinary containers. For node administration keep it in a namespace of its own and give \
            `runAsUserName` the least powerful account that does the work.
            """,
        mappings: Mappings(
            pss: "baseline", cis: ["5.2.10"], nsa: ["Kubernetes Pod security: Pod security enforcement"],
            mitre: ["T1610", "T1611"], owasp: ["K01"],
            peers: [.trivy: ["KSV-0103"], .kubescape: ["C-0202", "C-0211"], .polaris: ["hostProcess"]]),
        references: ["https://kubernetes.io/docs/tasks/configure-pod-container/create-hostprocess-pod/", "KEP-1981"],
        examples: [
            .violating(
                "the whole pod", at: ["spec.securityContext.windowsOptions.hostProcess"],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  hostNetwork: true
                  os: {name: windows}
                  securityContext:
                    windowsOptions:
                      hostProcess: true
                      runAsUserName: 'NT AUTHORITY\\SYSTEM'
                  containers:
                  - name: agent
                    image: agent
                """),
            .violating(
                "one container", at: ["spec.initContainers[0].securityContext.windowsOptions.hostProcess"],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  initContainers:
                  - {name: setup, image: agent, securityContext: {windowsOptions: {hostProcess: true}}}
                  containers:
                  - {name: web, image: iis}
                """),
            .compliant(
                "an ordinary Windows container",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  os: {name: windows}
                  securityContext:
                    windowsOptions:
                      runAsUserName: ContainerUser
                  containers:
                  - name: web
                    image: iis
                """),
        ])

    package static func evaluate(_ workload: Workload, _ context: Context, _ findings: inout FindingCollector) {
        if let field = workload.securityContext?["windowsOptions"]?["hostProcess"], field.bool == true {
            report("containers of the pod are processes of the node", field, Subject(workload), &findings)
        }
        for container in workload.containers {
            guard let field = container.securityContext?["windowsOptions"]?["hostProcess"], field.bool == true else {
                continue
            }
            let subject = Subject(workload, container)
            report("container \"\(container.name)\" is a process of the node", field, subject, &findings)
        }
    }

    private static func report(
        _ message: String, _ field: Node, _ subject: Subject, _ findings: inout FindingCollector
    ) {
        findings.add(
            "\(message): hostProcess is true", subject, Evidence(field),
            remediation: Remediation(
                "set hostProcess: false and run an ordinary container", .review,
                [Edit(.set(false), at: Evidence(field))]))
    }
}
