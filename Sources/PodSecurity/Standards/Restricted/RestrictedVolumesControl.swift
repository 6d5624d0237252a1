// SPDX-License-Identifier: Apache-2.0

internal import Documents
internal import Findings

/// Volumes must be of the types that carry configuration, claims or scratch space.
///
/// Field: `spec.volumes[*]`; allowed: `configMap`, `csi`, `downwardAPI`, `emptyDir`, `ephemeral`, `image`,
/// `persistentVolumeClaim`, `projected`, `secret`. To a volume without a source the API server gives an `emptyDir`.
enum RestrictedVolumesControl {
    static let control = Control(
        "restrictedVolumes", .restricted, overrides: "hostPathVolumes", .init(0, judge))

    /// The volume types that the restricted standard allows.
    static let allowed: Set<String> = [
        "configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "image", "persistentVolumeClaim", "projected",
        "secret",
    ]

    /// The other types of the API; of several in one volume the first in this order is named.
    static let restricted = [
        "hostPath", "gcePersistentDisk", "awsElasticBlockStore", "gitRepo", "nfs", "iscsi", "glusterfs", "rbd",
        "flexVolume", "cinder", "cephfs", "flocker", "fc", "azureFile", "vsphereVolume", "quobyte", "azureDisk",
        "photonPersistentDisk", "portworxVolume", "scaleIO", "storageos",
    ]

    private static func judge(_ pod: JudgedPod) -> Prohibition? {
        var names: [String] = []
        var types: [String] = []
        var evidence: [Evidence] = []
        for volume in pod.spec["volumes"]?.elements ?? Node.Elements.none where volume.isMapping || volume.isNull {
            guard let type = forbiddenType(of: volume, isDefaulted: pod.isAdmitted) else { continue }
            names.append(volume["name"]?.decodedText ?? "")
            types.append(type)
            evidence.append(Evidence(volume[key: type] ?? volume))
        }
        guard !names.isEmpty else { return nil }
        types = Phrases.sortedSet(types)
        let volumes = "\(Phrases.plural("volume", "volumes", names.count)) \(Phrases.quoted(names))"
        let verb = Phrases.plural("uses", "use", names.count)
        let noun = Phrases.plural("restricted volume type", "restricted volume types", types.count)
        return Prohibition(
            "restricted volume types", "\(volumes) \(verb) \(noun) \(Phrases.quoted(types))", evidence)
    }

    private static func forbiddenType(of volume: Node, isDefaulted: Bool) -> String? {
        var found: Int?
        for (key, value) in volume.entries where value.isMapping {
            if key.equals("name") { continue }
            let type = key.scalarText
            if allowed.contains(type) { return nil }
            guard let position = restricted.firstIndex(of: type) else { continue }
            found = min(found ?? position, position)
        }
        if let found { return restricted[found] }
        return isDefaulted ? nil : "unknown"
    }
}
