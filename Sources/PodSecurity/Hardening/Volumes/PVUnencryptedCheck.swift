// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

/// Judges storage whose driver encrypts only when told to.
package enum PVUnencryptedCheck: ResourceCheck {
    package static let kinds = ["StorageClass", "PersistentVolume"]

    package static let description = CheckDescription(
        id: "pv-unencrypted", title: "Storage without encryption", severity: .low, layer: .workload,
        rationale: """
            Some storage drivers write in clear unless a parameter asks for encryption. Disks, snapshots and backups \
            can then be read by whoever gets them.
            """,
        attack: "A copied snapshot or a discarded disk gives all data, without any access to the cluster.",
        rule: """
            Fires for a StorageClass whose driver has a parameter for encryption that is not true (AWS EBS, Longhorn, \
            Ceph RBD and CephFS by CSI, Portworx, Alibaba Cloud, Linode), and for a PersistentVolume of Longhorn or \
            Ceph that says so in its `volumeAttributes`. Drivers that always encrypt (Azure Disk, Google Persistent \
            Disk) never fire. For other volumes of EBS the answer is in the cloud, which is reported as not evaluated.
            """,
        fix: """
            Make a new StorageClass with the parameter set, since parameters cannot be changed, and move the data. For \
            EBS, encryption by default of the account does the same.
            """,
        mappings: Mappings(owasp: ["K01"], peers: [.kubescape: ["C-0264"]]),
        references: ["https://kubernetes.io/docs/concepts/storage/storage-classes/#parameters"],
        examples: [
            .violating(
                "a driver that has to be asked", at: ["parameters.encrypted"],
                """
                apiVersion: storage.k8s.io/v1
                kind: StorageClass
                metadata: {name: fast}
                provisioner: ebs.csi.aws.com
                parameters:
                  type: gp3
                """),
            .compliant(
                "asked",
                """
                apiVersion: storage.k8s.io/v1
                kind: StorageClass
                metadata: {name: fast}
                provisioner: ebs.csi.aws.com
                parameters:
                  type: gp3
                  encrypted: "true"
                """),
            .compliant(
                "a driver that always encrypts",
                """
                apiVersion: storage.k8s.io/v1
                kind: StorageClass
                metadata: {name: fast}
                provisioner: disk.csi.azure.com
                """),
        ])

    /// Drivers and their parameter; those of the second list write it into the volume's attributes.
    private static let parameters: [String: String] = [
        "ebs.csi.aws.com": "encrypted", "kubernetes.io/aws-ebs": "encrypted", "driver.longhorn.io": "encrypted",
        "rbd.csi.ceph.com": "encrypted", "cephfs.csi.ceph.com": "encrypted", "pxd.portworx.com": "secure",
        "kubernetes.io/portworx-volume": "secure", "diskplugin.csi.alibabacloud.com": "encrypted",
        "linodebs.csi.linode.com": "linodebs.csi.linode.com/encrypted",
    ]
    private static let visibleInVolume: Set<String> = ["driver.longhorn.io", "rbd.csi.ceph.com", "cephfs.csi.ceph.com"]

    package static func evaluate(_ resource: Resource, _ context: Context, _ findings: inout FindingCollector) {
        if resource.kind == "StorageClass" {
            guard let driver = resource.node["provisioner"]?.string else { return }
            report(driver, Place(resource: resource, keys: ["parameters"]), &findings)
        } else if let driver = resource.spec?["csi"]?["driver"]?.string {
            guard isVisible(driver) else {
                if parameter(of: driver) != nil {
                    findings.cannotEvaluate("encryption of the disk is known to the cloud")
                }
                return
            }
            report(driver, Place(resource: resource, keys: ["spec", "csi", "volumeAttributes"]), &findings)
        } else if resource.spec?["awsElasticBlockStore"] != nil {
            findings.cannotEvaluate("encryption of the disk is known to the cloud")
        }
    }

    private struct Place {
        let resource: Resource
        let keys: [String]
    }

    private static func report(_ driver: String, _ place: Place, _ findings: inout FindingCollector) {
        guard let parameter = parameter(of: driver) else { return }
        let field = Evidence(below: place.resource.node, place.keys + [parameter])
        if field.missing.isEmpty, field.node.scalarText.lowercased() == "true" { return }
        findings.add(
            "driver \"\(driver)\" is not asked to encrypt: \(parameter) is not true", Subject(place.resource), field,
            reason: field.missing.isEmpty ? .explicit : .missing,
            remediation: Remediation("make a new class with \(parameter): \"true\" and move the data", .review))
    }

    /// Rook and others put their namespace before the driver's name.
    private static func parameter(of driver: String) -> String? {
        if let parameter = parameters[driver] { return parameter }
        return parameters.first { driver.hasSuffix("." + $0.key) }?.value
    }

    private static func isVisible(_ driver: String) -> Bool {
        visibleInVolume.contains { $0 == driver || driver.hasSuffix("." + $0) }
    }
}
