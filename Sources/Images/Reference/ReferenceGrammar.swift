// SPDX-License-Identifier: Apache-2.0

/// Takes a reference apart: `[host[:port]/]path[:tag][@digest]`.
struct ReferenceGrammar {
    private(set) var registry = 0..<0
    private(set) var path = 0..<0
    private(set) var tag = 0..<0
    private(set) var digest = 0..<0
    private(set) var isOfficial = false
    private(set) var isIndex = false
    private let text: UnsafeBufferPointer<UInt8>
    private var end: Int

    private typealias Fault = ImageReference.Fault

    init(_ text: UnsafeBufferPointer<UInt8>) {
        self.text = text
        end = text.count
    }

    mutating func run() throws(ImageReference.Fault) {
        guard !text.isEmpty else { throw Fault("the reference is empty") }
        guard text.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw Fault("found a blank or a character beyond ASCII")
        }
        if text.count == 64, text.allSatisfy(Self.isLowerHex) { throw Fault("found an image id, expected a name") }
        try cutDigest()
        try cutTag()
        try split()
    }

    private mutating func cutDigest() throws(ImageReference.Fault) {
        guard let at = text.firstIndex(of: 0x40) else { return }
        digest = at + 1..<text.count
        end = at
        if isPlainDigest(text[digest]) { return }
        guard let colon = text[digest].firstIndex(of: 0x3A) else {
            throw Fault("the digest \"\(string(digest))\" has no algorithm")
        }
        let algorithm = string(at + 1..<colon)
        let parts = algorithm.split(omittingEmptySubsequences: false) { "+.-_".contains($0) }
        guard
            parts.allSatisfy({ part in
                part.utf8.first.map(Self.isLetter) == true
                    && part.utf8.allSatisfy { Self.isLetter($0) || Self.isDigit($0) }
            })
        else { throw Fault("\"\(algorithm)\" is no digest algorithm") }
        let hex = text[(colon + 1)...]
        let expected = algorithm == "sha256" ? 64 : algorithm == "sha384" ? 96 : algorithm == "sha512" ? 128 : nil
        guard hex.allSatisfy(Self.isHex), hex.count >= 32, expected == nil || expected == hex.count else {
            let count = expected.map { "\($0)" } ?? "at least 32"
            throw Fault("the digest has \(hex.count) characters, expected \(count) hexadecimal digits")
        }
    }

    /// What nearly all digests are: `sha256:` and 64 digits.
    private func isPlainDigest(_ digest: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        guard digest.count == 71, equals(digest.prefix(7), "sha256:") else { return false }
        for index in digest.startIndex + 7..<digest.endIndex where !Self.isHex(text[index]) { return false }
        return true
    }

    private mutating func cutTag() throws(ImageReference.Fault) {
        let start = text[..<end].lastIndex(of: 0x2F).map { $0 + 1 } ?? 0
        guard let colon = text[start..<end].firstIndex(of: 0x3A) else { return }
        tag = colon + 1..<end
        end = colon
        let bytes = text[tag]
        guard let first = bytes.first, Self.isWord(first), bytes.count <= 128,
            bytes.allSatisfy({ Self.isWord($0) || $0 == 0x2E || $0 == 0x2D })
        else { throw Fault("\"\(string(tag))\" is no tag: expected up to 128 letters, digits, \"_\", \".\" and \"-\"") }
    }

    /// The part before the first slash is a registry when it could not be a path: with a full stop, a port or a capital
    /// letter, or `localhost`.
    private mutating func split() throws(ImageReference.Fault) {
        path = 0..<end
        if let slash = text[..<end].firstIndex(of: 0x2F) {
            let first = text[..<slash]
            if first.contains(where: { $0 == 0x2E || $0 == 0x3A || Self.isUpper($0) }) || equals(first, "localhost") {
                guard isHost(0..<slash) else {
                    throw Fault("\"\(string(0..<slash))\" is no registry: expected a host, with a port perhaps")
                }
                registry = 0..<slash
                isIndex = equals(first, "index.docker.io")
                path = slash + 1..<end
            }
        }
        let isHub = registry.isEmpty || isIndex || equals(text[registry], "docker.io")
        isOfficial = isHub && !text[path].contains(0x2F)
        var start = path.lowerBound
        while start <= end {
            let stop = text[start..<end].firstIndex(of: 0x2F) ?? end
            if !isPathComponent(start..<stop) {
                let hint = text[start..<stop].contains(where: Self.isUpper) ? ": expected small letters" : ""
                throw Fault("\"\(string(start..<stop))\" is no part of an image's name\(hint)")
            }
            start = stop + 1
        }
        guard path.count + (isOfficial ? 8 : 0) <= 255 else { throw Fault("the name is longer than 255 characters") }
    }

    /// `[a-z0-9]+` parts with separators in between: a full stop, one or two underscores, any number of hyphens.
    private func isPathComponent(_ range: Range<Int>) -> Bool {
        guard let first = text[range].first, let last = text[range].last, Self.isName(first), Self.isName(last) else {
            return false
        }
        var run = 0
        for index in range {
            let byte = text[index]
            if Self.isName(byte) {
                run = 0
                continue
            }
            guard byte == 0x2E || byte == 0x5F || byte == 0x2D, run == 0 || text[index - 1] == byte else {
                return false
            }
            run += 1
            if byte == 0x2E ? run > 1 : byte == 0x5F && run > 2 { return false }
        }
        return true
    }

    /// A DNS name or an IPv4 address, or an IPv6 address in brackets, and a port perhaps.
    private func isHost(_ range: Range<Int>) -> Bool {
        var host = range
        if text[range.lowerBound] == 0x5B {
            guard let close = text[range].firstIndex(of: 0x5D), close > range.lowerBound + 1 else { return false }
            return text[range.lowerBound + 1..<close].allSatisfy { Self.isHex($0) || $0 == 0x3A }
                && (close + 1 == range.upperBound || isPort(close + 1..<range.upperBound))
        }
        if let colon = text[range].firstIndex(of: 0x3A) {
            guard isPort(colon..<range.upperBound) else { return false }
            host = range.lowerBound..<colon
        }
        return text[host].split(separator: 0x2E, omittingEmptySubsequences: false).allSatisfy { part in
            guard let first = part.first, let last = part.last else { return false }
            return first != 0x2D && last != 0x2D
                && part.allSatisfy { Self.isLetter($0) || Self.isDigit($0) || $0 == 0x2D }
        }
    }

    private func isPort(_ range: Range<Int>) -> Bool {
        range.count > 1 && text[range.lowerBound] == 0x3A && text[range].dropFirst().allSatisfy(Self.isDigit)
    }

    private func string(_ range: Range<Int>) -> String { String(decoding: text[range], as: UTF8.self) }

    private func equals(_ bytes: Slice<UnsafeBufferPointer<UInt8>>, _ text: StaticString) -> Bool {
        text.withUTF8Buffer { bytes.elementsEqual($0) }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
    private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }
    private static func isUpper(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte) }
    private static func isName(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte) || isDigit(byte) }
    private static func isWord(_ byte: UInt8) -> Bool { isLetter(byte) || isDigit(byte) || byte == 0x5F }
    private static func isLowerHex(_ byte: UInt8) -> Bool { isDigit(byte) || (0x61...0x66).contains(byte) }
    private static func isHex(_ byte: UInt8) -> Bool { isDigit(byte) || (0x61...0x66).contains(byte | 0x20) }
}
