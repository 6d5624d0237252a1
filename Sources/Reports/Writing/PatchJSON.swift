// SPDX-License-Identifier: Apache-2.0

internal import Documents
internal import Findings

extension [UInt8] {
    /// The JSON Patch of a remediation, as a list; nothing when it changes nothing.
    ///
    /// Most remediations set one missing field: that patch is written straight away. All others are worked out first.
    mutating func append(patchOf remediation: Remediation, in object: Node, _ place: inout NodePlace) {
        if let edit = remediation.edits.first, remediation.edits.count == 1, edit.addsField(in: object) {
            append(key: "patch")
            place.move(to: edit.place.node, in: object)
            return append(addition: edit, below: place.pointer)
        }
        let patch = remediation.patch(of: object)
        if patch.isEmpty { return }
        append(key: "patch")
        append(0x5B)
        for operation in patch.operations {
            if last != 0x5B { append(0x2C) }
            append("{\"op\":\"")
            append(text: operation.name)
            append("\",\"path\":")
            append(quoted: operation.path.jsonPointer)
            if let value = operation.value {
                append(key: "value")
                append(json: value)
            }
            append(0x7D)
        }
        append(0x5D)
    }

    /// One operation that adds the first missing key with everything below it.
    private mutating func append(addition edit: Edit, below pointer: [UInt8]) {
        append("[{\"op\":\"add\",\"path\":\"")
        append(contentsOf: pointer)
        var isFirst = true
        for key in edit.place.missing {
            var key = key
            if isFirst {
                key.withUTF8 { append(pointerStep: $0) }
                append("\",\"value\":")
            } else {
                append("{")
                append(quoted: key)
                append(0x3A)
            }
            isFirst = false
        }
        switch edit.operation {
        case .set(let value): append(json: value)
        case .append(let value):
            append(0x5B)
            append(json: value)
            append(0x5D)
        case .remove, .addObject: break
        }
        for _ in edit.place.missing.dropFirst() { append(0x7D) }
        append("}]")
    }

    /// A key of a JSON pointer (RFC 6901), with its slash.
    mutating func append(pointerStep key: UnsafeBufferPointer<UInt8>) {
        append(0x2F)
        guard key.contains(where: { $0 == 0x7E || $0 == 0x2F }) else { return append(escaped: key) }
        var key = FieldPath([.key(String(decoding: key, as: UTF8.self))]).jsonPointer.dropFirst()
        key.withUTF8 { append(escaped: $0) }
    }
}

extension Edit {
    /// Whether it gives a mapping inside the object a field that is missing.
    fileprivate func addsField(in object: Node) -> Bool {
        let node = place.node
        let isInside =
            node.document === object.document && node.index >= object.index && node.index < object.record.next
        guard isInside, node.isMapping, !place.missing.isEmpty else { return false }
        switch operation {
        case .set, .append: return true
        case .remove, .addObject: return false
        }
    }
}
