// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents

/// The edits of several findings, applied together.
struct RepairBatch {
    struct Outcome {
        /// New documents by the ones they replace.
        var documents: [ObjectIdentifier: Document] = [:]
        var refused: [FindingKey: String] = [:]
    }

    private struct Request {
        let document: Document
        let edit: DocumentEdit
        let finding: FindingKey
    }

    private let documents: [Document]
    private var requests: [Request] = []
    private var refused: [FindingKey: String] = [:]

    /// - Parameter findings: with remediations, most severe first; of two edits of one field the first counts.
    init(_ findings: [Finding], in inventory: Inventory) {
        documents = inventory.documents
        let foreign = Set(documents.filter { !Self.isUTF8($0) }.map(ObjectIdentifier.init))
        var roots: [Node: Int] = [:]
        for document in documents {
            for (position, root) in document.roots.enumerated() { roots[root] = position }
        }
        var generated: [Node: String?] = [:]
        var added: Set<Value> = []
        for (finding, edits) in Hoisting.edits(of: findings) {
            let fingerprint = FindingKey(finding)
            for edit in edits {
                if foreign.contains(ObjectIdentifier(edit.place.node.document)) {
                    refused[fingerprint] = "the file is not UTF-8, which is not rewritten: convert it first"
                    continue
                }
                let root = edit.place.node.root
                let origin = generated[root] ?? GeneratedSource.description(of: root)
                generated[root] = origin
                if let origin {
                    refused[fingerprint] = origin
                    continue
                }
                guard let position = roots[root] else { continue }
                if case .addObject(let object) = edit.operation, !added.insert(object.identity).inserted { continue }
                add(edit, position, fingerprint, finding)
            }
        }
    }

    /// Whether the text can be changed and shown byte for byte; only what has problems needs a look at all of it.
    private static func isUTF8(_ document: Document) -> Bool {
        if document.encoding == .other { return false }
        return document.problems.isEmpty || String(validating: document.bytes, as: UTF8.self) != nil
    }

    private mutating func add(_ edit: Edit, _ root: Int, _ fingerprint: FindingKey, _ finding: Finding) {
        let place = edit.place
        var path = place.node.path()
        path.steps += place.missing.map { .key($0) }
        let operation: DocumentEdit.Operation
        switch edit.operation {
        case .set(let value): operation = .set(value)
        case .remove: operation = .remove
        case .append(let value): operation = .append(value)
        case .addObject(let value):
            operation = .addObject(value.inKubernetesOrder)
            path = finding.subject.resource.node.path()
        }
        requests.append(
            Request(
                document: place.node.document, edit: DocumentEdit(root: root, path: path, operation),
                finding: fingerprint))
    }

    /// Applies what can be applied. A finding of which one edit is refused loses the others too.
    mutating func apply() -> Outcome {
        for _ in 0..<4 {
            var outcome = Outcome(refused: refused)
            let open = requests.filter { refused[$0.finding] == nil }
            let requestsOfDocument = Dictionary(grouping: open) { ObjectIdentifier($0.document) }
            for document in documents {
                guard let own = requestsOfDocument[ObjectIdentifier(document)] else { continue }
                let edits = Self.simplified(Self.withoutContradictions(own.map(\.edit)), document)
                let result = document.applying(edits)
                let reasons = Dictionary(result.refusals.map { ($0.edit, $0.reason) }) { _, last in last }
                for request in own {
                    if let reason = reasons[request.edit] { outcome.refused[request.finding] = reason }
                }
                if result.document !== document { outcome.documents[ObjectIdentifier(document)] = result.document }
            }
            if outcome.refused.count == refused.count { return outcome }
            refused = outcome.refused
        }
        return Outcome(refused: refused)
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
        return edits.filter { edit in
            let place = Place(root: edit.root, path: edit.path)
            for length in 0..<edit.path.steps.count {
                let parent = Place(root: edit.root, path: FieldPath(Array(edit.path.steps.prefix(length))))
                if removed.contains(parent) { return false }
            }
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
    /// Kind, namespace and name of an object: two repairs that add the same object add it once.
    fileprivate var identity: Value {
        let metadata = self["metadata"]
        return [
            self["kind"] ?? .null, metadata?["namespace"] ?? .null, metadata?["name"] ?? .null,
        ]
    }
}
