// SPDX-License-Identifier: Apache-2.0

/// A value of JSON's data model, for what we make ourselves: patches, new objects, evidence in reports.
package enum Value: Sendable, Hashable {
    case null
    case bool(Bool)
    case integer(Int64)
    case double(Double)
    case string(String)
    case array([Value])
    case object([Member])

    /// One member of an object; order is kept.
    package struct Member: Sendable, Hashable {
        package var key: String
        package var value: Value

        package init(_ key: String, _ value: Value) {
            self.key = key
            self.value = value
        }
    }

    package subscript(key: String) -> Value? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.key == key }?.value
    }
}

extension Value: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    package init(stringLiteral value: String) { self = .string(value) }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    package init(integerLiteral value: Int64) { self = .integer(value) }
    package init(arrayLiteral elements: Value...) { self = .array(elements) }
    package init(dictionaryLiteral elements: (String, Value)...) {
        self = .object(elements.map { Member($0.0, $0.1) })
    }
}

extension Node {
    /// The node as a value, as Kubernetes would read it.
    package var value: Value {
        switch kind {
        case .mapping: .object(entries.map { Value.Member($0.key.scalarText, $0.value.value) })
        case .sequence: .array(elements.map(\.value))
        case .scalar: scalarValue
        }
    }

    private var scalarValue: Value {
        switch record.type {
        case .null: .null
        case .bool: .bool(bool ?? false)
        case .integer: integer.map { .integer($0) } ?? .double(double ?? 0)
        case .float: .double(double ?? 0)
        case .string: .string(scalarText)
        }
    }
}
