// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

/// Judges volumes that the restricted standard does not allow.
package enum VolumeTypeNotRestrictedCheck: WorkloadCheck {
    package static let description = CheckDescription(
        id: "volume-type-not-restricted", title: "Volume type beyond the restricted standard", severity: .low,
        layer: .workload,
        rationale: """
            The pod names storage directly: a server, a disk, a driver on the node. Whoever may write the pod chooses \
            the server and its options, and several of these drivers left Kubernetes years ago.
            """,
        attack: "A user mounts a file server or a disk of another tenant, past the quota and rights of claims.",
        rule: """
            Fires for each volume of a type other than configMap, csi, downwardAPI, emptyDir, ephemeral, image, \
            persistentVolumeClaim, projected and secret: awsElasticBlockStore, azureDisk, azureFile, cephfs, cinder, \
            fc, flexVolume, flocker, gcePersistentDisk, glusterfs, iscsi, nfs, photonPersistentDisk, portworxVolume, \
            quobyte, rbd, scaleIO, storageos, vsphereVolume. hostPath and gitRepo have checks of their own.
            """,
        fix: "Describe the storage in a PersistentVolume or a StorageClass and let the pod name a claim.",
        mappings: Mappings(
            pss: "restricted", nsa: ["Kubernetes Pod security: Pod security enforcement"], owasp: ["K01"],
            peers: [.trivy: ["KSV-0028"]]),
        references: ["https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted"],
        examples: [
            .violating(
                "a file server by address", at: ["spec.volumes[0].nfs"],
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
                    nfs: {server: files.example.com, path: /data}
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
                    - {name: tmp, mountPath: /tmp}
                  volumes:
                  - name: data
                    persistentVolumeClaim: {claimName: data}
                  - name: tmp
                """),
        ])

    private static let types: [StaticString] = [
        "awsElasticBlockStore", "azureDisk", "azureFile", "cephfs", "cinder", "fc", "flexVolume", "flocker",
        "gcePersistentDisk", "glusterfs", "iscsi", "nfs", "photonPersistentDisk", "portworxVolume", "quobyte", "rbd",
        "scaleIO", "storageos", "vsphereVolume",
    ]

    package static func evaluate(_ workload: Workload, _ context: Context, _ findings: inout FindingCollector) {
        for volume in workload.volumes {
            for (key, value) in volume.entries where types.contains(where: { key.equals($0) }) && !value.isNull {
                let name = volume["name"]?.scalarText ?? ""
                let type = key.scalarText
                findings.add(
                    "volume \"\(name)\" is of type \(type), which the restricted standard does not allow",
                    Subject(workload), Evidence(value),
                    remediation: Remediation(
                        "put the \(type) volume into a PersistentVolume and name a claim in the pod", .review))
            }
        }
    }
}
