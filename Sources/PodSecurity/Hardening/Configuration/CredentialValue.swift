// SPDX-License-Identifier: Apache-2.0

internal import Documents

/// Whether a value is a credential itself, rather than a placeholder, a reference or a setting.
enum CredentialValue {
    /// The value of something whose name announces a credential.
    static func isLiteral(_ value: String, _ kind: CredentialName.Kind) -> Bool {
        switch kind {
        case .password: return isLiteralPassword(value) && !isSetting(value)
        case .key: return isLiteralPassword(value) && !isSetting(value) && isMachineMade(value)
        case .secret: return isLiteralPassword(value) && !isSetting(value) && isMachineMade(value) && !isLabel(value)
        }
    }

    /// Anything that could be typed into a password prompt and is not obviously a stand-in.
    static func isLiteralPassword(_ value: String) -> Bool {
        let value = trimmed(value)
        return value.utf8.count >= 3 && !isPlaceholder(value) && !isDummy(value)
    }

    /// Something that is filled in later: by the shell, a template engine, the kubelet, a secret store.
    static func isPlaceholder(_ value: String) -> Bool {
        guard value.utf8.contains(where: { isPlaceholderSign[Int($0)] }) else { return false }
        if value.hasPrefix("$") || value.hasPrefix("__") || value.hasPrefix("%") { return true }
        if (value.hasPrefix("<") && value.hasSuffix(">")) || (value.hasPrefix("[") && value.hasSuffix("]")) {
            return true
        }
        if value.holds("$(") || value.holds("${") || value.holds("{{") || value.holds("<%") || value.holds("ENC[") {
            return true
        }
        return stores.contains { value.hasPrefix($0) }
    }

    /// Every placeholder has one of these.
    private static let isPlaceholderSign: [Bool] = (0..<256).map { "$_%<[{:/+@".utf8.contains(UInt8($0)) }

    private static let stores = [
        "vault:", "op://", "ref+", "secret://", "awssm:", "gcpsm:", "arn:aws:", "projects/", "sops:", "keyring:",
        "env:",
        "file:", "@",
    ]

    /// What people write when they mean "put yours here".
    static func isDummy(_ value: String) -> Bool {
        let value = value.lowercased()
        if Set(value.utf8).count < 3 { return true }
        let text = String(
            decoding: value.utf8.filter { $0 != 0x2D && $0 != 0x5F && $0 != 0x20 && $0 != 0x2E }, as: UTF8.self)
        if ["null", "none", "nil", "undefined", "todo", "tbd", "fixme", "empty", "notused", "unused", "na"].contains(
            text)
        {
            return true
        }
        return [
            "changeme", "changeit", "replace", "placeholder", "example", "dummy", "redacted", "yourpassword",
            "yoursecret",
            "yourtoken", "youraccess", "yourapi", "your", "insert", "xxx", "***", "...", "fillin", "setme",
            "somepassword",
        ]
        .contains { $0 == "your" ? text.hasPrefix($0) : text.contains($0) }
    }

    /// Booleans, numbers, durations, file paths, addresses, and words that settings take.
    static func isSetting(_ value: String) -> Bool {
        let value = trimmed(value)
        if value.hasPrefix("/") || value.hasPrefix("./") || value.hasPrefix("~/") || value.contains("://") {
            return true
        }
        if value.hasSuffix(".svc") || value.hasSuffix(".local") || value.hasSuffix(".pem") || value.hasSuffix(".key") {
            return true
        }
        if value.contains(" ") && value.split(separator: " ").count > 3 { return true }
        let digits = value.utf8.filter { (0x30...0x39).contains($0) }.count
        if digits > 0, value.utf8.count - digits <= 2,
            value.utf8.allSatisfy({ (0x30...0x39).contains($0) || "smhdwu.,".utf8.contains($0) })
        {
            return true
        }
        return words.contains(value.lowercased())
    }

    private static let words: Set<String> = [
        "true", "false", "yes", "no", "on", "off", "default", "auto", "optional", "required", "enabled", "disabled",
        "always", "never", "file", "env", "vault", "basic", "bearer", "oidc", "ldap", "kubernetes", "jwt", "aws", "gcp",
        "azure", "iam", "header", "cookie", "internal", "external", "prompt", "argon2", "bcrypt", "plain", "md5",
        "scram-sha-256",
    ]

    /// Long, and of more than small letters.
    private static func isMachineMade(_ value: String) -> Bool {
        let bytes = trimmed(value).utf8
        guard bytes.count >= 8, Set(bytes).count >= 6 else { return false }
        let hasDigit = bytes.contains { (0x30...0x39).contains($0) }
        let hasUpper = bytes.contains { (0x41...0x5A).contains($0) }
        let hasLower = bytes.contains { (0x61...0x7A).contains($0) }
        return (hasDigit && (hasUpper || hasLower)) || (bytes.count >= 16 && hasUpper && hasLower)
    }

    /// A name as objects have it, with at most a number in it: `db-credentials`, `tls-secret-2`.
    private static func isLabel(_ value: String) -> Bool {
        let parts = value.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count > 1, value.utf8.count <= 63 else { return false }
        return parts.allSatisfy { part in
            !part.isEmpty && (part.utf8.allSatisfy { (0x61...0x7A).contains($0) } || part.utf8.count <= 4)
        }
    }

    private static func trimmed(_ value: String) -> String {
        var text = Substring(value)
        while let first = text.first, first.isWhitespace || first == "\"" || first == "'" { text.removeFirst() }
        while let last = text.last, last.isWhitespace || last == "\"" || last == "'" { text.removeLast() }
        return String(text)
    }
}
