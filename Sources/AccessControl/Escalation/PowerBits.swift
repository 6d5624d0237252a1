// SPDX-License-Identifier: Apache-2.0

/// A set of requirements, two bits each: met at all, and met for every object.
struct PowerBits: Sendable, Hashable {
    private var words = SIMD8<UInt64>()

    static let capacity = 512

    mutating func insert(_ bit: Int) {
        guard bit >= 0, bit < Self.capacity else { return }
        words[bit >> 6] |= 1 << UInt64(bit & 63)
    }

    func contains(_ bit: Int) -> Bool {
        guard bit >= 0, bit < Self.capacity else { return false }
        return words[bit >> 6] & 1 << UInt64(bit & 63) != 0
    }

    func isSuperset(of other: PowerBits) -> Bool { words & other.words == other.words }

    func intersects(_ other: PowerBits) -> Bool { words & other.words != SIMD8<UInt64>() }

    var isEmpty: Bool { words == SIMD8<UInt64>() }

    mutating func formUnion(_ other: PowerBits) { words |= other.words }

    func union(_ other: PowerBits) -> PowerBits {
        var result = self
        result.formUnion(other)
        return result
    }

    func subtracting(_ other: PowerBits) -> PowerBits {
        var result = self
        result.words &= ~other.words
        return result
    }
}

/// What somebody holds: in the whole cluster, and in single namespaces besides.
struct Holding: Sendable {
    var cluster = PowerBits()
    var namespaces: [String: PowerBits] = [:]

    var isEmpty: Bool { cluster.isEmpty && namespaces.isEmpty }

    /// All of it, wherever it is held.
    var everywhere: PowerBits { namespaces.values.reduce(cluster) { $0.union($1) } }

    /// All that has effect in a namespace.
    func bits(in namespace: String) -> PowerBits {
        guard let more = namespaces[namespace] else { return cluster }
        return cluster.union(more)
    }

    mutating func formUnion(_ other: Holding) {
        cluster.formUnion(other.cluster)
        for (namespace, bits) in other.namespaces { namespaces[namespace, default: PowerBits()].formUnion(bits) }
    }
}
