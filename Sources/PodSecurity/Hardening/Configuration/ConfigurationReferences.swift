// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents

/// A place in a pod that names a Secret or a ConfigMap.
struct ConfigurationReference {
    enum Kind: String { case secret = "Secret", configMap = "ConfigMap" }

    let kind: Kind
    let name: String
    /// The node that holds the name.
    let node: Node
    /// The keys that must exist, with their nodes.
    let keys: [Node]
    /// The pod starts without it.
    let isOptional: Bool

    private init?(_ kind: Kind, _ node: Node?, name: StaticString = "name", keys: [Node] = []) {
        guard let node, let named = node[name], named.isScalar, !named.isNull else { return nil }
        self.kind = kind
        self.node = named
        self.name = named.scalarText
        self.keys = keys
        isOptional = node["optional"]?.bool == true
    }

    /// All of a workload, in source order within containers, volumes and pull secrets.
    static func all(in workload: Workload) -> [ConfigurationReference] {
        var found: [ConfigurationReference?] = []
        for container in workload.containers {
            for entry in container.node["env"]?.elements ?? Node.Elements.none {
                guard let source = entry["valueFrom"] else { continue }
                let secret = source["secretKeyRef"]
                found.append(ConfigurationReference(.secret, secret, keys: [secret?["key"]].compactMap { $0 }))
                let map = source["configMapKeyRef"]
                found.append(ConfigurationReference(.configMap, map, keys: [map?["key"]].compactMap { $0 }))
            }
            for entry in container.node["envFrom"]?.elements ?? Node.Elements.none {
                found.append(ConfigurationReference(.secret, entry["secretRef"]))
                found.append(ConfigurationReference(.configMap, entry["configMapRef"]))
            }
        }
        for volume in workload.volumes { found += volumeReferences(volume) }
        return found.compactMap { $0 }
    }

    private static func volumeReferences(_ volume: Node) -> [ConfigurationReference?] {
        var found = [
            ConfigurationReference(.secret, volume["secret"], name: "secretName", keys: items(volume["secret"])),
            ConfigurationReference(.configMap, volume["configMap"], keys: items(volume["configMap"])),
        ]
        for source in volume["projected"]?["sources"]?.elements ?? Node.Elements.none {
            found.append(ConfigurationReference(.secret, source["secret"], keys: items(source["secret"])))
            found.append(ConfigurationReference(.configMap, source["configMap"], keys: items(source["configMap"])))
        }
        return found
    }

    private static func items(_ source: Node?) -> [Node] {
        (source?["items"]?.elements ?? Node.Elements.none).compactMap { $0["key"] }
    }
}
