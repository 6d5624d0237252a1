// SPDX-License-Identifier: Apache-2.0

internal import Documents

/// Collects the objects of documents for an `Inventory`, each document's when it has just been read: its nodes are in
/// the processor's cache then.
struct InventoryLoading: Sendable {
    private(set) var resources: [Resource] = []
    private(set) var foreignDocuments = 0
    var problems: [Problem] = []
    /// The problems of the document's objects are known.
    var isKnown: @Sendable (Document) -> Bool = { _ in false }
    private(set) var kinds: KnownKinds
    /// The kind of each object, by position.
    private var kindOfResources: [Int] = []
    /// The positions of the objects with pod templates.
    private var podHolders: [Int] = []
    private var workloads: [Workload] = []
    /// An object with pod templates names an owner.
    private var namesOwner = false
    /// How far everything had come before each document.
    private var starts: [Extent] = []

    private struct Extent: Sendable {
        var resources = 0
        var foreignDocuments = 0
        var podHolders = 0
        var workloads = 0
    }

    /// - Parameter kinds: those that have been looked up before.
    init(kinds: KnownKinds = KnownKinds()) { self.kinds = kinds }

    private var extent: Extent {
        Extent(
            resources: resources.count, foreignDocuments: foreignDocuments, podHolders: podHolders.count,
            workloads: workloads.count)
    }

    mutating func add(_ document: Document) {
        starts.append(extent)
        for root in document.roots where !root.isNull { add(root) }
    }

    /// Adds a document at the position that it has in an earlier loading, whose kinds this one started with and whose
    /// problems are known. Its objects are taken over when they keep their places among all.
    mutating func add(_ document: Document, at position: Int, of earlier: InventoryLoading) {
        guard isKnown(document), earlier.starts.indices.contains(position),
            earlier.starts[position].resources == resources.count
        else { return add(document) }
        starts.append(extent)
        let start = earlier.starts[position]
        let end = position + 1 < earlier.starts.count ? earlier.starts[position + 1] : earlier.extent
        resources += earlier.resources[start.resources..<end.resources]
        kindOfResources += earlier.kindOfResources[start.resources..<end.resources]
        podHolders += earlier.podHolders[start.podHolders..<end.podHolders]
        workloads += earlier.workloads[start.workloads..<end.workloads]
        foreignDocuments += end.foreignDocuments - start.foreignDocuments
        namesOwner = namesOwner || earlier.namesOwner
    }

    private mutating func add(_ node: Node) {
        guard let kind = node["kind"], kind.isString, let version = node["apiVersion"], version.isString else {
            foreignDocuments += 1
            return
        }
        let position = kinds.position(apiVersion: version, kind: kind)
        if kinds[position].isList, let items = node["items"], items.isSequence {
            let element = kinds[position].elementKey
            for item in items.elements {
                // A list as the API serves it says once what its items are.
                if let element, item.isMapping, item["kind"] == nil {
                    append(item, kinds.position(of: element))
                } else {
                    add(item)
                }
            }
            return
        }
        append(node, position)
    }

    private mutating func append(_ node: Node, _ position: Int) {
        let known = kinds[position]
        let metadata = node["metadata"]
        resources.append(
            Resource(
                node: node, type: known.type,
                name: metadata?["name"]?.scalarText ?? metadata?["generateName"]?.scalarText ?? "",
                namespace: known.isNamespaced ? metadata?["namespace"]?.string : nil, ordinal: resources.count))
        kindOfResources.append(position)
        judge(resources[resources.count - 1], known)
    }

    /// Finds the object's pods, and what is wrong with its fields.
    private mutating func judge(_ resource: Resource, _ kind: KnownKinds.Entry) {
        let places = kind.mayHoldPods ? PodTemplates.places(in: resource, kind.facts) : []
        if !isKnown(resource.node.document) {
            problems += Self.kindProblem(resource, kind.facts)
            problems += Self.fieldProblems(resource, kind.facts.type, places)
        }
        if places.isEmpty { return }
        podHolders.append(resource.ordinal)
        namesOwner = namesOwner || resource.metadata?["ownerReferences"] != nil
        for place in places {
            let workload = Workload(resource: resource, template: place.node, shape: place.shape)
            if let workload, place.shape == .template || !workload.containers.isEmpty { workloads.append(workload) }
        }
    }

    /// The objects of each kind.
    func positionsByKind() -> [String: [Int]] {
        var positions: [[Int]] = Array(repeating: [], count: kinds.count)
        for (position, kind) in kindOfResources.enumerated() { positions[kind].append(position) }
        var result: [String: [Int]] = [:]
        for (kind, positions) in positions.enumerated() where !positions.isEmpty {
            let name = kinds[kind].key.kind
            guard let others = result[name] else {
                result[name] = positions
                continue
            }
            // Kinds of the same name in different groups.
            result[name] = (others + positions).sorted()
        }
        return result
    }

    /// Where each of some objects of a kind is found by its name.
    func positionsByName(of positions: [Int]) -> [Inventory.NameOfKind: Int] {
        var result: [Inventory.NameOfKind: Int] = [:]
        result.reserveCapacity(positions.count)
        for position in positions {
            let resource = resources[position]
            let kind = kinds[kindOfResources[position]]
            let name = Inventory.NameOfKind(
                namespace: kind.isNamespaced ? resource.effectiveNamespace : "", name: resource.name)
            // A custom resource may have the name of a built-in kind (Knative's Service): it does not hide the object.
            if kind.facts.type != nil || result[name] == nil { result[name] = position }
        }
        return result
    }

    /// The workloads among the objects. Which of them others own shows when all are read.
    func ownedWorkloads() -> [Workload] {
        guard namesOwner else { return workloads }
        let owners = ownersOfPods()
        return workloads.map { workload in
            guard isOwned(workload.resource, by: owners) else { return workload }
            return Workload(
                resource: workload.resource, template: workload.template, shape: workload.shape, isOwned: true)
                ?? workload
        }
    }

    private static func kindProblem(_ resource: Resource, _ facts: KindFacts) -> [Problem] {
        guard let mistake = facts.mistake, let kind = resource.node["kind"] else { return [] }
        return [Problem("unknown-kind", at: kind.location, gravity: .warning, mistake)]
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
        let kind: String
        let name: Inventory.NameOfKind
        let group: String
    }

    /// The objects with pod templates.
    private func ownersOfPods() -> Set<Owner> {
        var owners: Set<Owner> = []
        for resource in podHolders.lazy.map({ resources[$0] }) {
            let name = Inventory.NameOfKind(namespace: resource.effectiveNamespace, name: resource.name)
            owners.insert(Owner(kind: resource.kind, name: name, group: resource.group))
        }
        return owners
    }

    private func isOwned(_ resource: Resource, by owners: Set<Owner>) -> Bool {
        for owner in resource.metadata?["ownerReferences"]?.elements ?? Node.Elements.none {
            guard let kind = owner["kind"]?.string, let name = owner["name"]?.scalarText else { continue }
            let version = owner["apiVersion"]?.string ?? ""
            let group = version.contains("/") ? String(version.prefix { $0 != "/" }) : ""
            let key = Inventory.NameOfKind(namespace: resource.effectiveNamespace, name: name)
            if owners.contains(Owner(kind: kind, name: key, group: group)) { return true }
        }
        return false
    }
}

/// The kinds that occur in the input, each looked up once and found again by the bytes of its names.
struct KnownKinds: Sendable {
    final class Entry: Sendable {
        let key: KindFacts.Key
        let type: ResourceType
        let facts: KindFacts
        let isNamespaced: Bool
        /// `DeploymentList`, `List`: the objects are its items.
        let isList: Bool
        let mayHoldPods: Bool

        /// What `ClusterRoleList` is a list of; nil for `List` and for what is no list.
        var elementKey: KindFacts.Key? {
            guard isList, key.kind != "List" else { return nil }
            return KindFacts.Key(apiVersion: key.apiVersion, kind: String(key.kind.dropLast("List".count)))
        }

        init(_ key: KindFacts.Key) {
            self.key = key
            type = ResourceType(apiVersion: key.apiVersion, kind: key.kind)
            facts = KindFacts(key)
            isNamespaced = facts.description?.isNamespaced ?? true
            isList = key.kind.hasSuffix("List")
            mayHoldPods = facts.isSearched || facts.description?.templates.isEmpty == false
        }
    }

    private var entries: [Entry] = []
    private var positions: [KindFacts.Key: Int] = [:]
    /// The entries that were asked for with a text of some hash, by that hash.
    private var byHash: [UInt64: Int] = [:]

    var count: Int { entries.count }

    subscript(position: Int) -> Entry { entries[position] }

    /// The position of a kind, which is added when it is new.
    mutating func position(apiVersion: Node, kind: Node) -> Int {
        let hash = Self.hash(kind) &* 31 &+ Self.hash(apiVersion)
        if let position = byHash[hash], kind.equals(text: entries[position].key.kind),
            apiVersion.equals(text: entries[position].key.apiVersion)
        {
            return position
        }
        let position = position(of: KindFacts.Key(apiVersion: apiVersion.scalarText, kind: kind.scalarText))
        byHash[hash] = position
        return position
    }

    private static func hash(_ node: Node) -> UInt64 { node.withText { Schema.hash(UnsafeRawBufferPointer($0)) } }

    mutating func position(of key: KindFacts.Key) -> Int {
        if let position = positions[key] { return position }
        positions[key] = entries.count
        entries.append(Entry(key))
        return entries.count - 1
    }
}

/// What is known of a kind, looked up once.
struct KindFacts: Sendable {
    struct Key: Hashable, Sendable {
        let apiVersion: String
        let kind: String
    }

    /// The kind table's line.
    let description: KindDescription?
    /// The type in the field table; nil for custom resources and versions that are no longer served.
    let type: UInt16?
    /// The objects are searched for what looks like a pod template.
    let isSearched: Bool
    /// Why the API server cannot know the kind.
    let mistake: String?

    init(_ key: Key) {
        let version = key.apiVersion
        let group = version.contains("/") ? String(version.prefix { $0 != "/" }) : ""
        description = Kinds.description(kind: key.kind, group: group)
        type = Schema.builtIn.type(apiVersion: version, kind: key.kind)
        isSearched = description == nil && type == nil && !PodTemplates.holdsPatterns(group)
        mistake = type == nil ? Schema.builtIn.mistake(apiVersion: version, kind: key.kind) : nil
    }
}
