// SPDX-License-Identifier: Apache-2.0

/// The name of an image as the container runtimes read it: the grammar of github.com/distribution/reference, with
/// Docker's defaults filled in.
package struct ImageReference: Sendable, Hashable, CustomStringConvertible {
    /// Host with its port: `docker.io` when the reference names none.
    package let registry: String
    /// Path inside the registry: `library/nginx` for Docker Hub's own images.
    package let repository: String
    /// As written; nil when missing.
    package let tag: String?
    /// `algorithm:hex`; nil when missing.
    package let digest: String?
    /// The reference names its registry; false when Docker's default was filled in.
    package let hasRegistry: Bool

    /// Why a text is no image reference: lower case, what was found and what was expected.
    package struct Fault: Error, Sendable, Hashable {
        package let message: String

        init(_ message: String) { self.message = message }
    }

    /// Reads a reference.
    package init(_ text: String) throws(Fault) {
        guard !text.isEmpty else { throw Fault("the reference is empty") }
        guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw Fault("found a blank or a character beyond ASCII")
        }
        if text.utf8.count == 64, text.utf8.allSatisfy(Self.isLowerHex) {
            throw Fault("found an image id, expected a name")
        }
        var rest = text[...]
        digest = try Self.cutDigest(&rest)
        tag = try Self.cutTag(&rest)
        let name = try Self.split(rest)
        registry = name.registry ?? "docker.io"
        repository = name.repository
        hasRegistry = name.registry != nil
    }

    /// The full name without tag and digest: `docker.io/library/nginx`.
    package var name: String { registry + "/" + repository }

    package var description: String {
        name + (tag.map { ":" + $0 } ?? "") + (digest.map { "@" + $0 } ?? "")
    }

    /// No digest, and the tag `latest`, written or implied: the next pull may bring something else.
    package var isLatest: Bool { digest == nil && (tag == nil || tag == "latest") }
}

// MARK: - Grammar

extension ImageReference {
    private static func cutDigest(_ rest: inout Substring) throws(Fault) -> String? {
        guard let at = rest.firstIndex(of: "@") else { return nil }
        let digest = rest[rest.index(after: at)...]
        rest = rest[..<at]
        guard let colon = digest.firstIndex(of: ":") else { throw Fault("the digest \"\(digest)\" has no algorithm") }
        let algorithm = digest[..<colon]
        let hex = digest[digest.index(after: colon)...]
        let parts = algorithm.split(omittingEmptySubsequences: false) { "+.-_".contains($0) }
        guard parts.allSatisfy({ isAlgorithm($0) }) else { throw Fault("\"\(algorithm)\" is no digest algorithm") }
        let expected = ["sha256": 64, "sha384": 96, "sha512": 128][String(algorithm)]
        guard hex.utf8.allSatisfy(isHex), hex.utf8.count >= 32, expected == nil || expected == hex.utf8.count else {
            let count = expected.map { "\($0)" } ?? "at least 32"
            throw Fault("the digest has \(hex.utf8.count) characters, expected \(count) hexadecimal digits")
        }
        return String(digest)
    }

    private static func cutTag(_ rest: inout Substring) throws(Fault) -> String? {
        let start = rest.lastIndex(of: "/").map { rest.index(after: $0) } ?? rest.startIndex
        guard let colon = rest[start...].firstIndex(of: ":") else { return nil }
        let tag = rest[rest.index(after: colon)...]
        rest = rest[..<colon]
        guard let first = tag.utf8.first, isWord(first), tag.utf8.count <= 128,
            tag.utf8.allSatisfy({ isWord($0) || $0 == 0x2E || $0 == 0x2D })
        else { throw Fault("\"\(tag)\" is no tag: expected up to 128 letters, digits, \"_\", \".\" and \"-\"") }
        return String(tag)
    }

    /// The part before the first slash is a registry when it could not be a path: with a full stop, a port or a capital
    /// letter, or `localhost`.
    private static func split(_ text: Substring) throws(Fault) -> (registry: String?, repository: String) {
        var registry: String?
        var path = text
        if let slash = text.firstIndex(of: "/") {
            let first = text[..<slash]
            if first == "localhost" || first.contains(where: { $0 == "." || $0 == ":" || $0.isUppercase }) {
                guard isHost(first) else {
                    throw Fault("\"\(first)\" is no registry: expected a host, with a port perhaps")
                }
                registry = first == "index.docker.io" ? "docker.io" : String(first)
                path = text[text.index(after: slash)...]
            }
        }
        let components = path.split(separator: "/", omittingEmptySubsequences: false)
        for component in components where !isPathComponent(component) {
            let hint = component.contains(where: \.isUppercase) ? ": expected small letters" : ""
            throw Fault("\"\(component)\" is no part of an image's name\(hint)")
        }
        let isOfficial = components.count == 1 && (registry == nil || registry == "docker.io")
        let repository = isOfficial ? "library/" + path : String(path)
        guard repository.utf8.count <= 255 else { throw Fault("the name is longer than 255 characters") }
        return (registry, repository)
    }

    /// `[a-z0-9]+` parts with separators in between: a full stop, one or two underscores, any number of hyphens.
    private static func isPathComponent(_ text: Substring) -> Bool {
        var separator: [UInt8] = []
        var isStart = true
        for byte in text.utf8 {
            if (0x61...0x7A).contains(byte) || isDigit(byte) {
                if !separator.isEmpty, isStart || !isSeparator(separator) { return false }
                separator = []
                isStart = false
            } else if byte == 0x2E || byte == 0x5F || byte == 0x2D {
                separator.append(byte)
            } else {
                return false
            }
        }
        return !isStart && separator.isEmpty
    }

    private static func isSeparator(_ bytes: [UInt8]) -> Bool {
        bytes == [0x2E] || bytes == [0x5F] || bytes == [0x5F, 0x5F] || bytes.allSatisfy { $0 == 0x2D }
    }

    /// A DNS name or an IPv4 address, or an IPv6 address in brackets, and a port perhaps.
    private static func isHost(_ text: Substring) -> Bool {
        var host = text
        if host.hasPrefix("[") {
            guard let end = host.firstIndex(of: "]") else { return false }
            let address = host[host.index(after: host.startIndex)..<end].utf8
            let rest = host[host.index(after: end)...]
            return !address.isEmpty && address.allSatisfy { isHex($0) || $0 == 0x3A } && (rest.isEmpty || isPort(rest))
        }
        if let colon = host.firstIndex(of: ":") {
            guard isPort(host[colon...]) else { return false }
            host = host[..<colon]
        }
        return host.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { part in
            guard let first = part.utf8.first, let last = part.utf8.last else { return false }
            return first != 0x2D && last != 0x2D && part.utf8.allSatisfy { isLetter($0) || isDigit($0) || $0 == 0x2D }
        }
    }

    private static func isPort(_ text: Substring) -> Bool {
        text.hasPrefix(":") && text.utf8.count > 1 && text.utf8.dropFirst().allSatisfy(isDigit)
    }

    private static func isAlgorithm(_ text: Substring) -> Bool {
        guard let first = text.utf8.first, isLetter(first) else { return false }
        return text.utf8.allSatisfy { isLetter($0) || isDigit($0) }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
    private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }
    private static func isWord(_ byte: UInt8) -> Bool { isLetter(byte) || isDigit(byte) || byte == 0x5F }
    private static func isLowerHex(_ byte: UInt8) -> Bool { isDigit(byte) || (0x61...0x66).contains(byte) }
    private static func isHex(_ byte: UInt8) -> Bool { isDigit(byte) || (0x61...0x66).contains(byte | 0x20) }
}
