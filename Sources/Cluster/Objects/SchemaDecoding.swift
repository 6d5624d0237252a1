// SPDX-License-Identifier: Apache-2.0

/// Reads the text of the field table; its notation is described in the generator.
struct SchemaDecoding {
    private let text: [UInt8]
    private(set) var slots: [Schema.Slot] = []
    private(set) var types: [Schema.TypeTable] = []
    /// Kinds by `apiVersion/kind`, and types by `#` and their name.
    private(set) var kinds: [String: UInt16] = [:]
    private var words: [Range<Int>] = []

    init(_ text: [UInt8]) { self.text = text }

    mutating func run() {
        split()
        nameTypes()
        var position = 0
        while position < words.count {
            var end = position + 1
            while end < words.count, text[words[end].lowerBound] != 0x2B { end += 1 }
            addType(words[position + 1..<end])
            position = end
        }
    }

    private mutating func split() {
        words.reserveCapacity(4_000)
        var start = 0
        for (offset, byte) in text.enumerated() where byte == 0x20 || byte == 0x0A {
            if offset > start { words.append(start..<offset) }
            start = offset + 1
        }
        if start < text.count { words.append(start..<text.count) }
    }

    private mutating func nameTypes() {
        var type: UInt16 = 0
        for word in words {
            let name = string(word.dropFirst())
            switch text[word.lowerBound] {
            case 0x2B:
                kinds["#" + name] = type
                type += 1
            case 0x3D: kinds[name] = type - 1
            default: break
            }
        }
    }

    private mutating func addType(_ words: ArraySlice<Range<Int>>) {
        let fields = words.filter { text[$0.lowerBound] != 0x3D }
        var size = 2
        while size < fields.count * 2 { size *= 2 }
        let table = Schema.TypeTable(first: slots.count, mask: size - 1)
        types.append(table)
        slots.append(contentsOf: repeatElement(Schema.Slot(), count: size))
        for field in fields {
            guard let colon = field.first(where: { text[$0] == 0x3A }) else { continue }
            let name = field.lowerBound..<colon
            let hash = text.withUnsafeBytes { Schema.hash(UnsafeRawBufferPointer(rebasing: $0[name])) }
            var position = Int(truncatingIfNeeded: hash) & table.mask
            while slots[table.first + position].count > 0 { position = (position + 1) & table.mask }
            slots[table.first + position] = Schema.Slot(
                hash: hash, start: UInt32(name.lowerBound), count: UInt32(name.count),
                type: fieldType(colon + 1..<field.upperBound))
        }
    }

    private func fieldType(_ code: Range<Int>) -> Schema.FieldType {
        var name = code
        var shape = Schema.FieldType.Shape.single
        if text[name.lowerBound] == 0x7B {
            shape = .map
            name = name.dropFirst()
        }
        if text[name.lowerBound] == 0x5B {
            shape = shape == .map ? .mapOfLists : .list
            name = name.dropFirst()
        }
        return Schema.FieldType(shape: shape, content: content(name))
    }

    private func content(_ name: Range<Int>) -> Schema.FieldType.Content {
        guard name.count == 1 else { return kinds["#" + string(name)].map { .type($0) } ?? .anything }
        switch text[name.lowerBound] {
        case 0x73: return .string
        case 0x62: return .boolean
        case 0x69: return .integer
        case 0x6E: return .number
        case 0x71: return .quantity
        case 0x78: return .integerOrString
        default: return .anything
        }
    }

    private func string(_ range: Range<Int>) -> String { String(decoding: text[range], as: UTF8.self) }
}
