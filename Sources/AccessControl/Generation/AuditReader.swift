// SPDX-License-Identifier: Apache-2.0

/// Reads audit events from text that comes in pieces: one event a line, `EventList` objects a line (as the webhook
/// backend posts them), or pretty-printed objects. Memory does not grow with the length of the log.
package struct AuditReader {
    /// A line, or an object over several lines, longer than this is given up.
    private static let limit = 64 << 20

    /// Objects that were no events or lists of events.
    package private(set) var unreadable = 0
    /// The line of the first of them.
    package private(set) var firstUnreadableLine = 0
    private var pending: [UInt8] = []
    private var isInsideObject = false
    private var line = 0

    package init() {}

    /// Reads what a piece completes.
    package mutating func feed(_ piece: UnsafeRawBufferPointer, _ body: (AuditEvent) -> Void) {
        var start = 0
        while let end = Self.newline(piece, from: start) {
            let text = UnsafeRawBufferPointer(rebasing: piece[start..<end])
            start = end + 1
            line += 1
            if pending.isEmpty {
                read(text, body)
            } else {
                pending.append(contentsOf: text)
                continuePending(text.first, body)
            }
        }
        if start < piece.count { pending.append(contentsOf: piece[start...]) }
    }

    /// Reads what is left after the last piece.
    package mutating func finish(_ body: (AuditEvent) -> Void) {
        guard !pending.isEmpty else { return }
        line += 1
        let text = pending
        pending = []
        text.withUnsafeBytes { bytes in
            if case .success = Self.parse(bytes, body) { return }
            fail()
        }
    }

    private mutating func continuePending(_ first: UInt8?, _ body: (AuditEvent) -> Void) {
        // The pretty-printed object ends with a bracket at the start of a line.
        if isInsideObject, first != 0x7D, first != 0x5D, pending.count < Self.limit { return pending.append(0x0A) }
        let text = pending
        pending = []
        isInsideObject = false
        text.withUnsafeBytes { read($0, body) }
    }

    private mutating func read(_ text: UnsafeRawBufferPointer, _ body: (AuditEvent) -> Void) {
        switch Self.parse(text, body) {
        case .success: break
        case .failure(.incomplete) where text.count < Self.limit:
            pending = Array(text)
            pending.append(0x0A)
            isInsideObject = true
        case .failure: fail()
        }
    }

    private mutating func fail() {
        unreadable += 1
        if firstUnreadableLine == 0 { firstUnreadableLine = line }
    }

    private static func parse(
        _ text: UnsafeRawBufferPointer, _ body: (AuditEvent) -> Void
    ) -> Result<Void, AuditCursor.Failure> {
        var cursor = AuditCursor(text)
        if cursor.isAtEnd() { return .success(()) }
        do {
            let event = try AuditEvent(&cursor, text)
            if event.verb.isEmpty, event.stage.isEmpty {
                cursor = AuditCursor(text)
                try readList(&cursor, text, body)
            } else {
                body(event)
            }
            return cursor.isAtEnd() ? .success(()) : .failure(.malformed)
        } catch { return .failure(error) }
    }

    /// Events of a list, also of one that a recorder has wrapped in `body`.
    private static func readList(
        _ cursor: inout AuditCursor, _ text: UnsafeRawBufferPointer, _ body: (AuditEvent) -> Void
    ) throws(AuditCursor.Failure) {
        try cursor.members { (cursor, key) throws(AuditCursor.Failure) in
            let first = try cursor.peek()
            if cursor.matches(key, "items"), first == 0x5B {
                try cursor.elements { (cursor) throws(AuditCursor.Failure) in
                    guard try cursor.peek() == 0x7B else { return try cursor.skipValue() }
                    body(try AuditEvent(&cursor, text))
                }
            } else if cursor.matches(key, "body"), first == 0x7B {
                try readList(&cursor, text, body)
            } else {
                try cursor.skipValue()
            }
        }
    }

    private static func newline(_ bytes: UnsafeRawBufferPointer, from start: Int) -> Int? {
        var position = start
        while position + 8 <= bytes.count {
            let word = bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self)
            let found = ByteSearch.matches(word, 0x0A0A_0A0A_0A0A_0A0A)
            if found != 0 { return position + (found.trailingZeroBitCount >> 3) }
            position += 8
        }
        while position < bytes.count {
            if bytes[position] == 0x0A { return position }
            position += 1
        }
        return nil
    }
}
