// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

/// Judges capabilities that lead to the node.
package enum DangerousCapabilityCheck: WorkloadCheck {
    package static let description = CheckDescription(
        id: "dangerous-capability", title: "Capability that leads to the node", severity: .critical, layer: .workload,
        rationale: """
            Some capabilities are as good as being root on the node: mounting file systems, loading kernel modules, \
            reading any file by its handle, looking into other processes.
            """,
        attack: """
            With SYS_ADMIN an intruder mounts the node's control groups or disk and runs a program on the node; with \
            SYS_MODULE he loads a kernel module; with DAC_READ_SEARCH he opens the node's files by handle.
            """,
        rule: """
            Fires once per container that adds ALL, SYS_ADMIN, SYS_MODULE, SYS_RAWIO or DAC_READ_SEARCH (critical), \
            NET_ADMIN, SYS_PTRACE, BPF, PERFMON, MAC_ADMIN, MAC_OVERRIDE, SYS_BOOT or CHECKPOINT_RESTORE (high; \
            SYS_PTRACE with `hostPID` is critical). Medium with a user namespace in effect (`hostUsers: false`, v1.33 \
            or newer). A capability that `drop` names is not added. Silent for privileged containers and on Windows.
            """,
        fix: """
            Remove it. Where a program needs one task of it, look for a narrower capability (BPF and PERFMON instead \
            of SYS_ADMIN), a device plug-in or a CSI driver.
            """,
        mappings: Mappings(
            pss: "baseline", nsa: ["Kubernetes Pod security: Pod security enforcement"],
            mitre: ["T1611"], owasp: ["K01"],
            peers: [
                .trivy: ["KSV-0005", "KSV-0120"], .checkov: ["CKV_K8S_39"], .kubescape: ["C-0046"],
                .polaris: ["dangerousCapabilities"], .kubesec: ["CapSysAdmin"],
                .kics: ["Containers With Sys Admin Capabilities"], .kubesplaining: ["KUBE-PODSEC-CAPS-001"],
            ]),
        references: ["capabilities(7)", "CVE-2022-0492"],
        examples: [
            .violating(
                "two ways to the node", at: ["spec.containers[0].securityContext.capabilities.add[0]"],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  containers:
                  - name: agent
                    image: agent
                    securityContext:
                      capabilities:
                        add: ["SYS_ADMIN", "SYS_MODULE"]
                """),
            .violating(
                "everything, in lower case", at: ["spec.containers[0].securityContext.capabilities.add[0]"],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  containers:
                  - {name: agent, image: agent, securityContext: {capabilities: {add: [all]}}}
                """),
            .compliant(
                "only the port",
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
                "Windows",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  os: {name: windows}
                  containers:
                  - {name: web, image: iis, securityContext: {capabilities: {add: [SYS_ADMIN]}}}
                """),
        ])

    package static func evaluate(_ workload: Workload, _ context: Context, _ findings: inout FindingCollector) {
        for container in workload.confinableContainers where container.capabilities != nil {
            let added = AddedCapabilities(Capabilities(container)) {
                if case .dangerous = $0 { return true }
                return false
            }
            added.report(
                "a way to the node", Subject(workload, container), &findings,
                severity: severity(of: added, workload, context))
        }
    }

    private static func severity(of added: AddedCapabilities, _ workload: Workload, _ context: Context) -> Severity? {
        if workload.mapsUsers(context) { return .medium }
        let isTracing = workload.isOn("hostPID") && added.names.contains("SYS_PTRACE")
        return isTracing ? .critical : added.severity
    }
}
