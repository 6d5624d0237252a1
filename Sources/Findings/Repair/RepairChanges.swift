// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents

/// The documents while they are repaired, and which parts of them are still what was read.
struct RepairChanges {
    private(set) var documents: [Document]
    private let originals: [Document]
    /// How each original text became what it is now.
    private(set) var texts: [Int: TextChanges] = [:]
    private var places: [ObjectIdentifier: Place] = [:]
    /// Keeps the documents alive that have places.
    private var replaced: [Document] = []
    private var newRoots = 1 << 32
    /// What changed documents were before, in turn.
    private var earlier: [Int: [Earlier]] = [:]
    private var alterations: [Int: Set<Alteration>] = [:]

    init(_ inventory: Inventory) {
        documents = inventory.documents
        originals = inventory.documents
        for (position, document) in documents.enumerated() {
            places[ObjectIdentifier(document)] = Place(document: position, roots: nil)
        }
    }

    /// A document that was replaced, and for each root of the one that took its place the position it had in this one.
    private struct Earlier {
        let document: Document
        let positions: [Int?]
    }

    /// Where a document belongs, and the numbers of its roots; nil when they are their positions.
    private struct Place {
        let document: Int
        let roots: [Int]?

        func number(of root: Int) -> Int {
            guard let roots else { return root }
            return roots.indices.contains(root) ? roots[root] : root
        }
    }

    /// Where an object of one of the documents stands, of those that were replaced too.
    func place(of resource: Resource) -> ObjectPlace {
        let node = resource.node
        guard let place = places[ObjectIdentifier(node.document)] else {
            return ObjectPlace(document: -1, root: 0, items: [])
        }
        var items: [Int] = []
        var inner = node
        while let outer = inner.parent {
            if outer.isSequence { items.append(node.document.elementPosition(of: inner.index, in: outer.index)) }
            inner = outer
        }
        let root = place.number(of: node.document.rootPosition(of: node))
        return ObjectPlace(document: place.document, root: root, items: items)
    }

    /// Puts edited documents in the place of others; what has to be judged again for it.
    mutating func replace(_ outcome: RepairBatch.Outcome, repairing findings: [Finding]) -> Revision {
        var revision = Revision()
        revision.repaired = Set(findings.map(\.check.id))
        var subjects: [Int: [Int: Set<ObjectIdentifier>]] = [:]
        for finding in findings {
            let node = finding.subject.resource.node
            guard let position = places[ObjectIdentifier(node.document)]?.document else { continue }
            let root = node.document.rootPosition(of: node)
            subjects[position, default: [:]][root, default: []].insert(ObjectIdentifier(finding.check))
        }
        for (position, result) in outcome.documents {
            let altered = outcome.alterations[position] ?? [:]
            take(result, at: position, altered, subjects.removeValue(forKey: position) ?? [:], &revision)
            for alterations in altered.values {
                self.alterations[position, default: []].formUnion(alterations)
                revision.alterations.formUnion(alterations)
            }
        }
        // Subjects whose repair is in other documents.
        for (position, roots) in subjects {
            for (root, checks) in roots {
                let staleness = Staleness(repaired: checks)
                if let node = documents[position].root(at: root) { revision.fresh[node] = staleness }
                for old in selves(root, at: position) { revision.stale[old] = staleness }
            }
        }
        return revision
    }

    private mutating func take(
        _ result: EditResult, at position: Int, _ altered: [Int: Set<Alteration>],
        _ repaired: [Int: Set<ObjectIdentifier>],
        _ revision: inout Revision
    ) {
        let before = documents[position]
        var kept: Set<Int> = []
        for (number, root) in result.document.roots.enumerated() {
            guard let old = result.predecessors[number] else {
                revision.fresh[root] = .everything
                continue
            }
            kept.insert(old)
            guard result.origins[number] == nil || repaired[old] != nil else { continue }
            let staleness = Staleness(repaired: repaired[old] ?? [], altered[old] ?? [])
            revision.fresh[root] = staleness
            for node in selves(old, at: position) { revision.stale[node] = staleness }
        }
        for root in before.roots.indices where !kept.contains(root) {
            for node in selves(root, at: position) { revision.stale[node] = .everything }
        }
        let place = places[ObjectIdentifier(before)]
        var roots: [Int] = []
        for predecessor in result.predecessors {
            newRoots += 1
            roots.append(predecessor.map { place?.number(of: $0) ?? $0 } ?? newRoots)
        }
        earlier[position, default: []].append(Earlier(document: before, positions: result.predecessors))
        put(result.document, at: position)
        places[ObjectIdentifier(result.document)] = Place(document: position, roots: roots)
        texts[position] = (texts[position] ?? TextChanges()).followed(by: result.changes)
        revision.documents.insert(ObjectIdentifier(result.document))
    }

    /// Gives documents back as they were read; what has to be judged again for it.
    mutating func takeBack(_ positions: Set<Int>, of findings: [Finding]) -> Revision {
        var revision = Revision()
        revision.repaired = Set(findings.map(\.check.id))
        for position in positions {
            for root in documents[position].roots.indices {
                for node in selves(root, at: position) { revision.stale[node] = .everything }
            }
            for root in originals[position].roots { revision.fresh[root] = .everything }
            revision.alterations.formUnion(alterations[position] ?? [])
            revision.documents.insert(ObjectIdentifier(originals[position]))
            alterations[position] = nil
            earlier[position] = nil
            texts[position] = nil
            put(originals[position], at: position)
        }
        return revision
    }

    private mutating func put(_ document: Document, at position: Int) {
        replaced.append(documents[position])
        documents[position] = document
    }

    /// A root of a current document and all that it was before: a finding may rest on any of them that no change of
    /// what it looks at has outdated.
    private func selves(_ root: Int, at position: Int) -> [Node] {
        var nodes = documents[position].root(at: root).map { [$0] } ?? []
        var number = root
        for step in (earlier[position] ?? []).reversed() {
            guard step.positions.indices.contains(number), let position = step.positions[number],
                let node = step.document.root(at: position)
            else { break }
            nodes.append(node)
            number = position
        }
        return nodes
    }
}
