// SPDX-License-Identifier: Apache-2.0

/// The name of an image as the container runtimes read it: the grammar of github.com/distribution/reference, with
/// Docker's defaults filled in. Keeps the text and where its parts are.
package struct ImageReference: Sendable, Hashable, CustomStringConvertible {
    private let text: String
    /// Byte ranges of the text; empty for what is missing.
    private let parts: Parts

    private struct Parts: Sendable, Hashable {
        var registry = 0..<0
        var path = 0..<0
        var tag = 0..<0
        var digest = 0..<0
        /// Docker Hub's own image: its repository is below `library/`.
        var isOfficial = false
        /// The registry goes by its old name, `index.docker.io`.
        var isIndex = false
    }

    /// Why a text is no image reference: lower case, what was found and what was expected.
    package struct Fault: Error, Sendable, Hashable {
        package let message: String

        init(_ message: String) { self.message = message }
    }

    /// Reads a reference.
    package init(_ text: String) throws(Fault) {
        var text = text
        let result = text.withUTF8 { bytes in
            Result { () throws(Fault) in
                var grammar = ReferenceGrammar(bytes)
                try grammar.run()
                return Parts(
                    registry: grammar.registry, path: grammar.path, tag: grammar.tag, digest: grammar.digest,
                    isOfficial: grammar.isOfficial, isIndex: grammar.isIndex)
            }
        }
        parts = try result.get()
        self.text = text
    }

    /// Host with its port: `docker.io` when the reference names none.
    package var registry: String { String(host) }

    /// Path inside the registry: `library/nginx` for Docker Hub's own images.
    package var repository: String { (parts.isOfficial ? "library/" : "") + slice(parts.path) }

    /// As written; nil when missing.
    package var tag: String? { parts.tag.isEmpty ? nil : String(slice(parts.tag)) }

    /// `algorithm:hex`; nil when missing.
    package var digest: String? { parts.digest.isEmpty ? nil : String(slice(parts.digest)) }

    /// The reference names its registry; false when Docker's default was filled in.
    package var hasRegistry: Bool { !parts.registry.isEmpty }

    package var hasTag: Bool { !parts.tag.isEmpty }
    package var hasDigest: Bool { !parts.digest.isEmpty }

    /// The full name without tag and digest: `docker.io/library/nginx`.
    package var name: String { registry + "/" + repository }

    package var description: String {
        name + (tag.map { ":" + $0 } ?? "") + (digest.map { "@" + $0 } ?? "")
    }

    /// No digest, and the tag `latest`, written or implied: the next pull may bring something else.
    package var isLatest: Bool { !hasDigest && (!hasTag || slice(parts.tag) == "latest") }

    /// `registry`, without making a string of it.
    var host: Substring { parts.registry.isEmpty || parts.isIndex ? "docker.io" : slice(parts.registry) }

    /// The last part of the repository's path.
    package var lastComponent: Substring {
        let path = slice(parts.path)
        return path.utf8.lastIndex(of: UInt8(ascii: "/")).map { path[path.utf8.index(after: $0)...] } ?? path
    }

    /// All bytes are ASCII: the grammar allows no others.
    private func slice(_ range: Range<Int>) -> Substring {
        let utf8 = text.utf8
        let start = utf8.index(utf8.startIndex, offsetBy: range.lowerBound)
        return text[start..<utf8.index(start, offsetBy: range.count)]
    }
}
