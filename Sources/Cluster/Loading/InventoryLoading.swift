// SPDX-License-Identifier: Apache-2.0

internal import Documents

/// Collects the objects of documents for an `Inventory`.
struct InventoryLoading {
    private(set) var resources: [Resource] = []
    private(set) var foreignDocuments = 0
    private(set) var problems: [Problem] = []
    private(set) var positionsByKind: [String: [Int]] = [:]
    private(set) var positionsByName: [Inventory.ObjectName: Int] = [:]
    /// The facts of each object's kind, by position.
    private var facts: [KindFacts] = []
    private var knownFacts: [KindFacts.Key: KindFacts] = [:]

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
        let facts = facts(apiVersion: apiVersion, kind: kind)
        let isNamespaced = facts.description?.isNamespaced ?? true
        let resource = Resource(
            node: node, apiVersion: apiVersion, kind: kind,
            name: metadata?["name"]?.scalarText ?? metadata?["generateName"]?.scalarText ?? "",
            namespace: isNamespaced ? metadata?["namespace"]?.string : nil, ordinal: resources.count)
        positionsByKind[kind, default: []].append(resources.count)
        let name = Inventory.ObjectName(
            kind: kind, namespace: isNamespaced ? resource.effectiveNamespace : "", name: resource.name)
        // A custom resource may have the name of a built-in kind (Knative's Service): it does not hide the object.
        if facts.type != nil || positionsByName[name] == nil { positionsByName[name] = resources.count }
        resources.append(resource)
        self.facts.append(facts)
    }

    private mutating func facts(apiVersion: String, kind: String) -> KindFacts {
        let key = KindFacts.Key(apiVersion: apiVersion, kind: kind)
        if let known = knownFacts[key] { return known }
        let facts = KindFacts(key)
        knownFacts[key] = facts
        return facts
    }

    /// The workloads among the objects, and what is wrong with the fields of all objects.
    mutating func finish() -> [Workload] {
        let places = zip(resources, facts).map { PodTemplates.places(in: $0, $1) }
        let owners = ownersOfPods(places)
        var workloads: [Workload] = []
        for (resource, places) in zip(resources, places) {
            problems += Self.fieldProblems(resource, facts[resource.ordinal].type, places)
            if places.isEmpty { continue }
            let isOwned = !owners.isEmpty && isOwned(resource, by: owners)
            for place in places {
                let workload = Workload(
                    resource: resource, template: place.node, shape: place.shape, isOwned: isOwned)
                if let workload, place.shape == .template || !workload.containers.isEmpty { workloads.append(workload) }
            }
        }
        return workloads
    }

    /// Objects of the built-in kinds are held against the API's types. Of others (custom resources, versions that are
    /// no longer served) the pod templates are.
    private static func fieldProblems(
        _ resource: Resource, _ type: UInt16?, _ places: [PodTemplates.Place]
    ) -> [Problem] {
        if let type { return SchemaProblems.problems(of: resource.node, as: type) }
        guard !places.isEmpty, let template = Schema.podTemplate else { return [] }
        return places.flatMap { place in
            place.isExact && place.node != resource.node ? SchemaProblems.problems(of: place.node, as: template) : []
        }
    }

    /// An object that may own others: identified with its group, since kinds of the same name occur in several.
    private struct Owner: Hashable {
        let name: Inventory.ObjectName
        let group: String
    }

    /// The objects with pod templates, when anything names an owner at all.
    private func ownersOfPods(_ places: [[PodTemplates.Place]]) -> Set<Owner> {
        let isNeeded = zip(resources, places).contains {
            !$0.1.isEmpty && $0.0.metadata?["ownerReferences"] != nil
        }
        guard isNeeded else { return [] }
        var owners: Set<Owner> = []
        for (resource, places) in zip(resources, places) where !places.isEmpty {
            let name = Inventory.ObjectName(
                kind: resource.kind, namespace: resource.effectiveNamespace, name: resource.name)
            owners.insert(Owner(name: name, group: resource.group))
        }
        return owners
    }

    private func isOwned(_ resource: Resource, by owners: Set<Owner>) -> Bool {
        for owner in resource.metadata?["ownerReferences"]?.elements ?? Node.Elements.none {
            guard let kind = owner["kind"]?.string, let name = owner["name"]?.scalarText else { continue }
            let version = owner["apiVersion"]?.string ?? ""
            let group = version.contains("/") ? String(version.prefix { $0 != "/" }) : ""
            let key = Inventory.ObjectName(kind: kind, namespace: resource.effectiveNamespace, name: name)
            if owners.contains(Owner(name: key, group: group)) { return true }
        }
        return false
    }
}

/// What is known of a kind, looked up once.
struct KindFacts {
    struct Key: Hashable {
        let apiVersion: String
        let kind: String
    }

    /// The kind table's line.
    let description: KindDescription?
    /// The type in the field table; nil for custom resources and versions that are no longer served.
    let type: UInt16?
    /// The objects are searched for what looks like a pod template.
    let isSearched: Bool

    init(_ key: Key) {
        let version = key.apiVersion
        let group = version.contains("/") ? String(version.prefix { $0 != "/" }) : ""
        description = Kinds.description(kind: key.kind, group: group)
        type = Schema.builtIn.type(apiVersion: version, kind: key.kind)
        isSearched = description == nil && type == nil && !PodTemplates.holdsPatterns(group)
    }
}
