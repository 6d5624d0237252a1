// SPDX-License-Identifier: Apache-2.0

/// Finds hosts that a line of text speaks of: URLs of any scheme with lists of hosts, `host:port`, values under names
/// that stand for hosts.
struct ReferenceScanner {
    private let bytes: [UInt8]
    /// The name of the variable, flag or key whose value the text is; empty without one.
    private let name: String
    private var position = 0
    private var found: [HostReference] = []

    static func references(in text: String, name: String) -> [HostReference] {
        var scanner = ReferenceScanner(text, name)
        scanner.scan()
        return scanner.found
    }

    private init(_ text: String, _ name: String) {
        bytes = Array(text.utf8)
        self.name = name
    }

    private mutating func scan() {
        while position < bytes.count {
            if startsAuthority {
                authority()
            } else if isToken(bytes[position]) {
                token()
            } else {
                position += 1
            }
        }
    }

    // MARK: URLs

    private var startsAuthority: Bool {
        position + 2 < bytes.count && bytes[position] == 0x3A && bytes[position + 1] == 0x2F
            && bytes[position + 2] == 0x2F
    }

    /// `scheme://user:password@host:port,host:port`; the scheme has been passed.
    private mutating func authority() {
        var start = position
        while start > 0, isToken(bytes[start - 1]) || bytes[start - 1] == 0x2B { start -= 1 }
        let scheme = text(start..<position).lowercased()
        let first = position + 3
        var end = first
        while end < bytes.count, !Self.endsAuthority.contains(bytes[end]) { end += 1 }
        position = end
        guard end > first, !scheme.isEmpty else { return }
        let userEnd = bytes[first..<end].lastIndex(of: 0x40).map { $0 + 1 } ?? first
        for part in bytes[userEnd..<end].split(separator: 0x2C) {
            if part.endIndex == end, part.last == 0x3A {
                position = end - 1
                continue
            }
            guard let host = host(part) else { continue }
            found.append(HostReference(host: host.name, port: host.port, scheme: scheme, signal: .url))
        }
    }

    /// White space, quotes, brackets and whatever begins a path.
    private static let endsAuthority = Set("/?# \t\r\n\"'`()[]{}<>;|\\&".utf8)

    private func host(_ part: ArraySlice<UInt8>) -> (name: String, port: Int?)? {
        let colon = part.firstIndex(of: 0x3A) ?? part.endIndex
        guard let name = hostName(part.startIndex..<colon) else { return nil }
        if colon == part.endIndex { return (name, nil) }
        guard let port = number(colon + 1..<part.endIndex) else { return nil }
        return (name, port)
    }

    // MARK: Words

    private mutating func token() {
        let start = position
        var end = start
        while end < bytes.count, isToken(bytes[end]) { end += 1 }
        position = end
        guard !startsAuthority, let host = hostName(start..<end), !isPartOfPath(start) else { return }
        if let port = port(after: end, isCredentialsEnd: start > 0 && bytes[start - 1] == 0x40) {
            found.append(HostReference(host: host, port: port, scheme: nil, signal: .port))
            return
        }
        // A key, or the name of a scheme or of an image with its tag.
        if end < bytes.count, bytes[end] == 0x3D || bytes[end] == 0x3A { return }
        let signal = signal(start..<end)
        if signal == .word, !host.contains(".") { return }
        found.append(HostReference(host: host, port: nil, scheme: nil, signal: signal))
    }

    private func signal(_ range: Range<Int>) -> HostReference.Signal {
        if let key = key(before: range.lowerBound), ConfigurationName.isHost(key) { return .name }
        let isList = bytes.allSatisfy { isToken($0) || Self.listMarks.contains($0) }
        guard isList else { return .word }
        if ConfigurationName.isHost(name) { return .name }
        let isWhole = !bytes.enumerated().contains { !range.contains($0.offset) && isToken($0.element) }
        return isWhole ? .value : .word
    }

    private static let listMarks = Set(", ;\"'[]\t\r".utf8)

    /// `:6379`, ` 6379` as netcat takes it, or `,1433` as SQL Server does. A second colon makes a time or an address of
    /// IPv6 of it, except where Oracle writes `@host:1521:name`.
    private func port(after end: Int, isCredentialsEnd: Bool) -> Int? {
        guard end < bytes.count, bytes[end] == 0x3A || bytes[end] == 0x20 || bytes[end] == 0x2C else { return nil }
        var last = end + 1
        while last < bytes.count, isDigit(bytes[last]) { last += 1 }
        if last < bytes.count, isToken(bytes[last]) || bytes[last] == 0x25 { return nil }
        if last < bytes.count, bytes[last] == 0x3A, !isCredentialsEnd { return nil }
        return number(end + 1..<last)
    }

    /// The key of `key: value`, `key=value` and `"key": "value"`, or the flag in front of a word.
    private func key(before start: Int) -> String? {
        var end = start
        var sawMark = false
        while end > 0 {
            let byte = bytes[end - 1]
            if byte == 0x3D || byte == 0x3A {
                if sawMark { return nil }
                sawMark = true
            } else if !Self.blanks.contains(byte) {
                break
            }
            end -= 1
        }
        var first = end
        while first > 0, isToken(bytes[first - 1]) { first -= 1 }
        let key = text(first..<end)
        return sawMark || key.hasPrefix("-") ? key : nil
    }

    private static let blanks = Set(" \t\"'".utf8)

    /// Behind a slash, a variable's mark or a percent sign a word is no host; behind two slashes it is.
    private func isPartOfPath(_ start: Int) -> Bool {
        guard start > 0 else { return false }
        let before = bytes[start - 1]
        if before == 0x2F { return start < 2 || bytes[start - 2] != 0x2F }
        return Set("$%{~\\".utf8).contains(before)
    }

    // MARK: Characters

    /// A DNS name or an IPv4 address.
    private func hostName(_ range: Range<Int>) -> String? {
        var range = range
        while let last = range.last, bytes[last] == 0x2E { range.removeLast() }
        guard let first = range.first, let last = range.last, range.count <= 253, bytes[first] != 0x2D,
            bytes[first] != 0x2E, bytes[last] != 0x2D
        else { return nil }
        for index in range where bytes[index] == 0x5F { return nil }
        let name = text(range).lowercased()
        if IPRange(address: name) != nil { return name }
        let hasLetter = range.contains { (bytes[$0] | 0x20) >= 0x61 && (bytes[$0] | 0x20) <= 0x7A }
        return hasLetter ? name : nil
    }

    private func number(_ range: Range<Int>) -> Int? {
        guard (1...5).contains(range.count), bytes[range].allSatisfy(isDigit), let value = Int(text(range)),
            (1...65_535).contains(value)
        else { return nil }
        return value
    }

    private func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

    private func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    private func isToken(_ byte: UInt8) -> Bool {
        isDigit(byte) || (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7A || byte == 0x2D || byte == 0x2E || byte == 0x5F
    }
}

extension Range<Int> {
    fileprivate mutating func removeLast() { self = lowerBound..<upperBound - 1 }
}
