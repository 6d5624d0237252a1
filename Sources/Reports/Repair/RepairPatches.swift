// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents
internal import Findings

/// A repair object by object.
struct RepairPatches {
    /// What happens to one object.
    struct Change {
        let resource: Resource
        let after: Value
        let patch: JSONPatch
    }

    /// In reading order.
    private(set) var changes: [Change] = []
    /// Objects that are new, in reading order.
    private(set) var additions: [Resource] = []

    init(_ repair: Repair) {
        for file in repair.files {
            var before = Objects(Inventory(documents: [file.before]).resources)
            for resource in Inventory(documents: [file.after]).resources {
                guard let old = before.take(resource) else {
                    additions.append(resource)
                    continue
                }
                let patch = JSONPatch(from: old.node.value, to: resource.node.value)
                if !patch.isEmpty { changes.append(Change(resource: old, after: resource.node.value, patch: patch)) }
            }
        }
    }

    /// The objects of a file, found again after a repair in the same order. A repair may have changed their version.
    private struct Objects {
        private struct Name: Hashable {
            let kind: String
            let namespace: String?
            let name: String

            init(_ resource: Resource) {
                kind = resource.kind
                namespace = resource.namespace
                name = resource.name
            }
        }

        private var objects: [Name: [Resource]] = [:]

        init(_ resources: [Resource]) {
            for resource in resources.reversed() { objects[Name(resource), default: []].append(resource) }
        }

        mutating func take(_ resource: Resource) -> Resource? {
            guard let candidates = objects[Name(resource)], !candidates.isEmpty else { return nil }
            let position = candidates.lastIndex { $0.group == resource.group } ?? candidates.count - 1
            return objects[Name(resource)]?.remove(at: position)
        }
    }

    /// An array with an entry per object: what it is, where it stands, and its patch.
    var json: String {
        var writer = JSONWriter(pretty: true)
        writer.array { writer in
            for change in changes {
                writer.object { writer in
                    Self.write(change.resource, to: &writer)
                    writer.member("patch") { change.patch.write(to: &$0) }
                }
            }
            for resource in additions {
                writer.object { writer in
                    Self.write(resource, to: &writer)
                    writer.member("object", resource.node.value)
                }
            }
        }
        return String(decoding: writer.bytes, as: UTF8.self) + "\n"
    }

    private static func write(_ resource: Resource, to writer: inout JSONWriter) {
        writer.member("file", resource.file)
        writer.member("apiVersion", resource.apiVersion)
        writer.member("kind", resource.kind)
        if let namespace = resource.namespace { writer.member("namespace", namespace) }
        writer.member("name", resource.name)
    }

    /// A shell script of `kubectl patch` and `kubectl apply`.
    var commands: String {
        var text = ""
        for change in changes {
            let resource = change.resource
            // A server speaks every version: which one a file names is nothing to change there.
            let operations = change.patch.operations.filter { $0.path.steps != [.key("apiVersion")] }
            if operations.isEmpty { continue }
            var writer = JSONWriter()
            JSONPatch(operations).write(to: &writer)
            let version = change.version
            let kind = version.group.isEmpty ? resource.kind : "\(resource.kind).\(version.name).\(version.group)"
            let namespace = resource.namespace.map { " --namespace \($0.shellWord)" } ?? ""
            text +=
                "kubectl patch \(kind.lowercased().shellWord) \(resource.name.shellWord)\(namespace) --type json --patch "
            text += String(decoding: writer.bytes, as: UTF8.self).shellWord + "\n"
        }
        for resource in additions {
            let lines = YAMLText().block(resource.node.value.inKubernetesOrder, column: 0)
            text += "kubectl apply --filename - <<'YAML'\n" + lines.joined(separator: "\n") + "\nYAML\n"
        }
        return text
    }
}

extension RepairPatches.Change {
    /// The group and version after the repair.
    fileprivate var version: (group: String, name: String) {
        guard case .string(let text)? = after["apiVersion"] else { return (resource.group, resource.version) }
        let parts = text.split(separator: "/", maxSplits: 1)
        return parts.count == 2 ? (String(parts[0]), String(parts[1])) : ("", text)
    }
}
