// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents

/// Which persistent volume stands behind a claim, as far as the input shows it.
struct PersistentVolumes {
    /// A claim's volume, and whether the binding is written down or only possible.
    struct Binding {
        let volume: Resource
        let isCertain: Bool
    }

    private let byClaim: [String: Resource]
    private let byName: [String: Resource]
    private let unclaimedByClass: [String: [Resource]]
    private let dynamicClasses: Set<String>

    init(_ inventory: Inventory) {
        var byClaim: [String: Resource] = [:]
        var byName: [String: Resource] = [:]
        var unclaimed: [String: [Resource]] = [:]
        for volume in inventory.resources(ofKind: "PersistentVolume") {
            byName[volume.name] = volume
            if let claim = volume.spec?["claimRef"], let name = claim["name"]?.scalarText {
                byClaim["\(claim["namespace"]?.scalarText ?? "default")/\(name)"] = volume
            } else {
                unclaimed[volume.spec?["storageClassName"]?.scalarText ?? "", default: []].append(volume)
            }
        }
        self.byClaim = byClaim
        self.byName = byName
        unclaimedByClass = unclaimed
        dynamicClasses = Set(inventory.resources(ofKind: "StorageClass").filter(Self.isDynamic).map(\.name))
    }

    private static func isDynamic(_ storageClass: Resource) -> Bool {
        storageClass.node["provisioner"]?.equals("kubernetes.io/no-provisioner") != true
    }

    var isEmpty: Bool { byName.isEmpty }

    /// The volume of a claim: the one that either names the other, else one of the claim's class that nothing has
    /// claimed, unless the class makes its volumes itself.
    func binding(of claim: Resource) -> Binding? {
        if let name = claim.spec?["volumeName"]?.string, !name.isEmpty {
            return byName[name].map { Binding(volume: $0, isCertain: true) }
        }
        if let volume = byClaim["\(claim.effectiveNamespace)/\(claim.name)"] {
            return Binding(volume: volume, isCertain: true)
        }
        guard let className = claim.spec?["storageClassName"]?.scalarText, !dynamicClasses.contains(className) else {
            return nil
        }
        return unclaimedByClass[className]?.first { Self.modes(of: claim).isSubset(of: Self.modes(of: $0)) }
            .map { Binding(volume: $0, isCertain: false) }
    }

    private static func modes(of resource: Resource) -> Set<String> {
        Set((resource.spec?["accessModes"]?.elements ?? Node.Elements.none).map(\.scalarText))
    }

    /// The folder of the node that a volume is: `hostPath`, or `local`.
    static func nodePath(_ volume: Resource) -> Node? {
        volume.spec?["hostPath"]?["path"] ?? volume.spec?["local"]?["path"]
    }
}
