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
            let before = Inventory(documents: [file.before]).resources
            var rest = before[...]
            for resource in Inventory(documents: [file.after]).resources {
                guard let index = rest.firstIndex(where: { $0.identity == resource.identity }) else {
                    additions.append(resource)
                    continue
                }
                let old = rest.remove(at: index)
                let patch = JSONPatch(from: old.node.value, to: resource.node.value)
                if !patch.isEmpty { changes.append(Change(resource: old, after: resource.node.value, patch: patch)) }
            }
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
            var writer = JSONWriter()
            change.patch.write(to: &writer)
            let kind = resource.group.isEmpty ? resource.kind : "\(resource.kind).\(resource.version).\(resource.group)"
            let namespace = resource.namespace.map { " --namespace \(Self.quoted($0))" } ?? ""
            text +=
                "kubectl patch \(Self.quoted(kind.lowercased())) \(Self.quoted(resource.name))\(namespace) --type json --patch "
            text += Self.quoted(String(decoding: writer.bytes, as: UTF8.self)) + "\n"
        }
        for resource in additions {
            let lines = YAMLText().block(resource.node.value.inKubernetesOrder, column: 0)
            text += "kubectl apply --filename - <<'YAML'\n" + lines.joined(separator: "\n") + "\nYAML\n"
        }
        return text
    }

    /// For a POSIX shell.
    private static func quoted(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { byte in
            (0x61...0x7A).contains(byte) || (0x41...0x5A).contains(byte) || (0x30...0x39).contains(byte)
                || [0x2D, 0x2E, 0x5F, 0x2F].contains(byte)
        }
        if isPlain, !text.isEmpty { return text }
        return "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }
}

extension Resource {
    fileprivate var identity: [String] { [group, kind, namespace ?? "", name] }
}
