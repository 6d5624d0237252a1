// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents
package import Findings

/// Judges disks of KubeVirt's virtual machines that are files of the node.
package enum HostDiskCheck: ResourceCheck {
    package static let kinds = [
        "VirtualMachine", "VirtualMachineInstance", "VirtualMachineInstanceReplicaSet", "VirtualMachinePool",
    ]

    package static let description = CheckDescription(
        id: "host-disk", title: "Virtual machine's disk on the node", severity: .high, layer: .workload,
        rationale: """
            A hostDisk gives a virtual machine a file of its node as a disk. The pod that runs the machine gets the \
            file's folder as a hostPath volume, whatever the pod itself says.
            """,
        attack: """
            Whoever may create virtual machines names a file of the node, the disk of another machine or the cluster's \
            database, and reads it from inside his own machine.
            """,
        rule: """
            Fires for each hostDisk among the volumes of KubeVirt's virtual machines: high, critical where the path is \
            one that decides over the node, as `sensitive-hostpath` knows them.
            """,
        fix: """
            Give the machine a persistentVolumeClaim or a dataVolume, and leave KubeVirt's feature gate HostDisk off.
            """,
        mappings: Mappings(mitre: ["T1611"], owasp: ["K01"]),
        references: ["https://kubevirt.io/user-guide/storage/disks_and_volumes/#hostdisk"],
        examples: [
            .violating(
                "a file of the node", at: ["spec.template.spec.volumes[0].hostDisk.path"],
                """
                apiVersion: kubevirt.io/v1
                kind: VirtualMachine
                metadata: {name: vm}
                spec:
                  template:
                    spec:
                      domain: {devices: {disks: [{name: root, disk: {bus: virtio}}]}}
                      volumes:
                      - name: root
                        hostDisk: {path: /data/disk.img, type: DiskOrCreate, capacity: 1Gi}
                """),
            .compliant(
                "a claim",
                """
                apiVersion: kubevirt.io/v1
                kind: VirtualMachine
                metadata: {name: vm}
                spec:
                  template:
                    spec:
                      domain: {devices: {disks: [{name: root, disk: {bus: virtio}}]}}
                      volumes:
                      - name: root
                        persistentVolumeClaim: {claimName: root}
                """),
        ])

    package static func evaluate(_ resource: Resource, _ context: Context, _ findings: inout FindingCollector) {
        let apiVersion = resource.node["apiVersion"]?.scalarText ?? ""
        guard apiVersion.hasPrefix("kubevirt.io/") || apiVersion.hasPrefix("pool.kubevirt.io/") else { return }
        for volume in machine(of: resource)?["volumes"]?.elements ?? Node.Elements.none {
            guard let field = volume["hostDisk"]?["path"], let path = field.string, !path.isEmpty else { continue }
            let name = volume["name"]?.scalarText ?? ""
            findings.add(
                "volume \"\(name)\" makes \"\(path)\" of the node a disk of the virtual machine", Subject(resource),
                Evidence(field), severity: severity(of: path),
                remediation: Remediation("make the disk a persistentVolumeClaim or a dataVolume", .review))
        }
    }

    /// The spec of the instance that an object makes.
    private static func machine(of resource: Resource) -> Node? {
        switch resource.kind {
        case "VirtualMachineInstance": resource.spec
        case "VirtualMachinePool": resource.spec?["virtualMachineTemplate"]?["spec"]?["template"]?["spec"]
        default: resource.spec?["template"]?["spec"]
        }
    }

    private static func severity(of path: String) -> Severity {
        switch HostPathClass(path) {
        case .runtimeSocket: .critical
        case .sensitive(let severity, _): max(severity, .high)
        case .cloudCredential, .ordinary: .high
        }
    }
}
