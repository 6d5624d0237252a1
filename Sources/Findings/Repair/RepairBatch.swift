// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents

/// The edits of several findings, applied together.
struct RepairBatch {
    /// What came of it, by the positions of findings in the batch and of documents in the inventory.
    struct Outcome {
        var documents: [Int: EditResult] = [:]
        var refused: [Int: String] = [:]
        /// The documents that changed for a finding.
        var places: [Int: Set<Int>] = [:]
        /// By document and root.
        var alterations: [Int: [Int: Set<Alteration>]] = [:]
    }

    private struct Request {
        let document: Int
        let edit: DocumentEdit
        let finding: Int
    }

    private let documents: [Document]
    private var positions: [ObjectIdentifier: Int] = [:]
    private var requests: [Request] = []
    /// Positions of requests by document.
    private var own: [Int: [Int]] = [:]
    private var outcome = Outcome()
    private var origins = Origins()

    /// - Parameter findings: with remediations, most severe first; of two edits of one field the first counts.
    init(_ findings: [Finding], in inventory: Inventory) {
        documents = inventory.documents
        for (position, document) in documents.enumerated() { positions[ObjectIdentifier(document)] = position }
        var added: Set<Value> = []
        for (position, (finding, edits)) in Hoisting.edits(of: findings).enumerated() {
            for edit in edits {
                guard let document = positions[ObjectIdentifier(edit.place.node.document)] else {
                    outcome.refused[position] = "its file has changed meanwhile: run the repair again"
                    continue
                }
                if let reason = origins.objection(to: edit.place.node) {
                    outcome.refused[position] = reason
                    continue
                }
                if case .addObject(let object) = edit.operation, !added.insert(object.identity).inserted { continue }
                add(edit, document, position, finding)
            }
        }
    }

    private mutating func add(_ edit: Edit, _ document: Int, _ finding: Int, _ judged: Finding) {
        let place = edit.place
        var path = place.node.path()
        path.steps += place.missing.map { .key($0) }
        let operation: DocumentEdit.Operation
        switch edit.operation {
        case .set(let value): operation = .set(value)
        case .remove: operation = .remove
        case .append(let value): operation = .append(value)
        case .addObject(let value):
            let object = place.node.object(near: judged.subject.resource.node)
            operation = .addObject(value.inNamespace(like: object).inKubernetesOrder)
            path = object.path()
        }
        let root = place.node.document.rootPosition(of: place.node)
        own[document, default: []].append(requests.count)
        requests.append(
            Request(document: document, edit: DocumentEdit(root: root, path: path, operation), finding: finding))
    }

    /// Applies what can be applied. A finding of which one edit is refused loses the others too.
    mutating func apply() -> Outcome {
        var open = Set(requests.map(\.document))
        while !open.isEmpty {
            let refused = outcome.refused
            for position in open.sorted() { apply(at: position) }
            let lost = requests.filter { refused[$0.finding] == nil && outcome.refused[$0.finding] != nil }
            // Only where the finding has other edits that were made does anything change.
            let edits = Dictionary(grouping: lost, by: \.finding).filter { $0.value.count > 1 }
            open = Set(edits.values.joined().map(\.document))
        }
        return outcome
    }

    private mutating func apply(at position: Int) {
        let own = (own[position] ?? []).map { requests[$0] }.filter { outcome.refused[$0.finding] == nil }
        let document = documents[position]
        let edits = Self.simplified(Self.withoutContradictions(own.map(\.edit)), document)
        let result = document.applying(edits)
        let reasons = Dictionary(result.refusals.map { ($0.edit, $0.reason) }) { _, last in last }
        var alterations: [Int: Set<Alteration>] = [:]
        for request in own {
            outcome.places[request.finding, default: []].insert(position)
            if let reason = reasons[request.edit] { outcome.refused[request.finding] = reason }
            alterations[request.edit.root, default: []].insert(Alteration(request.edit, in: document))
        }
        outcome.alterations[position] = alterations
        outcome.documents[position] = result.document === document ? nil : result
    }

    /// Of two edits that set one field the first counts; edits below a removed field are pointless.
    private static func withoutContradictions(_ edits: [DocumentEdit]) -> [DocumentEdit] {
        struct Place: Hashable {
            let root: Int
            let path: FieldPath
        }
        var set: Set<Place> = []
        var removed: Set<Place> = []
        for edit in edits where edit.operation == .remove { removed.insert(Place(root: edit.root, path: edit.path)) }
        func isBelowRemoved(_ edit: DocumentEdit) -> Bool {
            if removed.isEmpty { return false }
            return edit.path.steps.indices.contains { length in
                removed.contains(Place(root: edit.root, path: FieldPath(Array(edit.path.steps.prefix(length)))))
            }
        }
        return edits.filter { edit in
            let place = Place(root: edit.root, path: edit.path)
            if isBelowRemoved(edit) { return false }
            switch edit.operation {
            case .set: return !removed.contains(place) && set.insert(place).inserted
            case .append: return !removed.contains(place)
            case .remove, .addObject: return true
            }
        }
    }

    /// Capabilities: dropping ALL says it all, and a list that loses its last element goes with it.
    private static func simplified(_ edits: [DocumentEdit], _ document: Document) -> [DocumentEdit] {
        struct List: Hashable {
            let root: Int
            let path: FieldPath
        }
        var droppingAll: Set<List> = []
        var removals: [List: Int] = [:]
        for edit in edits {
            let list = List(root: edit.root, path: edit.path)
            switch edit.operation {
            case .append("ALL"), .set(["ALL"]): droppingAll.insert(list)
            case .remove:
                guard case .index = edit.path.steps.last else { continue }
                removals[List(root: edit.root, path: FieldPath(edit.path.steps.dropLast())), default: 0] += 1
            case .append, .set, .addObject: continue
            }
        }
        let emptied = removals.filter { list, count in
            guard let (node, missing) = document.root(at: list.root)?.resolve(list.path) else { return false }
            return missing.isEmpty && node.elements.reduce(0) { sum, _ in sum + 1 } == count
        }
        return edits.compactMap { edit in
            let list = List(root: edit.root, path: edit.path)
            if case .append(let value) = edit.operation, droppingAll.contains(list), value != "ALL" { return nil }
            guard edit.operation == .remove, case .index = edit.path.steps.last else { return edit }
            let parent = FieldPath(edit.path.steps.dropLast())
            guard emptied[List(root: edit.root, path: parent)] != nil else { return edit }
            return DocumentEdit(root: edit.root, path: parent, .remove)
        }
    }
}

extension Value {
    /// Where the object beside it leaves the namespace to whoever applies it, so does this one.
    fileprivate func inNamespace(like object: Node) -> Value {
        guard object["kind"]?.equals("Namespace") != true, object["metadata"]?["namespace"] == nil,
            case .string("default")? = self["metadata"]?["namespace"]
        else { return self }
        return applying(.remove, at: FieldPath([.key("metadata"), .key("namespace")]).steps) ?? self
    }

    /// Kind, namespace and name of an object: two repairs that add the same object add it once.
    fileprivate var identity: Value {
        let metadata = self["metadata"]
        return [
            self["kind"] ?? .null, metadata?["namespace"] ?? .null, metadata?["name"] ?? .null,
        ]
    }
}

extension Alteration {
    fileprivate init(_ edit: DocumentEdit, in document: Document) {
        if case .addObject(let object) = edit.operation {
            var kind = ""
            if case .string(let text) = object["kind"] { kind = text }
            self.init(kind: kind, keys: [])
            return
        }
        var keys = edit.path.steps.compactMap { step -> String? in
            guard case .key(let key) = step else { return nil }
            return key
        }
        if edit.mountsEmptyDirectory(keys.last) { keys.append("emptyDir") }
        let root = document.root(at: edit.root)
        if keys.last == "serviceAccountName", case .set(let name) = edit.operation,
            root?.resolve(FieldPath(edit.path.steps.dropLast())).node["serviceAccount"]?.value == name
        {
            // The name stays, under the field's present name.
            keys[keys.count - 1] = "serviceAccount"
        }
        self.init(kind: root?["kind"]?.scalarText ?? "", keys: keys)
    }
}

extension DocumentEdit {
    /// It adds an empty directory to a pod or mounts one, which refers to nothing outside of the pod.
    fileprivate func mountsEmptyDirectory(_ field: String?) -> Bool {
        guard case .append(let value) = operation else { return false }
        return field == "volumeMounts" || field == "volumes" && value["emptyDir"] != nil
    }
}

/// Says of documents and their objects whether a repair may touch them, each looked at once.
private struct Origins {
    private var files: [ObjectIdentifier: String?] = [:]
    private var generated: [Node: String?] = [:]

    /// Why nothing may be changed where a node stands.
    mutating func objection(to node: Node) -> String? {
        let file = files[ObjectIdentifier(node.document)] ?? Self.objection(to: node.document)
        files[ObjectIdentifier(node.document)] = .some(file)
        if let file { return file }
        guard let root = node.document.root(at: node.document.rootPosition(of: node)) else { return nil }
        if let known = generated[root] { return known }
        let description = GeneratedSource.description(of: root)
        generated[root] = .some(description)
        return description
    }

    private static func objection(to document: Document) -> String? {
        if !isUTF8(document) { return "the file is not UTF-8, which is not rewritten: convert it first" }
        return GeneratedSource.description(of: document)
    }

    /// Whether the text can be changed and shown byte for byte; only what has problems needs a look at all of it.
    private static func isUTF8(_ document: Document) -> Bool {
        if document.encoding == .other { return false }
        return document.problems.isEmpty || String(validating: document.bytes, as: UTF8.self) != nil
    }
}
