// SPDX-License-Identifier: Apache-2.0

internal import Documents

/// Collects the objects of documents for an `Inventory`.
struct InventoryLoading {
    private(set) var resources: [Resource] = []
    private(set) var foreignDocuments = 0
    private(set) var problems: [Problem] = []
    private(set) var positionsByKind: [String: [Int]] = [:]
    private(set) var positionsByName: [Inventory.ObjectName: Int] = [:]

    mutating func add(_ document: Document) {
        for root in document.roots where !root.isNull { add(root) }
    }

    private mutating func add(_ node: Node) {
        guard let kind = node["kind"]?.string, let apiVersion = node["apiVersion"]?.string else {
            foreignDocuments += 1
            return
        }
        if kind.hasSuffix("List"), let items = node["items"], items.isSequence {
            for item in items.elements { add(item) }
            return
        }
        append(node, kind: kind, apiVersion: apiVersion)
    }

    private mutating func append(_ node: Node, kind: String, apiVersion: String) {
        let metadata = node["metadata"]
        let group = apiVersion.contains("/") ? String(apiVersion.prefix { $0 != "/" }) : ""
        let isNamespaced = Kinds.description(kind: kind, group: group)?.isNamespaced ?? true
        let resource = Resource(
            node: node, apiVersion: apiVersion, kind: kind,
            name: metadata?["name"]?.scalarText ?? metadata?["generateName"]?.scalarText ?? "",
            namespace: isNamespaced ? metadata?["namespace"]?.string : nil, ordinal: resources.count)
        positionsByKind[kind, default: []].append(resources.count)
        let name = Inventory.ObjectName(
            kind: kind, namespace: isNamespaced ? resource.effectiveNamespace : "", name: resource.name)
        positionsByName[name] = resources.count
        resources.append(resource)
    }

    /// The workloads among the objects.
    func workloads() -> [Workload] {
        resources.flatMap { resource -> [Workload] in
            let templates = Kinds.description(kind: resource.kind, group: resource.group)?.templates ?? []
            return templates.compactMap { path in
                var node: Node? = resource.node
                for key in path { node = node?[key] }
                return node.flatMap { Workload(resource: resource, template: $0, isOwned: isOwned(resource)) }
            }
        }
    }

    private func isOwned(_ resource: Resource) -> Bool {
        for owner in resource.metadata?["ownerReferences"]?.elements ?? Node.Elements.none {
            guard let kind = owner["kind"]?.string, let name = owner["name"]?.string else { continue }
            let key = Inventory.ObjectName(kind: kind, namespace: resource.effectiveNamespace, name: name)
            if positionsByName[key] != nil { return true }
        }
        return false
    }
}
