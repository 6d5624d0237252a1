// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

/// Judges the kernel parameters that a pod sets.
package enum UnsafeSysctlsCheck: WorkloadCheck {
    package static let description = CheckDescription(
        id: "unsafe-sysctls", title: "Unsafe kernel parameters", severity: .high, layer: .workload,
        rationale: """
            Some kernel parameters are kept apart for each pod, and Kubernetes lists those as safe. All others may \
            change the node or the other pods on it, and a kubelet refuses them unless an administrator let them in.
            """,
        attack: "A pod exhausts the node's shared memory or changes how its neighbours' network behaves.",
        rule: """
            Fires once per pod that has an entry of `spec.securityContext.sysctls` outside the safe list of the Pod \
            Security Standards for the chosen version; the list grew in v1.27, v1.29, v1.32 and v1.37. Silent on \
            Windows.
            """,
        fix: "Remove the parameters, or set them on a node pool of their own by the node's configuration.",
        mappings: Mappings(
            pss: "baseline", nsa: ["Kubernetes Pod security: Pod security enforcement"], owasp: ["K01"],
            peers: [
                .trivy: ["KSV-0026"], .kubescape: ["C-0211"], .kubeLinter: ["unsafe-sysctls"],
                .kics: ["Cluster Allows Unsafe Sysctls"],
            ]),
        references: ["https://kubernetes.io/docs/tasks/administer-cluster/sysctl-cluster/"],
        examples: [
            .violating(
                "one safe, one unsafe", at: ["spec.securityContext.sysctls[1].name"],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  securityContext:
                    sysctls:
                    - {name: net.ipv4.tcp_syncookies, value: "1"}
                    - {name: kernel.msgmax, value: "65536"}
                  containers:
                  - name: db
                    image: postgres
                """),
            .violating(
                "not yet safe in that version", at: ["spec.securityContext.sysctls[0].name"],
                kubernetesVersion: "v1.28",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  securityContext: {sysctls: [{name: net.ipv4.tcp_keepalive_time, value: "600"}]}
                  containers:
                  - {name: db, image: postgres}
                """),
            .compliant(
                "safe ones, in either spelling",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  securityContext:
                    sysctls:
                    - {name: net.ipv4.tcp_keepalive_time, value: "600"}
                    - {name: net/ipv4/ip_unprivileged_port_start, value: "0"}
                  containers:
                  - name: web
                    image: nginx
                """),
        ])

    package static func evaluate(_ workload: Workload, _ context: Context, _ findings: inout FindingCollector) {
        guard !workload.runsOnWindows, let sysctls = workload.securityContext?["sysctls"] else { return }
        var entries: [Node] = []
        var names: [Node] = []
        for entry in sysctls.elements {
            guard let name = entry["name"]?.string else { continue }
            if SafeSysctls.contains(name, version: context.settings.kubernetesVersion) { continue }
            entries.append(entry)
            names += [entry["name"]].compactMap { $0 }
        }
        guard !entries.isEmpty else { return }
        let noun = entries.count == 1 ? "the unsafe kernel parameter" : "unsafe kernel parameters"
        let message =
            "pod sets \(noun) \(Wording.quoted(names.map(\.scalarText)))"
        findings.add(
            message, Subject(workload),
            names.map { Evidence($0) },
            remediation: Remediation(
                "remove the unsafe sysctls, or set them on dedicated nodes", .review, entries.map { Edit.remove($0) }))
    }
}
