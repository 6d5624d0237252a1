// SPDX-License-Identifier: Apache-2.0

internal import Documents

/// Whether a name (of a variable, a key, a flag) says that its value is a credential.
enum CredentialName {
    /// What kind of credential a name announces; the kinds differ in what an innocent value looks like.
    enum Kind: Sendable, Hashable {
        /// Any literal is a password.
        case password
        /// Keys and tokens are made by machines: long, of several kinds of characters.
        case key
        /// Often the name of a Secret rather than its content.
        case secret
    }

    /// Nil when the name announces no credential.
    static func kind(_ name: String) -> Kind? {
        guard mayAnnounce(name) else { return nil }
        let words = words(name)
        guard let last = words.last, !about.contains(last), !words.contains(where: innocent.contains) else {
            return nil
        }
        if let first = words.first, switches.contains(first) { return nil }
        for (position, word) in words.enumerated() {
            if passwords.contains(where: word.hasSuffix), word != "nopassword" { return .password }
            if word == "pwd" || word == "pass" { return words.count > 1 ? .password : nil }
            if tokens.contains(word) { return .key }
            if word == "key", position > 0, keyOwners.contains(words[position - 1]) { return .key }
        }
        return words.contains { $0 == "secret" || $0 == "credential" || $0 == "credentials" } ? .secret : nil
    }

    /// Whether a name says that its value tells something about a credential or names somebody: `username`, `keyFile`.
    static func isAbout(_ name: String) -> Bool {
        guard let last = words(name).last else { return false }
        return about.contains(last) || last.hasSuffix("username") || last.hasSuffix("name")
    }

    private static let passwords = ["password", "passwd", "passphrase", "passcode"]
    private static let tokens: Set<String> = [
        "token", "apikey", "accesskey", "secretkey", "privatekey", "authtoken", "accesstoken", "apitoken",
        "bearertoken",
        "clientsecret", "pat",
    ]
    private static let keyOwners: Set<String> = [
        "api", "access", "secret", "private", "encryption", "signing", "auth", "account", "master", "license",
    ]
    /// A name that ends so tells something about the credential.
    private static let about: Set<String> = [
        "file", "files", "path", "paths", "dir", "directory", "name", "names", "ref", "reference", "url", "uri", "host",
        "endpoint", "length", "size", "ttl", "expiry", "expiration", "expires", "timeout", "enabled", "disabled",
        "algorithm", "alg", "type", "issuer", "audience", "header", "id", "ids", "count", "interval", "policy", "mode",
        "format", "field", "version", "limit", "lifetime", "rotation", "duration", "scope", "scopes", "provider",
        "manager", "store", "storage", "backend", "engine", "class", "namespace", "label", "prefix", "suffix", "source",
        "sources", "validity", "location", "seconds", "minutes", "hours", "days", "secs", "env", "user",
        "username",
        "required", "validation", "strategy", "method", "service", "server", "port", "cookie", "config", "projection",
        "max", "min", "refresh", "review", "reviews", "request", "requests", "template", "pattern", "regex", "hint",
    ]
    private static let innocent: Set<String> = [
        "public", "hash", "hashed", "encrypted", "sealed", "csrf", "max", "min",
    ]
    /// A name that starts so is a switch.
    private static let switches: Set<String> = [
        "enable", "disable", "require", "allow", "use", "has", "is", "no", "with", "skip", "generate", "rotate",
        "create",
        "auto", "verify", "show", "validate",
    ]

    /// A cheap test that most names fail: the beginning of some word of a credential's is in it.
    private static func mayAnnounce(_ name: String) -> Bool {
        var name = name
        return name.withUTF8 { mayAnnounce($0) }
    }

    /// The same for a text in which names may stand.
    static func mayAnnounce(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        var mayAnnounce = false
        CredentialSigns.visit(text) { _, sign in
            mayAnnounce = sign & CredentialSigns.name != 0
            return mayAnnounce
        }
        return mayAnnounce
    }

    /// Splits at everything that is no letter or digit, and between a small and a capital letter.
    static func words(_ name: String) -> [String] {
        var words: [String] = []
        var word = ""
        var wasLower = false
        for scalar in name.unicodeScalars {
            let isUpper = ("A"..."Z").contains(scalar)
            let isLetter = isUpper || ("a"..."z").contains(scalar) || ("0"..."9").contains(scalar)
            if !isLetter || (isUpper && wasLower), !word.isEmpty {
                words.append(word.lowercased())
                word = ""
            }
            if isLetter { word.unicodeScalars.append(scalar) }
            wasLower = isLetter && !isUpper
        }
        if !word.isEmpty { words.append(word.lowercased()) }
        return words
    }
}
