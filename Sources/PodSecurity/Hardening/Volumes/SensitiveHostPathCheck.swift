// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

/// Judges folders of the node that decide over it.
package enum SensitiveHostPathCheck: WorkloadCheck {
    package static let description = CheckDescription(
        id: "sensitive-hostpath", title: "Sensitive folder of the node", severity: .high, layer: .workload,
        rationale: """
            The volume holds what decides over the node or the cluster: keys, the secrets of other pods, programs and \
            services that run as root, devices, the kernel's files.
            """,
        attack: """
            With /var/lib/kubelet an intruder reads the tokens of every pod on the node, with /etc/kubernetes the keys \
            of the cluster; where he can write, he adds a job that the node runs as root.
            """,
        rule: """
            Fires for each hostPath volume at or below /, /etc, /proc, /sys, /dev, /boot, /root, /home, /usr, /bin, \
            /lib, /var/lib/kubelet, /var/lib/etcd, /var/log and similar paths. Critical for the root and for keys and \
            jobs of root, high for the others, medium for kernel modules; one step lower when no mount can write, \
            except for the root and for keys. Harmless files such as /etc/localtime, /etc/ssl/certs and /dev/log are \
            left to `hostpath-volume`. Sockets of runtimes and cloud credentials have checks of their own.
            """,
        fix: """
            Mount the one file or folder that is needed, read-only, or get it from the API, a CSI driver or a device \
            plug-in.
            """,
        mappings: Mappings(
            pss: "baseline", cis: ["5.2.11"], nsa: ["Kubernetes Pod security: Pod security enforcement"],
            mitre: ["T1611", "MS-TA9013"], owasp: ["K01"],
            peers: [
                .trivy: ["KSV-0121"], .kubeLinter: ["sensitive-host-mounts"], .kubesec: ["ProcMount"],
                .kics: ["Workload Mounting With Sensitive OS Directory"], .kubeaudit: ["SensitivePathsMounted"],
                .kubesplaining: ["KUBE-ESCAPE-006", "KUBE-ESCAPE-008"],
            ]),
        references: ["https://kubernetes.io/docs/concepts/storage/volumes/#hostpath"],
        examples: [
            .violating(
                "the kubelet's folder and the root",
                at: ["spec.volumes[0].hostPath.path", "spec.volumes[1].hostPath.path"],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  containers:
                  - name: agent
                    image: agent
                    volumeMounts:
                    - {name: kubelet, mountPath: /kubelet}
                    - {name: root, mountPath: /host, readOnly: true}
                  volumes:
                  - name: kubelet
                    hostPath: {path: /var/lib/kubelet/}
                  - name: root
                    hostPath: {path: /}
                """),
            .compliant(
                "the node's time zone",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  containers:
                  - name: web
                    image: nginx
                    volumeMounts:
                    - {name: time, mountPath: /etc/localtime, readOnly: true}
                  volumes:
                  - name: time
                    hostPath: {path: /etc/localtime}
                """),
            .compliant(
                "a similar name",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  containers:
                  - {name: web, image: nginx, volumeMounts: [{name: d, mountPath: /d}]}
                  volumes:
                  - {name: d, hostPath: {path: /etcetera}}
                """),
        ])

    package static func evaluate(_ workload: Workload, _ context: Context, _ findings: inout FindingCollector) {
        for volume in workload.hostPathVolumes {
            guard case .sensitive(let worth, let what) = volume.pathClass else { continue }
            findings.add(
                "volume \"\(volume.name)\" is \"\(volume.path.scalarText)\" of the node (\(what)), \(volume.place)",
                Subject(workload), Evidence(volume.path), severity: severity(worth, volume),
                remediation: Remediation(
                    "mount only the file that is needed, read-only, or get it without the node's file system", .review))
        }
    }

    /// Keys are lost by reading; the rest is worth a step less when nobody can write.
    private static func severity(_ worth: Severity, _ volume: HostPathVolume) -> Severity {
        if volume.isWritable { return worth }
        switch worth {
        case .critical: return .critical
        case .high: return .medium
        case .medium, .low, .info: return .low
        }
    }
}
