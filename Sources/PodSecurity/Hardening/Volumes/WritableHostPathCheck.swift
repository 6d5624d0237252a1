// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

/// Judges whether a container can write to its node.
package enum WritableHostPathCheck: WorkloadCheck {
    package static let description = CheckDescription(
        id: "writable-hostpath", title: "Writable mount of the node", severity: .high, layer: .workload,
        rationale: """
            The container can write to a folder of its node. What it writes stays when the pod is gone, and whatever \
            on the node reads it acts on it.
            """,
        attack: """
            An intruder plants a program, a job or a link where the node or another pod runs or follows it, and \
            survives the deletion of the pod.
            """,
        rule: """
            Fires for each `volumeMounts` entry of a hostPath volume whose `readOnly` is not true; the default is \
            false. Silent for sockets and device files (type Socket, CharDevice, BlockDevice, a path below /dev, or a \
            runtime's socket), where read-only changes nothing: a socket that is mounted so still takes every request.
            """,
        fix: "Set `readOnly: true` on the mount; for what must be written use a claim or an emptyDir.",
        mappings: Mappings(
            mitre: ["T1611", "MS-TA9013"], owasp: ["K01"],
            peers: [
                .kubescape: ["C-0045"], .kubeLinter: ["writable-host-mount"],
                .kics: ["Volume Mount With OS Directory Write Permissions"],
            ]),
        references: ["https://kubernetes.io/docs/concepts/storage/volumes/#hostpath"],
        examples: [
            .violating(
                "the default is writable",
                at: ["spec.containers[0].volumeMounts[0].readOnly", "spec.initContainers[0].volumeMounts[0].readOnly"],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  initContainers:
                  - {name: setup, image: busybox, volumeMounts: [{name: data, mountPath: /d, readOnly: false}]}
                  containers:
                  - name: web
                    image: nginx
                    volumeMounts:
                    - {name: data, mountPath: /data}
                  volumes:
                  - name: data
                    hostPath:
                      path: /srv/data
                """),
            .compliant(
                "read-only",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  containers:
                  - name: web
                    image: nginx
                    volumeMounts:
                    - {name: data, mountPath: /data, readOnly: true}
                  volumes:
                  - name: data
                    hostPath:
                      path: /srv/data
                """),
            .compliant(
                "a socket takes requests either way",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  containers:
                  - {name: web, image: nginx, volumeMounts: [{name: d, mountPath: /d.sock}]}
                  volumes:
                  - {name: d, hostPath: {path: /run/containerd/containerd.sock}}
                """),
        ])

    package static func evaluate(_ workload: Workload, _ context: Context, _ findings: inout FindingCollector) {
        for volume in workload.hostPathVolumes where !isFile(volume) {
            for mount in volume.mounts where HostPathVolume.isWritable(mount.node) {
                let field = Evidence(below: mount.node, "readOnly")
                findings.add(
                    "container \"\(mount.container.name)\" can write to \"\(volume.path.scalarText)\" of the node",
                    Subject(workload, mount.container), field, Evidence(volume.path),
                    reason: field.missing.isEmpty ? .explicit : .missing,
                    remediation: remediation(volume, mount.container, field))
            }
        }
    }

    private static func remediation(
        _ volume: HostPathVolume, _ container: Container, _ field: Evidence
    ) -> Remediation {
        if container.keepsData(in: volume.node) {
            return Remediation("mount a claim: \(container.image ?? "the program") keeps its data there", .review)
        }
        return Remediation(
            "mount volume \"\(volume.name)\" with readOnly: true", .review, [Edit(.set(true), at: field)])
    }

    /// A socket or a device, for which read-only has no meaning.
    private static func isFile(_ volume: HostPathVolume) -> Bool {
        if volume.pathClass == .runtimeSocket, volume.path.scalarText.hasSuffix(".sock") { return true }
        if HostPaths.normalised(volume.path.scalarText).hasPrefix("/dev/") { return true }
        guard let type = volume.node["hostPath"]?["type"] else { return false }
        return type.equals("Socket") || type.equals("CharDevice") || type.equals("BlockDevice")
    }
}
