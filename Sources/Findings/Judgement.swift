// SPDX-License-Identifier: Apache-2.0

package import Cluster
internal import Documents

/// An inventory and what counts against it.
package struct Judgement: Sendable {
    package let inventory: Inventory
    /// The findings that no exception covers and that are wanted. In report order, except that those which came of
    /// judging again stand last.
    package let findings: [Finding]
    /// Ids of the checks that looked at more than their subject.
    let farsighted: Set<String>
    let book: ExceptionBook
}

/// How an inventory came to differ from the one that was judged before.
struct Revision {
    /// Roots of the new inventory that have to be judged: edited, new, or of a repaired subject.
    var fresh: [Node: Staleness] = [:]
    /// Roots of the old inventory that are no more, or whose objects are judged again.
    var stale: [Node: Staleness] = [:]
    /// The documents that took the place of others.
    var documents: Set<ObjectIdentifier> = []
    var alterations: Set<Alteration> = []
    /// Ids of the checks whose findings were repaired.
    var repaired: Set<String> = []

    /// Whether a check that looked beyond its subjects has to judge everything again.
    func isEverywhere(_ check: any Check.Type, _ isFarsighted: Bool) -> Bool {
        guard isFarsighted else { return false }
        if alterations.contains(where: check.isConcerned) { return true }
        if case .ofInventory = check.judge { return repaired.contains(check.description.id) }
        return false
    }
}

/// Which judgements of an object no longer hold.
struct Staleness: Sendable {
    /// Checks of these layers, one bit each.
    private let layers: UInt8
    /// Of these layers also checks that ignore how a pod is confined.
    private let unconfined: UInt8
    /// Checks of which something was repaired.
    private let repaired: Set<ObjectIdentifier>

    static let everything = Staleness(layers: .max)

    init(repaired: Set<ObjectIdentifier>, _ alterations: Set<Alteration> = []) {
        self.repaired = repaired
        var layers: UInt8 = 0
        var unconfined: UInt8 = 0
        for alteration in alterations {
            let touched = Layer.allCases.reduce(0) { alteration.touches($1) ? $0 | $1.bit : $0 }
            layers |= touched
            if !alteration.isContext { unconfined |= touched }
        }
        self.layers = layers
        self.unconfined = unconfined
    }

    private init(layers: UInt8) {
        self.layers = layers
        unconfined = layers
        repaired = []
    }

    func includes(_ check: CheckDescription) -> Bool {
        (check.ignoresConfinement ? unconfined : layers) & check.layer.bit != 0
            || repaired.contains(ObjectIdentifier(check))
    }
}

extension Layer {
    fileprivate var bit: UInt8 {
        switch self {
        case .workload: 1
        case .identity: 2
        case .network: 4
        case .image: 8
        case .admission: 16
        case .runtime: 32
        }
    }
}

extension Assessment {
    /// Judges everything.
    package func judgement(of inventory: Inventory) -> Judgement { judged(inventory).judgement }

    /// Judges a changed inventory as far as its judgement can differ from the earlier one. A check that looks at nothing
    /// that has changed is not asked again. What a check found without a look at the inventory rests on its subject
    /// alone, and holds as long as the subject stays as it is; what others found holds as long as no change concerns
    /// them.
    func judgement(of inventory: Inventory, after revision: Revision, from earlier: Judgement) -> Judgement {
        var fresh = revision.fresh
        for root in Self.newlyOwned(inventory, earlier.inventory) { fresh[root] = .everything }
        let everywhere = Set(
            checks.filter { revision.isEverywhere($0, earlier.farsighted.contains($0.description.id)) }
                .map { ObjectIdentifier($0.description) })
        let staleness = fresh
        let scope = Runner.Scope(
            isEverywhere: { everywhere.contains(ObjectIdentifier($0)) }, staleness: { staleness[$0.rootNode] })
        let outcome = Runner(checks: checks).outcome(Context(inventory: inventory, settings: settings), scope)
        var book = earlier.book
        book.read(inventory, only: revision.documents)
        var touched: Set<ObjectIdentifier> = []
        for root in revision.stale.keys { touched.insert(ObjectIdentifier(root.document)) }
        for root in fresh.keys { touched.insert(ObjectIdentifier(root.document)) }
        // What judges the inventory as a whole judges all of it or nothing.
        let whole = checks.filter { if case .ofInventory = $0.judge { true } else { false } }
        let wholes = Set(whole.map { ObjectIdentifier($0.description) })
        let kept = earlier.findings.filter { finding in
            if everywhere.contains(ObjectIdentifier(finding.check)) { return false }
            if wholes.contains(ObjectIdentifier(finding.check)) { return true }
            let resource = finding.subject.resource
            guard touched.contains(ObjectIdentifier(resource.node.document)) else { return true }
            let root = resource.rootNode
            return !((revision.stale[root] ?? fresh[root])?.includes(finding.check) ?? false)
        }
        return Judgement(
            inventory: inventory, findings: kept + wanted(book.apply(outcome.findings).findings),
            farsighted: earlier.farsighted.union(outcome.farsighted), book: book)
    }

    /// Objects that have found or lost their owner, and with it count or do not count themselves.
    private static func newlyOwned(_ after: Inventory, _ before: Inventory) -> Set<Node> {
        let owned = { (inventory: Inventory) in
            Set(inventory.workloads.lazy.filter(\.isOwned).map(\.resource.rootNode))
        }
        return owned(after).symmetricDifference(owned(before))
    }
}

extension Resource {
    /// The root of the document in which the object stands: its own node, or that of the list around it.
    var rootNode: Node {
        let document = node.document
        return document.root(at: document.rootPosition(of: node)) ?? node
    }
}
