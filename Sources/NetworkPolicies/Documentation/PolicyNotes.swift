// SPDX-License-Identifier: Apache-2.0

internal import Cluster
internal import Documents

/// What people wrote about policies and rules: annotations, and comments above or beside them.
package struct PolicyNotes: Sendable {
    /// Annotations that say what a policy is for, in the order in which they are asked.
    package static let annotations = ["bulwark.dev/description", "kubernetes.io/description", "description"]

    private struct Line {
        let comment: Comment
        var text: String { PolicyNotes.stripped(comment.text) }
        var isOwn: Bool { comment.ownLine }
    }

    /// The comments of each document by line.
    private var comments: [ObjectIdentifier: [Int: Line]] = [:]

    /// Collects the comments of the documents in which the resources stand.
    init(_ resources: some Sequence<Resource>) {
        for resource in resources {
            let document = resource.node.document
            guard comments[ObjectIdentifier(document)] == nil else { continue }
            var lines: [Int: Line] = [:]
            for comment in document.comments {
                lines[comment.line] = Line(comment: comment)
            }
            comments[ObjectIdentifier(document)] = lines
        }
    }

    /// Whether a comment can stand inside of a policy, or above it and its separator: told by the bytes, without looking
    /// for the comments of the whole document.
    static func mayHaveComments(_ resource: Resource) -> Bool {
        let range = resource.node.range
        return resource.node.document.bytes.withUnsafeBufferPointer { bytes in
            var start = min(range.lowerBound, bytes.count)
            var breaks = 0
            while start > 0 {
                if bytes[start - 1] == 0x0A { breaks += 1 }
                if breaks == 3 { break }
                start -= 1
            }
            let end = bytes.first(0x0A, from: range.upperBound) ?? bytes.count
            return bytes.first(0x23, from: start).map { $0 < end } ?? false
        }
    }

    /// What a policy is for: its annotation, else the comments above it, else those above its metadata or spec.
    func description(of resource: Resource) -> String? {
        for key in Self.annotations {
            guard let text = resource.annotations?[key: key]?.string else { continue }
            let folded = Self.folded(text)
            if !folded.isEmpty { return folded }
        }
        guard comments[ObjectIdentifier(resource.node.document)]?.isEmpty == false else { return nil }
        if let text = above(resource.node, skipsSeparator: true) { return text }
        for key in ["metadata", "spec"] {
            if let node = resource.node.keyNode(key), let text = above(node) { return text }
        }
        return nil
    }

    /// Whether any comment above or inside says something about the policy or one of its rules.
    func isDocumented(_ resource: Resource) -> Bool {
        if description(of: resource) != nil { return true }
        guard let lines = comments[ObjectIdentifier(resource.node.document)], !lines.isEmpty else { return false }
        let first = resource.node.location.line
        let last = resource.node.document.location(at: max(resource.node.range.upperBound - 1, 0)).line
        guard first <= last else { return false }
        return (first...last).contains { number in lines[number].map { !Self.isDirective($0.text) } ?? false }
    }

    /// The comments above a rule, and the one on its first line.
    func description(ofRule node: Node) -> String? {
        let document = node.document
        var parts: [String] = []
        if let text = above(node) { parts.append(text) }
        if let line = comments[ObjectIdentifier(document)]?[node.location.line], !line.isOwn,
            !Self.isDirective(line.text)
        {
            parts.append(line.text)
        }
        return parts.isEmpty ? nil : parts.joined(separator: " ")
    }

    /// The block of comment lines that ends right above a node.
    private func above(_ node: Node, skipsSeparator: Bool = false) -> String? {
        guard let lines = comments[ObjectIdentifier(node.document)], !lines.isEmpty else { return nil }
        var number = node.location.line - 1
        if skipsSeparator, number >= 1, node.document.line(number).hasPrefix("---") { number -= 1 }
        var block: [String] = []
        while number >= 1, let line = lines[number], line.isOwn {
            block.append(line.text)
            number -= 1
        }
        let text = block.reversed()
        if text.contains(where: Self.isLicence) { return nil }
        let words = Self.folded(text.filter { !Self.isDirective($0) }.joined(separator: " "))
        return words.isEmpty ? nil : words
    }

    private static func stripped(_ text: String) -> String {
        var text = text[...]
        while let first = text.first, first == "#" || first.isWhitespace { text = text.dropFirst() }
        while let last = text.last, last == "#" || last.isWhitespace || last == "=" || last == "-" {
            text = text.dropLast()
        }
        return String(text)
    }

    private static func folded(_ text: String) -> String {
        text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    private static func isLicence(_ line: String) -> Bool {
        let lower = line.lowercased()
        return lower.contains("copyright") || lower.contains("licensed under") || lower.contains("spdx-license")
    }

    /// What speaks to programs, or names the template that a document was rendered from.
    private static func isDirective(_ line: String) -> Bool {
        let marks = [
            "Source: ", "bulwark:", "yaml-language-server:", "yamllint", "checkov:", "kics-", "trivy:", "nosec",
            "yaml-lint", "renovate:", "prettier-",
        ]
        return line.isEmpty || marks.contains { line.hasPrefix($0) } || isLicence(line)
    }
}
