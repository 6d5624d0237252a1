// SPDX-License-Identifier: Apache-2.0

/// What permissions need to know of one audit event (audit.k8s.io/v1), as ranges of its text.
package struct AuditEvent {
    /// The text around the event.
    private let bytes: UnsafeRawBufferPointer
    package private(set) var stage = 0..<0
    package private(set) var verb = 0..<0
    package private(set) var requestURI = 0..<0
    package private(set) var user = 0..<0
    package private(set) var impersonatedUser = 0..<0
    /// The mode of a constrained impersonation, such as `impersonate:user-info`.
    package private(set) var constraint = 0..<0
    package private(set) var resource = 0..<0
    package private(set) var subresource = 0..<0
    package private(set) var namespace = 0..<0
    package private(set) var name = 0..<0
    package private(set) var apiGroup = 0..<0
    package private(set) var decision = 0..<0
    package private(set) var reason = 0..<0
    package private(set) var time = 0..<0
    /// The groups of whom the request counts for.
    package private(set) var groups: [Range<Int>] = []
    private var impersonatedGroups: [Range<Int>] = []

    /// Reads one event, and leaves the cursor behind it.
    init(_ cursor: inout AuditCursor, _ bytes: UnsafeRawBufferPointer) throws(AuditCursor.Failure) {
        self.bytes = bytes
        try readMembers(&cursor)
        if !impersonatedUser.isEmpty { groups = impersonatedGroups }
    }

    /// Every event tells its stage, and what was done.
    var isEvent: Bool { !(verb.isEmpty && stage.isEmpty) }

    /// Who acted: the impersonated user when there is one.
    package var actor: Range<Int> { impersonatedUser.isEmpty ? user : impersonatedUser }

    private mutating func readMembers(_ cursor: inout AuditCursor) throws(AuditCursor.Failure) {
        var event = self
        try cursor.members { (cursor, key) throws(AuditCursor.Failure) in
            switch key.count {
            case 4 where cursor.matches(key, "verb"): event.verb = try cursor.optionalString() ?? event.verb
            case 4 where cursor.matches(key, "user"): try event.readUser(&cursor, isImpersonated: false)
            case 5 where cursor.matches(key, "stage"): event.stage = try cursor.optionalString() ?? event.stage
            case 9 where cursor.matches(key, "objectRef"): try event.readObject(&cursor)
            case 10 where cursor.matches(key, "requestURI"):
                event.requestURI = try cursor.optionalString() ?? event.requestURI
            case 11 where cursor.matches(key, "annotations"): try event.readAnnotations(&cursor)
            case 16 where cursor.matches(key, "impersonatedUser"):
                try event.readUser(&cursor, isImpersonated: true)
            case 22 where cursor.matches(key, "authenticationMetadata"): try event.readAuthentication(&cursor)
            case 24 where cursor.matches(key, "requestReceivedTimestamp"):
                event.time = try cursor.optionalString() ?? event.time
            default: try cursor.skipValue()
            }
        }
        self = event
    }

    private mutating func readUser(
        _ cursor: inout AuditCursor, isImpersonated: Bool
    ) throws(AuditCursor.Failure) {
        guard try cursor.peek() == 0x7B else { return try cursor.skipValue() }
        var name = 0..<0
        var groups: [Range<Int>] = []
        try cursor.members { (cursor, key) throws(AuditCursor.Failure) in
            if cursor.matches(key, "username") {
                name = try cursor.optionalString() ?? name
            } else if cursor.matches(key, "groups"), try cursor.peek() == 0x5B {
                try cursor.elements { (cursor) throws(AuditCursor.Failure) in
                    if let group = try cursor.optionalString() { groups.append(group) }
                }
            } else {
                try cursor.skipValue()
            }
        }
        if isImpersonated {
            impersonatedUser = name
            impersonatedGroups = groups
        } else {
            user = name
            self.groups = groups
        }
    }

    private mutating func readAuthentication(_ cursor: inout AuditCursor) throws(AuditCursor.Failure) {
        guard try cursor.peek() == 0x7B else { return try cursor.skipValue() }
        var constraint = constraint
        try cursor.members { (cursor, key) throws(AuditCursor.Failure) in
            guard cursor.matches(key, "impersonationConstraint") else { return try cursor.skipValue() }
            constraint = try cursor.optionalString() ?? constraint
        }
        self.constraint = constraint
    }

    private mutating func readObject(_ cursor: inout AuditCursor) throws(AuditCursor.Failure) {
        guard try cursor.peek() == 0x7B else { return try cursor.skipValue() }
        var event = self
        try cursor.members { (cursor, key) throws(AuditCursor.Failure) in
            let value = try cursor.optionalString()
            guard let value else { return }
            if cursor.matches(key, "resource") {
                event.resource = value
            } else if cursor.matches(key, "subresource") {
                event.subresource = value
            } else if cursor.matches(key, "namespace") {
                event.namespace = value
            } else if cursor.matches(key, "name") {
                event.name = value
            } else if cursor.matches(key, "apiGroup") {
                event.apiGroup = value
            }
        }
        self = event
    }

    private mutating func readAnnotations(_ cursor: inout AuditCursor) throws(AuditCursor.Failure) {
        guard try cursor.peek() == 0x7B else { return try cursor.skipValue() }
        var event = self
        try cursor.members { (cursor, key) throws(AuditCursor.Failure) in
            let value = try cursor.optionalString()
            guard let value else { return }
            if cursor.matches(key, "authorization.k8s.io/decision") {
                event.decision = value
            } else if cursor.matches(key, "authorization.k8s.io/reason") {
                event.reason = value
            }
        }
        self = event
    }

    /// The bytes of a range.
    func raw(_ range: Range<Int>) -> UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: bytes[range]) }

    func equals(_ range: Range<Int>, _ word: StaticString) -> Bool {
        guard range.count == word.utf8CodeUnitCount else { return false }
        return word.withUTF8Buffer { raw(range).elementsEqual($0) }
    }

    /// The text of a range, escapes decoded.
    package func text(_ range: Range<Int>) -> String {
        let raw = raw(range)
        guard raw.contains(0x5C) else { return String(decoding: raw, as: UTF8.self) }
        return JSONText.decoded(Array(raw))
    }
}

/// Escapes of JSON strings.
enum JSONText {
    static func decoded(_ bytes: [UInt8]) -> String {
        var units: [UInt16] = []
        var text = ""
        var plain: [UInt8] = []
        var position = 0
        func flush() {
            text += String(decoding: plain, as: UTF8.self)
            plain.removeAll(keepingCapacity: true)
        }
        while position < bytes.count {
            guard bytes[position] == 0x5C, position + 1 < bytes.count else {
                plain.append(bytes[position])
                position += 1
                continue
            }
            let escape = bytes[position + 1]
            position += 2
            switch escape {
            case 0x6E: plain.append(0x0A)
            case 0x74: plain.append(0x09)
            case 0x72: plain.append(0x0D)
            case 0x62: plain.append(0x08)
            case 0x66: plain.append(0x0C)
            case 0x75:
                flush()
                units.append(hexadecimal(bytes, position))
                position += 4
                let isPending = UTF16.isLeadSurrogate(units[units.count - 1])
                if !isPending {
                    text += String(decoding: units, as: UTF16.self)
                    units.removeAll()
                }
            default: plain.append(escape)
            }
        }
        flush()
        return text
    }

    private static func hexadecimal(_ bytes: [UInt8], _ start: Int) -> UInt16 {
        var value: UInt16 = 0
        for offset in 0..<4 where start + offset < bytes.count {
            let digit = Character(UnicodeScalar(bytes[start + offset])).hexDigitValue ?? 0
            value = value << 4 | UInt16(digit)
        }
        return value
    }
}
