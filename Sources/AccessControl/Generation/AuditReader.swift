// SPDX-License-Identifier: Apache-2.0

/// Reads audit events from text that comes in pieces: one event a line, `EventList` objects (as the webhook backend
/// posts them, or a whole log in one object), arrays of events, and objects over several lines. Of a list no more than
/// one event is kept, so that memory does not grow with the length of the log.
package struct AuditReader {
    /// What the bytes belong to that come next.
    enum State {
        /// A line; `pending` is its beginning.
        case line
        /// An object over several lines that is no list; `pending` is its beginning.
        case object
        /// The elements of a list; `pending` starts with one.
        case list(open: Int)
        /// What follows the elements, with so many objects to be closed.
        case tail(open: Int)
        /// The rest of a line that cannot be read.
        case noise
    }

    /// A line, or an object over several lines, longer than this is given up.
    static let limit = 64 << 20
    /// A line longer than this may hold a list.
    static let longLine = 1 << 18

    /// Objects and lines that were no events or lists of events.
    package private(set) var unreadable = 0
    /// The line of the first of them.
    package private(set) var firstUnreadableLine = 0
    var pending: [UInt8] = []
    var state = State.line
    /// The line that is being read, from 1.
    var line = 1
    /// So long must `pending` be before it is looked at again.
    var nextAttempt = AuditReader.longLine
    /// The line on which the object began.
    private var objectLine = 0
    /// Where in `pending` the object's last line starts.
    private var lineStart = 0

    package init() {}

    /// What is kept of text that is not complete yet.
    package var keptBytes: Int { pending.count }

    /// Reads what a piece completes.
    package mutating func feed(_ piece: UnsafeRawBufferPointer, _ body: (AuditEvent) -> Void) {
        var rest = piece
        while !rest.isEmpty {
            let used =
                switch state {
                case .line: feedLine(rest, body)
                case .object: feedObject(rest, body)
                case .list, .tail: feedList(rest, body)
                case .noise: feedNoise(rest)
                }
            rest = UnsafeRawBufferPointer(rebasing: rest[used...])
        }
    }

    /// Reads what is left after the last piece.
    package mutating func finish(_ body: (AuditEvent) -> Void) {
        // The end of the text ends its last line.
        nextAttempt = 0
        if !pending.isEmpty { [UInt8(ascii: "\n")].withUnsafeBytes { feed($0, body) } }
        switch state {
        case .line, .noise: break
        case .object: fail(at: objectLine)
        case .list, .tail: fail(at: line)
        }
        pending = []
        state = .line
    }

    mutating func fail(at line: Int) {
        unreadable += 1
        if firstUnreadableLine == 0 { firstUnreadableLine = line }
    }

    /// What is pending, which then starts anew.
    mutating func takePending() -> [UInt8] {
        defer { nextAttempt = Self.longLine }
        let text = pending
        pending = []
        return text
    }

    // MARK: - Lines

    private mutating func feedLine(_ bytes: UnsafeRawBufferPointer, _ body: (AuditEvent) -> Void) -> Int {
        guard let end = Self.newline(bytes, from: 0) else {
            pending.append(contentsOf: bytes)
            if pending.count >= nextAttempt { openPending(body) }
            return bytes.count
        }
        let text = UnsafeRawBufferPointer(rebasing: bytes[..<end])
        if pending.isEmpty {
            read(text, at: line, body)
        } else {
            pending.append(contentsOf: text)
            takePending().withUnsafeBytes { read($0, at: line, body) }
        }
        endLine()
        return end + 1
    }

    /// What is pending goes on after a line that did not complete it.
    private mutating func endLine() {
        switch state {
        case .line, .noise:
            state = .line
            line += 1
        case .object:
            pending.append(0x0A)
            lineStart = pending.count
            line += 1
        case .list, .tail: pending.append(0x0A)
        }
    }

    private mutating func feedNoise(_ bytes: UnsafeRawBufferPointer) -> Int {
        guard let end = Self.newline(bytes, from: 0) else { return bytes.count }
        endLine()
        return end + 1
    }

    /// Reads the objects of a line, or of the lines of an object.
    private mutating func read(_ text: UnsafeRawBufferPointer, at start: Int, _ body: (AuditEvent) -> Void) {
        // A mark of the encoding may come first.
        var position = start == 1 && text.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        state = .line
        while position < text.count, case .line = state {
            var cursor = AuditCursor(text, at: position)
            guard let first = try? cursor.peek() else { return }
            position = cursor.position
            do {
                if first == 0x5B || text[position...].starts(with: #"{"kind":"EventList""#.utf8) {
                    position = open(text, position, at: start, body)
                    continue
                }
                let event = try AuditEvent(&cursor, text)
                if event.isEvent {
                    body(event)
                    position = cursor.position
                } else {
                    position = open(text, position, at: start, body)
                }
            } catch .incomplete {
                return keep(text, position, at: start, body)
            } catch {
                return fail(at: start)
            }
        }
    }

    /// An object that does not end on its line: a list, or one over several lines.
    private mutating func keep(
        _ text: UnsafeRawBufferPointer, _ position: Int, at start: Int, _ body: (AuditEvent) -> Void
    ) {
        let rest = UnsafeRawBufferPointer(rebasing: text[position...])
        let opening = ListOpening(rest)
        switch opening {
        case .list: _ = open(text, position, at: start, body)
        case .none: fail(at: start)
        case .event, .unknown:
            objectLine = start
            state = .object
            pending = Array(rest)
            nextAttempt = opening == .unknown ? rest.count * 2 : Self.limit
        }
    }

    // MARK: - Objects over several lines

    private mutating func feedObject(_ bytes: UnsafeRawBufferPointer, _ body: (AuditEvent) -> Void) -> Int {
        let end = Self.newline(bytes, from: 0)
        pending.append(contentsOf: bytes[..<(end ?? bytes.count)])
        if pending.count >= Self.limit {
            fail(at: objectLine)
            pending = []
            state = .noise
            return end ?? bytes.count
        }
        guard let end else { return bytes.count }
        switch lineStart < pending.count ? pending[lineStart] : 0 {
        case 0x7B:
            // Only a line that broke off is followed by a new object.
            fail(at: objectLine)
            let text = takePending()
            text[lineStart...].withUnsafeBytes { read($0, at: line, body) }
        case 0x7D, 0x5D: takePending().withUnsafeBytes { read($0, at: objectLine, body) }
        default: if pending.count >= nextAttempt { takePending().withUnsafeBytes { read($0, at: objectLine, body) } }
        }
        endLine()
        return end + 1
    }

    static func newline(_ bytes: UnsafeRawBufferPointer, from start: Int) -> Int? {
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
