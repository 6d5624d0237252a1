// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

/// Judges whether users of the container are users of the node.
package enum HostUsersSharedCheck: WorkloadCheck {
    package static let description = CheckDescription(
        id: "host-users-shared", title: "No user namespace", severity: .info, layer: .workload,
        rationale: """
            Users inside the container are the same users on the node. With a user namespace of its own, root inside \
            is an unprivileged number outside, and most escapes end with nothing.
            """,
        attack: "Who breaks out as root in the container is root on the node (CVE-2024-21626 is one such way).",
        rule: """
            Fires once per pod whose `hostUsers` is not false, from v1.33 on, where user namespaces are on by default. \
            Silent when the pod cannot have one: with `hostNetwork`, `hostPID` or `hostIPC`, with block devices \
            (`volumeDevices`), with volumes that cannot be mapped (NFS), and on Windows.
            """,
        fix: """
            Try `hostUsers: false`. It needs a kernel of version 6.3 or newer, containerd 2 or CRI-O, and file systems \
            that can map users.
            """,
        mappings: Mappings(owasp: ["K01"], peers: [.kubesec: ["HostUsers"]]),
        references: ["https://kubernetes.io/docs/concepts/workloads/pods/user-namespaces/", "KEP-127"],
        examples: [
            .violating(
                "the default shares them", at: ["spec.hostUsers"],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  containers:
                  - name: web
                    image: nginx
                """),
            .compliant(
                "a namespace of its own",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  hostUsers: false
                  containers:
                  - name: web
                    image: nginx
                """),
            .compliant(
                "the API does not allow it beside the node's network",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  hostNetwork: true
                  containers:
                  - {name: web, image: nginx}
                """),
            .compliant(
                "too early", kubernetesVersion: "v1.32",
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
        guard !workload.hasUserNamespace, context.settings.kubernetesVersion >= KubernetesVersion(minor: 33),
            canHaveOne(workload)
        else { return }
        let field = Evidence(below: workload.spec, "hostUsers")
        findings.add(
            "pod's users are the node's: hostUsers is not false", Subject(workload), field,
            reason: field.missing.isEmpty ? .explicit : .missing,
            remediation: Remediation(
                "set hostUsers: false where nodes support it", .review, [Edit(.set(false), at: field)]))
    }

    private static func canHaveOne(_ workload: Workload) -> Bool {
        if workload.shape == .steps || workload.runsOnWindows || workload.isOn("hostNetwork") { return false }
        if workload.isOn("hostPID") || workload.isOn("hostIPC") { return false }
        if workload.containers.contains(where: { $0.node["volumeDevices"] != nil }) { return false }
        return !workload.volumes.contains { $0["nfs"] != nil }
    }
}
