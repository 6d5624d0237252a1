// SPDX-License-Identifier: Apache-2.0

/// The roles that somebody can give to themselves one after the other: what one gives may be what the next one takes.
struct RolePaths {
    /// The gifts to take in turn, the last of which is new; shorter ones first.
    private(set) var paths: [[RoleGift]] = []
    private var seen: Set<HeldRole>
    private let held: [HeldRole]
    private let delegation: RoleDelegation

    /// More are not looked at: who gets that far has enough.
    private static let limit = 128
    /// How many roles are asked what they lead to.
    private static let steps = 16

    init(_ held: [HeldRole], _ delegation: RoleDelegation) {
        self.held = held
        self.delegation = delegation
        seen = Set(held)
        var pending: [[RoleGift]] = [[]]
        var position = 0
        while position < min(pending.count, Self.steps), paths.count < Self.limit {
            pending += extend(pending[position])
            position += 1
            if position == pending.count { pending += extend(together()) }
        }
    }

    /// Adds what can be had next after a path, and returns those that may lead on.
    private mutating func extend(_ path: [RoleGift]) -> [[RoleGift]] {
        var leading: [[RoleGift]] = []
        for gift in delegation.gifts(of: held + path.map(\.held)) where seen.insert(gift.held).inserted {
            paths.append(path + [gift])
            if delegation.lifts(gift.held) { leading.append(path + [gift]) }
        }
        return leading
    }

    /// All gifts that bear on roles, each after what it takes.
    private func together() -> [RoleGift] {
        var taken: Set<HeldRole> = []
        return paths.joined().filter { delegation.bears($0.held) && taken.insert($0.held).inserted }
    }
}
