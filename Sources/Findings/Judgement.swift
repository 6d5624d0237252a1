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
    var fresh: Set<Node> = []
    /// Roots of the old inventory that are no more, or whose objects are judged again.
    var stale: Set<Node> = []
    /// The documents that took the place of others.
    var documents: Set<ObjectIdentifier> = []
    var alterations: Set<Alteration> = []
    /// Ids of the checks whose findings were repaired.
    var repaired: Set<String> = []

    enum Reach { case nothing, freshObjects, everything }

    /// What a check has to judge again.
    func reach(of check: any Check.Type, isFarsighted: Bool) -> Reach {
        let description = check.description
        let isRepaired = repaired.contains(description.id)
        if isFarsighted {
            if alterations.contains(where: check.isConcerned) { return .everything }
            if isRepaired, case .ofInventory = check.judge { return .everything }
        }
        let isTouched = isRepaired || alterations.contains { $0.touches(description.layer) }
        return isTouched ? .freshObjects : .nothing
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
        var everywhere: Set<ObjectIdentifier> = []
        var local: Set<ObjectIdentifier> = []
        let owned = Self.newlyOwned(inventory, earlier.inventory)
        for check in checks {
            switch revision.reach(of: check, isFarsighted: earlier.farsighted.contains(check.description.id)) {
            case .everything: everywhere.insert(ObjectIdentifier(check.description))
            case .freshObjects: local.insert(ObjectIdentifier(check.description))
            case .nothing: if !owned.isEmpty { local.insert(ObjectIdentifier(check.description)) }
            }
        }
        let fresh = revision.fresh.union(owned)
        var scope = Runner.Scope()
        scope.isEverywhere = { everywhere.contains(ObjectIdentifier($0)) }
        scope.isLocal = { local.contains(ObjectIdentifier($0)) }
        scope.isFresh = { fresh.contains($0.rootNode) }
        let outcome = Runner(checks: checks).outcome(Context(inventory: inventory, settings: settings), scope)
        var book = earlier.book
        book.read(inventory, only: revision.documents)
        let kept = earlier.findings.filter { finding in
            let check = ObjectIdentifier(finding.check)
            if everywhere.contains(check) { return false }
            guard local.contains(check) else { return true }
            let root = finding.subject.resource.rootNode
            return !revision.stale.contains(root) && !fresh.contains(root)
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
