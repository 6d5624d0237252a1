// SPDX-License-Identifier: Apache-2.0

import AccessControl
import Cluster
import Documents
import Foundation
import Testing

/// Roles made from what the audit webhook of a real API server has posted.
struct AuditRecordingTests {
    private static let path = ProcessInfo.processInfo.environment["BULWARK_SHARED"].map {
        $0 + "/recordings/audit/audit-webhook-batches.jsonl"
    }

    @Test(.enabled(if: path != nil)) func `a replay over the roles made from posted batches denies nothing`() throws {
        let text = try #require(Self.path.flatMap { FileManager.default.contents(atPath: $0) })
        var usage = AuditUsage()
        var reader = AuditReader()
        Array(text).withUnsafeBytes { reader.feed($0) { usage.add($0) } }
        reader.finish { usage.add($0) }
        #expect(reader.unreadable == 0)
        #expect(usage.events > 0)
        let stock = Authorizer(Inventory(documents: []), builtIns: .included)
        let generation = RoleGeneration(usage, known: stock) { _ in true }
        let manifests = generation.subjects.flatMap(\.objects).map {
            Document.parse(Array(YAMLText().block($0, column: 0).joined(separator: "\n").utf8), name: "made.yaml")
        }
        let made = Authorizer(Inventory(documents: manifests), builtIns: .omitted)
        #expect(made.denials(replaying: usage, known: stock) { _ in true } == 0)
    }
}
