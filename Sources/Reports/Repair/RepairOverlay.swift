// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents
internal import Findings

/// A repair as a Kustomize overlay, for people who may not edit the base.
struct RepairOverlay {
    private let patches: RepairPatches
    private let files: [String]

    init(_ repair: Repair) {
        patches = RepairPatches(repair)
        files = repair.result.documents.map(\.name)
    }

    /// A `kustomization.yaml` with the patches inside: strategic merges where the change can be said that way, JSON
    /// patches where something is removed or the kind is a custom resource.
    var kustomization: String {
        var members: [Value.Member] = [
            .init("apiVersion", "kustomize.config.k8s.io/v1beta1"), .init("kind", "Kustomization"),
            .init("resources", .array(files.map { .string($0) })),
        ]
        let entries = patches.changes.map(entry)
        if !entries.isEmpty { members.append(.init("patches", .array(entries))) }
        var text = YAMLText().block(.object(members), column: 0).joined(separator: "\n") + "\n"
        for resource in patches.additions {
            text += "# a new object, to be listed under resources as a file of its own:\n"
            let lines = YAMLText().block(resource.node.value.inKubernetesOrder, column: 0)
            text += lines.map { "#   \($0)\n" }.joined()
        }
        return text
    }

    private func entry(_ change: RepairPatches.Change) -> Value {
        let resource = change.resource
        var target: [Value.Member] = [
            .init("version", .string(resource.version)), .init("kind", .string(resource.kind)),
        ]
        if !resource.group.isEmpty { target.insert(.init("group", .string(resource.group)), at: 0) }
        target.append(.init("name", .string(resource.name)))
        if let namespace = resource.namespace { target.append(.init("namespace", .string(namespace))) }
        return ["patch": .string(merge(change) ?? json(change)), "target": .object(target)]
    }

    private func json(_ change: RepairPatches.Change) -> String {
        let operations = change.patch.operations.map { operation -> Value in
            var members: [Value.Member] = [
                .init("op", .string(operation.name)), .init("path", .string(operation.path.jsonPointer)),
            ]
            if let value = operation.value { members.append(.init("value", value)) }
            return .object(members)
        }
        return YAMLText().block(.array(operations), column: 0).joined(separator: "\n") + "\n"
    }

    /// A strategic merge patch; nil when the change removes something or lies in a list without names.
    private func merge(_ change: RepairPatches.Change) -> String? {
        guard change.resource.isBuiltIn else { return nil }
        var patch: Value = [
            "apiVersion": .string(change.resource.apiVersion), "kind": .string(change.resource.kind),
            "metadata": ["name": .string(change.resource.name)],
        ]
        for operation in change.patch.operations {
            guard let value = operation.value,
                let next = patch.strategic(value, at: operation.path.steps[...], in: change.after)
            else { return nil }
            patch = next
        }
        return YAMLText().block(patch, column: 0).joined(separator: "\n") + "\n"
    }
}

extension Value {
    /// Adds a value to a strategic merge patch; elements of lists go by their name.
    fileprivate func strategic(_ value: Value, at steps: ArraySlice<FieldPath.Step>, in object: Value) -> Value? {
        guard let step = steps.first else { return value }
        let rest = steps.dropFirst()
        switch step {
        case .key(let key):
            guard key != "-", case .object(var members) = self == .null ? .object([]) : self,
                let target = object[key]
            else { return nil }
            let index = members.firstIndex { $0.key == key }
            let old = index.map { members[$0].value } ?? .null
            guard let new = old.strategic(value, at: rest, in: target) else { return nil }
            if let index { members[index].value = new } else { members.append(.init(key, new)) }
            return .object(members)
        case .index(let position):
            guard case .array(var elements) = self == .null ? .array([]) : self, case .array(let targets) = object,
                targets.indices.contains(position), let name = targets[position]["name"]
            else { return nil }
            let index = elements.firstIndex { $0["name"] == name }
            let old = index.map { elements[$0] } ?? .object([.init("name", name)])
            guard let new = old.strategic(value, at: rest, in: targets[position]) else { return nil }
            if let index { elements[index] = new } else { elements.append(new) }
            return .array(elements)
        }
    }
}

extension Resource {
    /// Of a group of the API server itself: Kustomize knows how its lists merge.
    fileprivate var isBuiltIn: Bool { !group.contains(".") || group.hasSuffix(".k8s.io") }
}
