// SPDX-License-Identifier: Apache-2.0

/// The fields of the built-in kinds, as a table that is searched by bytes: one probe per key, no strings.
struct Schema: Sendable {
    /// What a field holds: a scalar, a type of the table, or a list or map of these.
    struct FieldType: Sendable, Hashable {
        enum Shape: UInt8, Sendable { case single, list, map, mapOfLists }

        enum Content: Sendable, Hashable {
            case anything, string, boolean, integer, number, quantity, integerOrString
            /// A mapping with the fields of a type of the table.
            case type(UInt16)
        }

        let shape: Shape
        let content: Content

        static let anything = FieldType(shape: .single, content: .anything)

        /// What one element of a list or one value of a map holds.
        var element: FieldType {
            switch shape {
            case .single: .anything
            case .list, .map: FieldType(shape: .single, content: content)
            case .mapOfLists: FieldType(shape: .list, content: content)
            }
        }
    }

    /// A slot of the hash tables, which lie one after the other, one per type.
    struct Slot: Sendable {
        var hash: UInt64 = 0
        var start: UInt32 = 0
        /// Zero marks a free slot.
        var count: UInt32 = 0
        var type = FieldType.anything
    }

    /// One type: its hash table.
    struct TypeTable: Sendable {
        let first: Int
        /// The number of slots less one; the number is a power of two.
        let mask: Int
    }

    /// The text of the table; names are ranges of it.
    let text: [UInt8]
    let slots: [Slot]
    let types: [TypeTable]
    /// Kinds by `apiVersion/kind`, and types by `#` and their name.
    let kinds: [String: UInt16]

    /// The table of the kinds that the API server itself serves.
    static let builtIn = Schema(fields)

    /// The type of a pod template: `metadata` and `spec` of a pod.
    static let podTemplate = builtIn.kinds["#core.v1.PodTemplateSpec"]
    /// The type of `metadata`.
    static let objectMetadata = builtIn.kinds["#meta.v1.ObjectMeta"]

    init(_ table: StaticString) {
        text = table.withUTF8Buffer { Array($0) }
        var decoding = SchemaDecoding(text)
        decoding.run()
        slots = decoding.slots
        types = decoding.types
        kinds = decoding.kinds
    }

    /// The type of an object; nil for custom resources and for versions that are no longer served.
    func type(apiVersion: String, kind: String) -> UInt16? { kinds[apiVersion + "/" + kind] }

    /// The type that a field of a type has; nil when there is no such field.
    func field(_ name: String, of type: UInt16) -> FieldType? {
        var name = name
        return name.withUTF8 { name in
            text.withUnsafeBufferPointer { text in
                slots.withUnsafeBufferPointer { slots in
                    Self.find(UnsafeRawBufferPointer(name), types[Int(type)], slots, UnsafeRawBufferPointer(text))
                }
            }
        }
    }

    /// The names of a type's fields, sorted.
    func fieldNames(of type: UInt16) -> [String] {
        let table = types[Int(type)]
        return slots[table.first...table.first + table.mask].filter { $0.count > 0 }
            .map { String(decoding: text[Int($0.start)..<Int($0.start + $0.count)], as: UTF8.self) }
            .sorted()
    }

    /// Probes the hash table of a type.
    @inline(__always)
    static func find(
        _ name: UnsafeRawBufferPointer, _ table: TypeTable, _ slots: UnsafeBufferPointer<Slot>,
        _ text: UnsafeRawBufferPointer
    ) -> FieldType? {
        let hash = hash(name)
        var position = Int(truncatingIfNeeded: hash) & table.mask
        while true {
            let slot = slots[table.first + position]
            if slot.count == 0 { return nil }
            if slot.hash == hash, Int(slot.count) == name.count,
                equal(name, UnsafeRawBufferPointer(rebasing: text[Int(slot.start)..<Int(slot.start + slot.count)]))
            {
                return slot.type
            }
            position = (position + 1) & table.mask
        }
    }

    /// Mixes the length with the first and the last eight bytes: enough to tell field names apart.
    @inline(__always)
    static func hash(_ name: UnsafeRawBufferPointer) -> UInt64 {
        var mixed = UInt64(truncatingIfNeeded: name.count)
        if name.count >= 8 {
            mixed ^= head(name) &* 0x9E37_79B9_7F4A_7C15 ^ (tail(name) &* 0xC2B2_AE3D_27D4_EB4F)
        } else {
            for byte in name { mixed = (mixed << 8 | mixed >> 56) ^ UInt64(byte) }
        }
        mixed = (mixed ^ mixed >> 32) &* 0x9E37_79B9_7F4A_7C15
        return mixed ^ mixed >> 29
    }

    /// Whether two names of one length are the same. Eight bytes are compared together, the last eight at the end.
    @inline(__always)
    private static func equal(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Bool {
        guard left.count >= 8 else {
            for offset in 0..<left.count where left[offset] != right[offset] { return false }
            return true
        }
        var offset = 0
        while offset + 8 < left.count {
            let same = left.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
            if same != right.loadUnaligned(fromByteOffset: offset, as: UInt64.self) { return false }
            offset += 8
        }
        return tail(left) == tail(right)
    }

    /// The first and the last eight bytes of a name that has as many.
    @inline(__always)
    private static func head(_ name: UnsafeRawBufferPointer) -> UInt64 { name.loadUnaligned(as: UInt64.self) }

    @inline(__always)
    private static func tail(_ name: UnsafeRawBufferPointer) -> UInt64 {
        name.loadUnaligned(fromByteOffset: name.count - 8, as: UInt64.self)
    }
}
