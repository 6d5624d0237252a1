// SPDX-License-Identifier: Apache-2.0

internal import Documents

/// Walks an object beside the field table and notes what the API server would drop or reject.
struct SchemaWalk {
    enum Fault {
        /// A key that the type does not have.
        case unknown(key: UInt32, type: UInt16)
        /// A value of another type than the field's.
        case wrongType(value: UInt32, expected: Schema.FieldType)
    }

    private let records: UnsafeBufferPointer<NodeRecord>
    private let bytes: UnsafeRawBufferPointer
    private let slots: UnsafeBufferPointer<Schema.Slot>
    private let types: UnsafeBufferPointer<Schema.TypeTable>
    private let text: UnsafeRawBufferPointer
    private(set) var faults: [Fault] = []

    /// The faults of a subtree that has a type.
    static func faults(of node: Node, as type: UInt16, _ schema: Schema) -> [Fault] {
        node.document.records.withUnsafeBufferPointer { records in
            node.document.bytes.withUnsafeBytes { bytes in
                schema.slots.withUnsafeBufferPointer { slots in
                    schema.types.withUnsafeBufferPointer { types in
                        schema.text.withUnsafeBytes { text in
                            var walk = SchemaWalk(
                                records: records, bytes: bytes, slots: slots, types: types, text: text)
                            walk.value(node.index, Schema.FieldType(shape: .single, content: .type(type)))
                            return walk.faults
                        }
                    }
                }
            }
        }
    }

    private init(
        records: UnsafeBufferPointer<NodeRecord>, bytes: UnsafeRawBufferPointer,
        slots: UnsafeBufferPointer<Schema.Slot>, types: UnsafeBufferPointer<Schema.TypeTable>,
        text: UnsafeRawBufferPointer
    ) {
        self.records = records
        self.bytes = bytes
        self.slots = slots
        self.types = types
        self.text = text
    }

    private mutating func value(_ index: UInt32, _ type: Schema.FieldType) {
        let record = records[Int(index)]
        if record.isNull { return }
        switch type.shape {
        case .single: single(index, record, type)
        case .list:
            guard record.isSequence else { return fail(index, type) }
            let element = type.element
            var position = index + 1
            while position < record.next {
                value(position, element)
                position = records[Int(position)].next
            }
        case .map, .mapOfLists:
            guard record.isMapping else { return fail(index, type) }
            let element = type.element
            var position = index + 1
            while position < record.next {
                let key = records[Int(position)]
                if !key.isMergeKey { value(key.next, element) }
                position = records[Int(key.next)].next
            }
        }
    }

    @inline(__always)
    private mutating func single(_ index: UInt32, _ record: NodeRecord, _ expected: Schema.FieldType) {
        switch expected.content {
        case .anything: return
        case .type(let type):
            guard record.isMapping else { return fail(index, expected) }
            mapping(index, record, type)
        default: if !record.isScalar || !Self.accepts(expected.content, record.type) { fail(index, expected) }
        }
    }

    /// Whether a field takes a scalar that resolves to a type.
    @inline(__always)
    private static func accepts(_ content: Schema.FieldType.Content, _ type: Node.ScalarType) -> Bool {
        switch (content, type) {
        case (.string, .string), (.boolean, .bool), (.integer, .integer): true
        case (.number, .integer), (.number, .float): true
        case (.integerOrString, .integer), (.integerOrString, .string): true
        case (.quantity, .bool): false
        case (.quantity, _): true
        default: false
        }
    }

    private mutating func mapping(_ index: UInt32, _ record: NodeRecord, _ type: UInt16) {
        let table = types[Int(type)]
        var position = index + 1
        while position < record.next {
            let key = records[Int(position)]
            if let field = field(key, table) {
                value(key.next, field)
            } else if !key.isMergeKey, !records[Int(key.next)].isNull {
                // A field that says nothing has no effect, known or not.
                faults.append(.unknown(key: position, type: type))
            }
            position = records[Int(key.next)].next
        }
    }

    @inline(__always)
    private func field(_ key: NodeRecord, _ table: Schema.TypeTable) -> Schema.FieldType? {
        if key.needsDecoding || !key.isScalar { return .anything }
        let range = key.contentRange
        guard !range.isEmpty, range.upperBound <= bytes.count else { return nil }
        return Schema.find(UnsafeRawBufferPointer(rebasing: bytes[range]), table, slots, text)
    }

    private mutating func fail(_ index: UInt32, _ expected: Schema.FieldType) {
        faults.append(.wrongType(value: index, expected: expected))
    }
}
