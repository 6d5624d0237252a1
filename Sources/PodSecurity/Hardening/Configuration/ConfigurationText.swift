// SPDX-License-Identifier: Apache-2.0

/// Configuration files that stand as one text in an entry of a ConfigMap or a Secret.
enum ConfigurationText {
    private static let scripts = [
        ".sh", ".py", ".js", ".lua", ".rb", ".pl", ".sql", ".tpl", ".tmpl", ".template", ".md", ".go",
    ]

    /// A line of a configuration file that sets a credential; programs compute with theirs.
    static func credential(in text: String, of key: String) -> String? {
        if text.hasPrefix("#!") || scripts.contains(where: { key.hasSuffix($0) }) { return nil }
        for (number, line) in text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
            guard line.count <= 300, let separator = line.firstIndex(where: { $0 == 0x3D || $0 == 0x3A }) else {
                continue
            }
            let name = String(
                Substring(line[..<separator]).filter { $0 != "\"" && $0 != "'" && $0 != " " && $0 != "\t" })
            if name.hasPrefix("#") || name.hasPrefix(";") || name.hasPrefix("//") || name.utf8.count > 60 { continue }
            guard let kind = CredentialName.kind(name) else { continue }
            let value = String(
                Substring(line[line.index(after: separator)...]).filter { $0 != "\"" && $0 != "'" && $0 != "," })
            let words = value.split(whereSeparator: \.isWhitespace)
            guard words.count == 1, let word = words.first, isStrong(String(word), kind) else { continue }
            return "a literal \(kind == .password ? "password" : "credential") (line \(number + 1) of its text)"
        }
        return nil
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
