// SPDX-License-Identifier: Apache-2.0

internal import Documents

/// Credentials that can be told by their form alone.
struct CredentialFormat: Sendable {
    /// With its article, for messages: `an AWS access key`.
    let name: String

    private enum Alphabet {
        case upperAlphanumeric, alphanumeric, word, base64, hex

        func contains(_ byte: UInt8) -> Bool {
            switch byte {
            case 0x30...0x39: true
            case 0x41...0x5A: self != .hex || byte <= 0x46
            case 0x61...0x7A: self == .hex ? byte <= 0x66 : self != .upperAlphanumeric
            case 0x2D, 0x5F: self == .word || self == .base64
            case 0x2B, 0x2F, 0x3D: self == .base64
            default: false
            }
        }
    }

    private struct Prefix {
        let text: StaticString
        let alphabet: Alphabet
        /// How many characters of the alphabet follow at least.
        let count: Int
        let name: String

        init(_ text: StaticString, _ alphabet: Alphabet, _ count: Int, _ name: String) {
            self.text = text
            self.alphabet = alphabet
            self.count = count
            self.name = name
        }
    }

    private static let prefixes: [Prefix] = [
        Prefix("AKIA", .upperAlphanumeric, 16, "an AWS access key"),
        Prefix("ASIA", .upperAlphanumeric, 16, "an AWS access key"),
        Prefix("ghp_", .alphanumeric, 36, "a GitHub token"), Prefix("gho_", .alphanumeric, 36, "a GitHub token"),
        Prefix("ghu_", .alphanumeric, 36, "a GitHub token"), Prefix("ghs_", .alphanumeric, 36, "a GitHub token"),
        Prefix("ghr_", .alphanumeric, 36, "a GitHub token"), Prefix("github_pat_", .word, 50, "a GitHub token"),
        Prefix("glpat-", .word, 20, "a GitLab token"),
        Prefix("xoxb-", .word, 20, "a Slack token"), Prefix("xoxp-", .word, 20, "a Slack token"),
        Prefix("xoxa-", .word, 20, "a Slack token"), Prefix("xoxs-", .word, 20, "a Slack token"),
        Prefix("hooks.slack.com/services/T", .base64, 20, "a Slack webhook address"),
        Prefix("AIza", .word, 35, "a Google API key"),
        Prefix("sk_live_", .alphanumeric, 20, "a Stripe key"), Prefix("rk_live_", .alphanumeric, 20, "a Stripe key"),
        Prefix("npm_", .alphanumeric, 36, "an npm token"), Prefix("pypi-AgE", .word, 50, "a PyPI token"),
        Prefix("hvs.", .word, 24, "a Vault token"), Prefix("dop_v1_", .hex, 64, "a DigitalOcean token"),
        Prefix("sk-ant-", .word, 40, "an Anthropic key"), Prefix("sk-proj-", .word, 40, "an OpenAI key"),
        Prefix("AGE-SECRET-KEY-1", .upperAlphanumeric, 50, "an age key"),
        Prefix("AccountKey=", .base64, 80, "an Azure storage key"),
        Prefix("SG.", .word, 22, "a SendGrid key"),
    ]

    /// How they start, three bytes of each: the prefixes' own, `://`, `-----BEGIN`, a JWT.
    static let starts: [[UInt8]] = (prefixes.map(\.text) + ["://", "---", "eyJ"]).map { text in
        text.withUTF8Buffer { Array($0.prefix(3)) }
    }

    static func find(in text: [UInt8]) -> CredentialFormat? { text.withUnsafeBufferPointer { find(in: $0) } }

    /// The first credential in a scalar's text; nil for a collection.
    static func find(in node: Node) -> CredentialFormat? {
        guard node.isScalar else { return nil }
        return node.document.bytes.withUnsafeBufferPointer { find(in: UnsafeBufferPointer(rebasing: $0[node.range])) }
    }

    private static func find(in text: UnsafeBufferPointer<UInt8>) -> CredentialFormat? {
        guard mayBe(in: text) else { return nil }
        var found: CredentialFormat?
        CredentialSigns.visit(text) { offset, sign in
            if sign & CredentialSigns.format != 0 { found = CredentialFormat(at: offset, in: text) }
            return found != nil
        }
        return found
    }

    /// Short texts hold none but a password in an address.
    static func mayBe(in text: UnsafeBufferPointer<UInt8>) -> Bool { text.count > 16 || text.contains(0x40) }

    /// The credential that starts, or whose address has its `://`, at a place of a text.
    init?(at offset: Int, in text: UnsafeBufferPointer<UInt8>) {
        guard let name = Self.name(at: offset, text[offset], text) else { return nil }
        self.name = name
    }

    private static func name(at offset: Int, _ byte: UInt8, _ text: UnsafeBufferPointer<UInt8>) -> String? {
        switch byte {
        case 0x3A: return passwordInAddress(at: offset, text) ? "a connection string with a password" : nil
        case 0x2D:
            if offset > 0, text[offset - 1] == 0x2D { return nil }
            return privateKey(at: offset, text) ? "a private key" : nil
        default: break
        }
        if offset > 0, Alphabet.alphanumeric.contains(text[offset - 1]) { return nil }
        if byte == 0x65 { return isToken(at: offset, text) ? "a signed token (JWT)" : nil }
        for prefix in prefixes where starts(text, offset, with: prefix.text) {
            let start = offset + prefix.text.utf8CodeUnitCount
            let end = end(of: prefix.alphabet, from: start, text)
            guard end - start >= prefix.count else { continue }
            let body = text[start..<end]
            // Documentation's own keys (AKIAIOSFODNN7EXAMPLE) and strings of one letter.
            if Set(body).count < 6 || contains(body, "EXAMPLE") || contains(body, "xxxx") { continue }
            return prefix.name
        }
        return nil
    }

    private static func end(of alphabet: Alphabet, from start: Int, _ text: UnsafeBufferPointer<UInt8>) -> Int {
        var end = start
        while end < text.count, alphabet.contains(text[end]) { end += 1 }
        return end
    }

    private static func starts(_ text: UnsafeBufferPointer<UInt8>, _ offset: Int, with prefix: StaticString) -> Bool {
        let count = prefix.utf8CodeUnitCount
        guard offset + count <= text.count else { return false }
        return prefix.withUTF8Buffer { text[offset..<offset + count].elementsEqual($0) }
    }

    private static func contains(_ text: Slice<UnsafeBufferPointer<UInt8>>, _ part: StaticString) -> Bool {
        String(decoding: text, as: UTF8.self).contains("\(part)")
    }

    /// `-----BEGIN … PRIVATE KEY-----` with something behind it.
    private static func privateKey(at offset: Int, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard starts(text, offset, with: "-----BEGIN "), offset + 30 < text.count else { return false }
        let head = String(decoding: text[offset..<min(offset + 200, text.count)], as: UTF8.self)
        guard let marker = head.firstRange(of: "PRIVATE KEY-----") else { return false }
        let body = head[marker.upperBound...].filter { $0.isLetter || $0.isNumber }
        return Set(body).count > 8
    }

    /// Three parts of base64url, the first two being JSON objects.
    private static func isToken(at offset: Int, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard starts(text, offset, with: "eyJ") else { return false }
        let first = end(of: .word, from: offset, text)
        guard first - offset >= 16, first < text.count, text[first] == 0x2E, starts(text, first + 1, with: "eyJ") else {
            return false
        }
        let second = end(of: .word, from: first + 1, text)
        guard second - first >= 16, second < text.count, text[second] == 0x2E else { return false }
        return end(of: .word, from: second + 1, text) - second > 20
    }

    /// `scheme://user:password@host` with a literal password.
    private static func passwordInAddress(at offset: Int, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard starts(text, offset, with: "://"), offset > 1 else { return false }
        var end = offset + 3
        var colon: Int?
        while end < text.count {
            let byte = text[end]
            if byte == 0x40 { break }
            if byte == 0x3A, colon == nil { colon = end }
            if byte <= 0x20 || byte == 0x2F || byte == 0x22 || byte == 0x27 || byte == 0x3F || byte == 0x23 {
                return false
            }
            end += 1
        }
        guard let colon, end < text.count, end > colon + 1 else { return false }
        return CredentialValue.isLiteralPassword(String(decoding: text[colon + 1..<end], as: UTF8.self))
    }
}
