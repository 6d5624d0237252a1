// SPDX-License-Identifier: Apache-2.0

import AccessControl
import Cluster
import Documents
import Foundation
import Testing

/// The roles that ship in the program against those of a recorded API server.
struct BuiltInRolesTests {
    private static let folder = ProcessInfo.processInfo.environment["BULWARK_SHARED"].map { $0 + "/recordings/rbac" }

    private static func dump() -> [Document] {
        ["bootstrap-cluster.json", "bootstrap-namespaced.json"].compactMap { name in
            guard let folder, let text = FileManager.default.contents(atPath: folder + "/" + name) else { return nil }
            return Document.parse(Array(text), name: name)
        }
    }

    @Test(.enabled(if: folder != nil))
    func `every stock subject has the same rules with the built-in objects as with the recorded ones`() {
        let recorded = Authorizer(Inventory(documents: Self.dump()))
        let builtIn = Authorizer(Inventory(documents: []))
        #expect(!recorded.usesBuiltIns)
        #expect(builtIn.usesBuiltIns)
        let subjects = PowerMatrix.subjects(of: recorded)
        #expect(subjects == PowerMatrix.subjects(of: builtIn))
        #expect(subjects.count > 40)
        for subject in subjects {
            let left = EffectivePermissions(of: subject.identity, in: recorded).entries
            let right = EffectivePermissions(of: subject.identity, in: builtIn).entries
            #expect(left.map(\.rule) == right.map(\.rule), "\(subject.title)")
        }
    }

    @Test(.enabled(if: folder != nil)) func `the recorded objects are all accepted`() {
        #expect(Authorizer(Inventory(documents: Self.dump())).problems.isEmpty)
    }
}
