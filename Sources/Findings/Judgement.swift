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
}

extension Assessment {
    /// Judges everything.
    package func judgement(of inventory: Inventory) -> Judgement { judged(inventory).judgement }

    /// Judges a changed inventory as far as its judgement can differ from the earlier one. What a check found without a
    /// look at the inventory rests on its subject alone, and holds as long as the subject stays as it is. What others
    /// found holds as long as no change concerns them.
    func judgement(of inventory: Inventory, after revision: Revision, from earlier: Judgement) -> Judgement {
        let concerned = concerned(by: revision, earlier.farsighted)
        let nearsighted = checks.map { $0.description }.filter { !earlier.farsighted.contains($0.id) }
        let local = Set(nearsighted.map { ObjectIdentifier($0) })
        let fresh = revision.fresh.union(Self.newlyOwned(inventory, earlier.inventory))
        var scope = Runner.Scope()
        scope.isEverywhere = { concerned.contains(ObjectIdentifier($0)) }
        scope.isLocal = { local.contains(ObjectIdentifier($0)) }
        scope.isFresh = { fresh.contains($0.rootNode) }
        let outcome = Runner(checks: checks).outcome(Context(inventory: inventory, settings: settings), scope)
        var book = earlier.book
        book.read(inventory, only: revision.documents)
        let kept = earlier.findings.filter { finding in
            let check = ObjectIdentifier(finding.check)
            if concerned.contains(check) { return false }
            guard local.contains(check) else { return true }
            let root = finding.subject.resource.rootNode
            return !revision.stale.contains(root) && !fresh.contains(root)
        }
        return Judgement(
            inventory: inventory, findings: kept + wanted(book.apply(outcome.findings).findings),
            farsighted: earlier.farsighted.union(outcome.farsighted), book: book)
    }

    /// The checks that looked around and have to do it again.
    private func concerned(by revision: Revision, _ farsighted: Set<String>) -> Set<ObjectIdentifier> {
        let concerned = checks.filter { check in
            let id = check.description.id
            guard farsighted.contains(id) else { return false }
            return revision.repaired.contains(id) || revision.alterations.contains(where: check.isConcerned)
        }
        return Set(concerned.map { ObjectIdentifier($0.description) })
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
