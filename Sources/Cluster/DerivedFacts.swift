// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

/// A fact that rests on the objects of some kinds alone.
package protocol FactOfKinds: Sendable {
    static var kinds: [String] { get }
}

/// What analysers have worked out from an inventory or a workload, kept so that several checks share one computation.
package final class DerivedFacts: Sendable {
    /// A fact in a box of its own class. The key of a box is the type of its fact, so that what lies under a key needs
    /// no cast that looks at types, which would cost more than most facts' use.
    private final class Box<Fact: Sendable>: Sendable {
        let fact: Fact

        init(_ fact: Fact) { self.fact = fact }
    }

    /// The boxes under their keys. They are few and asked for with every object, so that going through them takes less
    /// than hashing a key.
    private struct Boxes: Sendable {
        private var keys: [ObjectIdentifier] = []
        private var boxes: [any AnyObject & Sendable] = []

        subscript(key: ObjectIdentifier) -> (any AnyObject & Sendable)? {
            for position in keys.indices where keys[position] == key { return boxes[position] }
            return nil
        }

        mutating func add(_ box: any AnyObject & Sendable, _ key: ObjectIdentifier) {
            keys.append(key)
            boxes.append(box)
        }
    }

    /// The kinds on whose objects alone the facts under their keys rest.
    private let kinds = Mutex<[ObjectIdentifier: [String]]>([:])
    private let boxes = Mutex(Boxes())

    package init() {}

    /// Takes the facts over that rest on kinds whose objects are the same.
    func takeOver(_ earlier: DerivedFacts, where areSame: ([String]) -> Bool) {
        let kept = earlier.kinds.withLock { $0 }.filter { areSame($0.value) }
        if kept.isEmpty { return }
        let known = earlier.boxes.withLock { $0 }
        kinds.withLock { $0 = kept }
        boxes.withLock { boxes in
            for key in kept.keys { if let box = known[key] { boxes.add(box, key) } }
        }
    }

    /// The same for a fact that rests on the objects of some kinds alone: it stays while they do.
    package func value<Fact: FactOfKinds>(ofKinds type: Fact.Type, make: () -> Fact) -> Fact {
        value(of: type) {
            kinds.withLock { $0[ObjectIdentifier(type)] = Fact.kinds }
            return make()
        }
    }

    /// The fact of a type, made on first use. Two threads may make it at the same time; one of the results, which are
    /// equal because facts are pure functions of the inventory, is kept.
    package func value<Fact: Sendable>(of type: Fact.Type, make: () -> Fact) -> Fact {
        let key = ObjectIdentifier(type)
        if let known = boxes.withLock({ $0[key] }) { return unsafeDowncast(known, to: Box<Fact>.self).fact }
        let made = Box(make())
        return boxes.withLock { boxes in
            if let known = boxes[key] { return unsafeDowncast(known, to: Box<Fact>.self).fact }
            boxes.add(made, key)
            return made.fact
        }
    }
}
