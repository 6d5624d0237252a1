// SPDX-License-Identifier: Apache-2.0

/// How the beginning of a text tells what it is.
enum ListOpening: Equatable {
    /// The elements of a list start at a position, within so many objects.
    case list(open: Int, position: Int)
    case event
    /// Neither, or no JSON.
    case none
    /// The text is too short to tell.
    case unknown

    /// A list is an array, or an object with `items`, also one that a recorder has wrapped in `body`.
    init(_ bytes: UnsafeRawBufferPointer) {
        var cursor = AuditCursor(bytes)
        do { self = try Self.read(&cursor) } catch .incomplete { self = .unknown } catch { self = .none }
    }

    private static func read(_ cursor: inout AuditCursor) throws(AuditCursor.Failure) -> ListOpening {
        if try cursor.peek() == 0x5B {
            cursor.skipByte()
            return .list(open: 0, position: cursor.position)
        }
        var open = 1
        try cursor.expect(0x7B)
        while true {
            if try cursor.peek() == 0x7D { return .none }
            let key = try cursor.string()
            try cursor.expect(0x3A)
            let first = try cursor.peek()
            if first == 0x5B, cursor.matches(key, "items") {
                cursor.skipByte()
                return .list(open: open, position: cursor.position)
            }
            if cursor.matches(key, "stage") || cursor.matches(key, "verb") { return .event }
            if first == 0x7B, cursor.matches(key, "body") {
                cursor.skipByte()
                open += 1
                continue
            }
            try cursor.skipValue()
            if try cursor.peek() == 0x7D { return .none }
            try cursor.expect(0x2C)
        }
    }
}

extension AuditReader {
    /// Looks at the beginning of a long line.
    mutating func openPending(_ body: (AuditEvent) -> Void) {
        let opening = pending.withUnsafeBytes { ListOpening($0) }
        switch opening {
        case .list:
            let text = takePending()
            text.withUnsafeBytes { _ = open($0, 0, at: line, body) }
        case .event, .unknown:
            if pending.count < Self.limit {
                nextAttempt = min(opening == .event ? Self.limit : pending.count * 2, Self.limit)
                return
            }
            fallthrough
        case .none:
            fail(at: line)
            _ = takePending()
            state = .noise
        }
    }

    /// Reads a list from its opening on, and tells where in the text it ends; what is left of a list that does not is
    /// pending.
    mutating func open(
        _ text: UnsafeRawBufferPointer, _ start: Int, at first: Int, _ body: (AuditEvent) -> Void
    ) -> Int {
        line = first
        guard case .list(let open, let position) = ListOpening(UnsafeRawBufferPointer(rebasing: text[start...])) else {
            fail(at: line)
            state = .noise
            return text.count
        }
        state = .list(open: open)
        let rest = UnsafeRawBufferPointer(rebasing: text[(start + position)...])
        let used = advance(rest, body)
        switch state {
        case .line: return start + position + used
        case .noise, .object: return text.count
        case .list, .tail:
            pending = Array(rest[used...])
            nextAttempt = 0
            return text.count
        }
    }

    mutating func feedList(_ bytes: UnsafeRawBufferPointer, _ body: (AuditEvent) -> Void) -> Int {
        pending.append(contentsOf: bytes)
        if pending.count < nextAttempt { return bytes.count }
        let text = takePending()
        let used = text.withUnsafeBytes { advance($0, body) }
        let rest = text[used...]
        switch state {
        case .list, .tail:
            pending = Array(rest)
            nextAttempt = rest.count > Self.longLine ? rest.count * 2 : 0
            if rest.count > Self.limit {
                fail(at: line)
                _ = takePending()
                state = .noise
            }
        case .line, .noise, .object:
            // What belongs to no list any more is read again.
            if rest.count <= bytes.count { return bytes.count - rest.count }
            rest.withUnsafeBytes { feed($0, body) }
        }
        return bytes.count
    }

    /// Reads elements and what follows them as far as the text goes, and tells how much of it is done with.
    private mutating func advance(_ text: UnsafeRawBufferPointer, _ body: (AuditEvent) -> Void) -> Int {
        var cursor = AuditCursor(text)
        var done = 0
        do {
            if case .list(let open) = state {
                try readElements(&cursor, &done, text, body)
                state = .tail(open: open)
            }
            if case .tail(let open) = state { try readTail(&cursor, &done, open) }
        } catch .incomplete {
            // The rest waits for more.
        } catch {
            fail(in: text, at: done)
            state = .noise
        }
        line += Self.newlines(text[..<done])
        return done
    }

    private mutating func readElements(
        _ cursor: inout AuditCursor, _ done: inout Int, _ text: UnsafeRawBufferPointer, _ body: (AuditEvent) -> Void
    ) throws(AuditCursor.Failure) {
        while true {
            let first = try cursor.peek()
            done = cursor.position
            switch first {
            case 0x2C: cursor.skipByte()
            case 0x5D:
                cursor.skipByte()
                done = cursor.position
                return
            case 0x7B:
                let event = try AuditEvent(&cursor, text)
                if event.isEvent { body(event) } else { fail(in: text, at: done) }
                done = cursor.position
            default: throw .malformed
            }
        }
    }

    private mutating func readTail(
        _ cursor: inout AuditCursor, _ done: inout Int, _ open: Int
    ) throws(AuditCursor.Failure) {
        var open = open
        while open > 0 {
            if try cursor.peek() == 0x7D {
                cursor.skipByte()
                open -= 1
            } else {
                try cursor.expect(0x2C)
                _ = try cursor.string()
                try cursor.expect(0x3A)
                try cursor.skipValue()
            }
            done = cursor.position
            state = .tail(open: open)
        }
        state = .line
    }

    private mutating func fail(in text: UnsafeRawBufferPointer, at position: Int) {
        fail(at: firstUnreadableLine > 0 ? 0 : line + Self.newlines(text[..<position]))
    }

    private static func newlines(_ bytes: Slice<UnsafeRawBufferPointer>) -> Int {
        var count = 0
        var position = 0
        let bytes = UnsafeRawBufferPointer(rebasing: bytes)
        while let end = newline(bytes, from: position) {
            count += 1
            position = end + 1
        }
        return count
    }
}
