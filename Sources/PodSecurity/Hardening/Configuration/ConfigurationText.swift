// SPDX-License-Identifier: Apache-2.0

/// Configuration files that stand as one text in an entry of a ConfigMap or a Secret.
enum ConfigurationText {
    private static let scripts = [
        ".sh", ".py", ".js", ".lua", ".rb", ".pl", ".sql", ".tpl", ".tmpl", ".template", ".md", ".go",
    ]

    /// A line of a configuration file that sets a credential; programs compute with theirs.
    static func credential(in text: String, of key: String) -> String? {
        if text.hasPrefix("#!") || scripts.contains(where: { key.hasSuffix($0) }) { return nil }
        var text = text
        return text.withUTF8 { bytes in
            var number = 1
            var start = 0
            while start < bytes.count {
                let end = bytes[start...].firstIndex(of: 0x0A) ?? bytes.count
                if end - start <= 300, let kind = kind(UnsafeBufferPointer(rebasing: bytes[start..<end])) {
                    return "a literal \(kind == .password ? "password" : "credential") (line \(number) of its text)"
                }
                number += 1
                start = end + 1
            }
            return nil
        }
    }

    /// What kind of credential a line sets.
    private static func kind(_ line: UnsafeBufferPointer<UInt8>) -> CredentialName.Kind? {
        guard let separator = line.firstIndex(where: { $0 == 0x3D || $0 == 0x3A }),
            CredentialName.mayAnnounce(UnsafeBufferPointer(rebasing: line[..<separator]))
        else { return nil }
        let name = String(decoding: line[..<separator], as: UTF8.self)
            .filter { $0 != "\"" && $0 != "'" && $0 != " " && $0 != "\t" }
        if name.hasPrefix("#") || name.hasPrefix(";") || name.hasPrefix("//") || name.utf8.count > 60 { return nil }
        guard let kind = CredentialName.kind(name) else { return nil }
        let value = String(decoding: line[(separator + 1)...], as: UTF8.self)
            .filter { $0 != "\"" && $0 != "'" && $0 != "," }
        let words = value.split(whereSeparator: \.isWhitespace)
        guard words.count == 1, let word = words.first, isStrong(String(word), kind) else { return nil }
        return kind
    }

    /// Files are full of words that look like settings: there a password must have more than letters.
    private static func isStrong(_ value: String, _ kind: CredentialName.Kind) -> Bool {
        guard CredentialValue.isLiteral(value, kind), value.utf8.count >= 6 else { return false }
        if value.contains("(") || value.contains("{") || value.contains("[") || value.hasSuffix(":") { return false }
        return value.utf8.contains {
            !(0x61...0x7A).contains($0) && !(0x41...0x5A).contains($0) && $0 != 0x2D && $0 != 0x5F && $0 != 0x2E
        }
    }
}
