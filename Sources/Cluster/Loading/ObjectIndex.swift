// SPDX-License-Identifier: Apache-2.0

/// Finds objects by kind, namespace and name: an open hash table of their positions. The names are those of the objects
/// themselves, so that a slot takes eight bytes.
struct ObjectIndex: Sendable {
    private struct Slot: Sendable {
        var hash: UInt32 = 0
        var position = free

        static let free = UInt32.max
    }

    /// At most half of them are taken; their number is a power of two.
    private var slots = Array(repeating: Slot(), count: 64)
    private var count = 0

    /// The position of the object of a name.
    func position(of name: Inventory.ObjectName, among resources: [Resource]) -> Int? {
        let position = slots[place(of: name, Self.hash(name), resources)].position
        return position == Slot.free ? nil : Int(position)
    }

    /// Adds an object, or lets it take the place of another one of its name.
    mutating func insert(_ position: Int, among resources: [Resource], replaces: Bool) {
        let name = resources[position].objectName
        let hash = Self.hash(name)
        let place = place(of: name, hash, resources)
        let isNew = slots[place].position == Slot.free
        guard isNew || replaces else { return }
        slots[place] = Slot(hash: hash, position: UInt32(truncatingIfNeeded: position))
        guard isNew else { return }
        count += 1
        if count * 2 > slots.count { grow() }
    }

    /// Where a name stands, or the free slot where it belongs.
    private func place(of name: Inventory.ObjectName, _ hash: UInt32, _ resources: [Resource]) -> Int {
        var place = Int(hash) & (slots.count - 1)
        while slots[place].position != Slot.free {
            if slots[place].hash == hash, resources[Int(slots[place].position)].objectName == name { return place }
            place = (place + 1) & (slots.count - 1)
        }
        return place
    }

    private mutating func grow() {
        let old = slots
        slots = Array(repeating: Slot(), count: old.count * 2)
        for slot in old where slot.position != Slot.free {
            var place = Int(slot.hash) & (slots.count - 1)
            while slots[place].position != Slot.free { place = (place + 1) & (slots.count - 1) }
            slots[place] = slot
        }
    }

    private static func hash(_ name: Inventory.ObjectName) -> UInt32 { UInt32(truncatingIfNeeded: name.hashValue) }
}

extension Resource {
    fileprivate var objectName: Inventory.ObjectName {
        Inventory.ObjectName(kind: kind, namespace: isClusterScoped ? "" : effectiveNamespace, name: name)
    }
}
