// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

/// Judges folders of the node that hold nothing dangerous by themselves.
package enum HostPathVolumeCheck: WorkloadCheck {
    package static let description = CheckDescription(
        id: "hostpath-volume", title: "Folder of the node", severity: .medium, layer: .workload,
        rationale: """
            A hostPath volume shows a container a piece of its node. It ties the pod to nodes, outlives it, and is \
            shared with everything else that uses the path, across namespaces.
            """,
        attack: """
            What one pod leaves there another finds: data of a tenant, or a file that a program of the node trusts.
            """,
        rule: """
            Fires for each hostPath volume that no check names more exactly: sockets of runtimes are reported by \
            `runtime-socket`, cloud credentials by `cloud-credential-mount`, paths that decide over the node by \
            `sensitive-hostpath`. Low when every mount is read-only. A writable mount is a fact of its own, \
            `writable-hostpath`.
            """,
        fix: """
            Use a persistentVolumeClaim for data, an emptyDir for scratch files, a projected volume for configuration.
            """,
        mappings: Mappings(
            pss: "baseline", cis: ["5.2.11"], nsa: ["Kubernetes Pod security: Pod security enforcement"],
            mitre: ["T1611", "MS-TA9013"], owasp: ["K01"],
            peers: [
                .trivy: ["KSV-0023"], .kubescape: ["C-0048"], .polaris: ["hostPathSet"],
                .kics: ["Non Kube System Pod With Host Mount"], .kubesplaining: ["KUBE-HOSTPATH-001"],
            ]),
        references: ["https://kubernetes.io/docs/concepts/storage/volumes/#hostpath"],
        examples: [
            .violating(
                "data on the node", at: ["spec.volumes[0].hostPath.path"],
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
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
                "a claim",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  containers:
                  - name: web
                    image: nginx
                    volumeMounts:
                    - {name: data, mountPath: /data}
                  volumes:
                  - name: data
                    persistentVolumeClaim: {claimName: data}
                """),
            .compliant(
                "a socket is the fact of another check",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  containers:
                  - {name: web, image: nginx, volumeMounts: [{name: d, mountPath: /d.sock}]}
                  volumes:
                  - {name: d, hostPath: {path: /var/run/docker.sock}}
                """),
        ])

    package static func evaluate(_ workload: Workload, _ context: Context, _ findings: inout FindingCollector) {
        for volume in workload.hostPathVolumes where volume.pathClass == .ordinary {
            findings.add(
                "volume \"\(volume.name)\" is \"\(volume.path.scalarText)\" of the node, \(volume.place)",
                Subject(workload), Evidence(volume.path), severity: volume.isWritable ? nil : .low,
                remediation: Remediation(
                    "replace the hostPath volume \"\(volume.name)\" by a claim, an emptyDir or a projected volume",
                    .review))
        }
    }
}
