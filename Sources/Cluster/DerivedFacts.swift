// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

/// What analysers have worked out from an inventory, kept so that several checks share one computation.
package final class DerivedFacts: Sendable {
    private let values = Mutex<[ObjectIdentifier: any Sendable]>([:])

    init() {}

    /// The fact of a type, made on first use. Two threads may make it at the same time; one of the results, which are
    /// equal because facts are pure functions of the inventory, is kept.
    package func value<Fact: Sendable>(of type: Fact.Type, make: () -> Fact) -> Fact {
        let key = ObjectIdentifier(type)
        if let known = values.withLock({ $0[key] }) as? Fact { return known }
        let made = make()
        return values.withLock { values in
            if let known = values[key] as? Fact { return known }
            values[key] = made
            return made
        }
    }
}
