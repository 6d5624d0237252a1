// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

/// Keeps documents. A `Node` does not own its document, since counting references for every handle costs more than most
/// lookups; a document lives until the region ends in which it was read. The outermost region is the process.
package final class DocumentRegion: Sendable {
    @TaskLocal private static var current = DocumentRegion()

    private let documents = Mutex<[Document]>([])

    private init() {}

    /// Runs a piece of work that reads many documents one after the other, and frees them when it ends. Their nodes
    /// must not leave it: what it returns or stores elsewhere are values made of them.
    package static func run<Result>(_ work: () throws -> Result) rethrows -> Result {
        try $current.withValue(DocumentRegion()) { try work() }
    }

    static func keep(_ document: Document) { current.documents.withLock { $0.append(document) } }
}
