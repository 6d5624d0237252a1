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

    /// A strategic merge patch; nil when the change removes something, lies in a list whose elements do not go by their
    /// names, or changes the version, which merges leave alone.
    private func merge(_ change: RepairPatches.Change) -> String? {
        guard change.resource.isBuiltIn else { return nil }
        var patch: Value = [
            "apiVersion": .string(change.resource.apiVersion), "kind": .string(change.resource.kind),
            "metadata": ["name": .string(change.resource.name)],
        ]
        for operation in change.patch.operations {
            guard let value = operation.value, operation.path.steps.first != .key("apiVersion"),
                let next = patch.strategic(value, at: operation.path.steps[...], in: change.after)
            else { return nil }
            patch = next
        }
        return YAMLText().block(patch, column: 0).joined(separator: "\n") + "\n"
    }
}

extension Value {
    /// Adds a value to a strategic merge patch. Elements of lists go by their names; all are named, since those that a
    /// patch names come first after it.
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
            guard Self.areNamed(key, rest), let new = old.strategic(value, at: rest, in: target) else { return nil }
            if let index { members[index].value = new } else { members.append(.init(key, new)) }
            return .object(members)
        case .index(let position):
            guard case .array(let targets) = object, targets.indices.contains(position) else { return nil }
            var elements: [Value] = []
            if case .array(let known) = self { elements = known }
            if elements.isEmpty {
                let names = targets.compactMap { $0["name"] }
                guard names.count == targets.count, Set(names).count == names.count else { return nil }
                elements = names.map { .object([.init("name", $0)]) }
            }
            let old = elements[position]
            guard let new = old.strategic(value, at: rest, in: targets[position]) else { return nil }
            elements[position] = new
            return .array(elements)
        }
    }
}

extension Value {
    private static let named: Set<String> = ["containers", "initContainers", "ephemeralContainers", "volumes", "env"]

    /// Whether the way goes on into a list whose elements merge by their names, or into no list.
    private static func areNamed(_ key: String, _ rest: ArraySlice<FieldPath.Step>) -> Bool {
        guard case .index? = rest.first else { return true }
        return named.contains(key)
    }
}

extension Resource {
    /// Of a group of the API server itself: Kustomize knows how its lists merge.
    fileprivate var isBuiltIn: Bool { !group.contains(".") || group.hasSuffix(".k8s.io") }
}
