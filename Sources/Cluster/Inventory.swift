// SPDX-License-Identifier: Apache-2.0

package import Documents
internal import Synchronization

/// Everything that was read: an immutable snapshot with indexes. The only input of an analyser.
package final class Inventory: Sendable {
    package let documents: [Document]
    /// All objects in reading order, items of lists included.
    package let resources: [Resource]
    /// Everything that runs pods, in reading order.
    package let workloads: [Workload]
    /// Documents that are no Kubernetes objects, left alone.
    package let foreignDocuments: Int
    /// Problems of all documents, and of objects that could not be understood.
    package let problems: [Problem]
    /// What analysers have worked out from this snapshot.
    package let derived = DerivedFacts()
    private let positionsByKind: [String: [Int]]
    /// Problems of objects, and of the input as a whole.
    private let objectProblems: [Problem]
    private let ownProblems: [Problem]
    private let loading: InventoryLoading

    /// Where the objects of each kind that was asked for are found by their names.
    private let positionsByName = Mutex<[String: [NameOfKind: Int]]>([:])

    /// Identifies an object among those of its kind.
    struct NameOfKind: Sendable, Hashable {
        /// Empty for cluster-scoped objects.
        let namespace: String
        let name: String
    }

    package convenience init(documents: [Document], problems: [Problem] = []) {
        var loading = InventoryLoading()
        for document in documents { loading.add(document) }
        self.init(documents, problems, loading)
    }

    /// What the loader has read.
    package convenience init(_ loaded: LoadedFiles) {
        self.init(loaded.documents, loaded.problems, loaded.objects)
    }

    /// An inventory in which some documents have taken the place of others. Only they are held against the API's types.
    package convenience init(_ earlier: Inventory, with documents: [Document]) {
        let known = Set(earlier.documents.map { ObjectIdentifier($0) })
        let replaced = Set(zip(earlier.documents, documents).lazy.filter { $0 !== $1 }.map(\.0.name))
        var loading = InventoryLoading(kinds: earlier.loading.kinds)
        loading.problems = earlier.objectProblems.filter { !replaced.contains($0.location.file) }
        loading.isKnown = { known.contains(ObjectIdentifier($0)) && !replaced.contains($0.name) }
        for (position, document) in documents.enumerated() {
            if position < earlier.documents.count, earlier.documents[position] === document {
                loading.add(document, at: position, of: earlier.loading)
            } else {
                loading.add(document)
            }
        }
        self.init(documents, earlier.ownProblems, loading)
        derived.takeOver(earlier.derived) { kinds in
            kinds.allSatisfy { kind in
                resources(ofKind: kind).elementsEqual(earlier.resources(ofKind: kind)) { $0 === $1 }
            }
        }
    }

    private init(_ documents: [Document], _ problems: [Problem], _ loading: InventoryLoading) {
        self.documents = documents
        resources = loading.resources
        workloads = loading.ownedWorkloads()
        foreignDocuments = loading.foreignDocuments
        objectProblems = loading.problems
        ownProblems = problems
        self.loading = loading
        self.problems = problems + documents.flatMap(\.problems) + loading.problems
        positionsByKind = loading.positionsByKind()
    }

    /// The objects of a kind, in reading order. Kinds of the same name in different groups come together.
    package func resources(ofKind kind: String) -> some Sequence<Resource> {
        (positionsByKind[kind] ?? []).lazy.map { self.resources[$0] }
    }

    /// One object; `namespace` is ignored for cluster-scoped kinds and read as `default` when the object had none.
    package func resource(kind: String, namespace: String, name: String) -> Resource? {
        let positions = positionsByName.withLock { known in
            if let positions = known[kind] { return positions }
            let positions = loading.positionsByName(of: positionsByKind[kind] ?? [])
            known[kind] = positions
            return positions
        }
        let position =
            positions[NameOfKind(namespace: namespace, name: name)] ?? positions[NameOfKind(namespace: "", name: name)]
        return position.map { resources[$0] }
    }
}
