// SPDX-License-Identifier: Apache-2.0

import AccessControl
import Cluster
import Documents
import Findings
import Glibc
import Images
import NetworkPolicies
import PodSecurity
import TestSupport
import Testing

/// Two repairs never fight: in whatever order they are made, the same findings are left.
struct RepairOrderTests {
    private static let checks: [any Check.Type] =
        PodSecurityRegistry.all + AccessControlRegistry.all + NetworkPoliciesRegistry.all + ImagesRegistry.all

    private static let corpora = getenv("BULWARK_SHARED").map { String(cString: $0) + "/corpus" }

    private static func documents(in folder: String) -> [Document] {
        FileLoader().load(paths: [folder]).documents
    }

    private static func expectSame(_ documents: [Document], review: Bool, _ name: String) {
        let order = RepairOrder(documents, checks, review: review)
        let ordered = order.inReportOrder
        #expect(!ordered.isEmpty)
        for checks in [ordered, ordered.reversed(), ordered.sorted { $0.description.id < $1.description.id }] {
            let difference = order.difference(inTurn: checks)
            #expect(difference.isEmpty, "\(name)")
        }
    }

    @Test(arguments: [false, true]) func `the example shop is repaired at once as it is check by check`(review: Bool) {
        Self.expectSame(Self.documents(in: GoldenFile.root + "/Examples/shop"), review: review, "shop")
    }

    @Test(
        .enabled(if: corpora != nil, "BULWARK_SHARED names no folder of real manifests"),
        arguments: ["example-voting-app", "microservices-demo", "external-dns", "metrics-server", "cert-manager"])
    func `real manifests are repaired at once as they are check by check`(name: String) throws {
        let folder = TemporaryFolder()
        let archive = try #require(Self.corpora) + "/\(name).tar.gz"
        try #require(system("tar xzf '\(archive)' -C '\(folder.path)'") == 0)
        for review in [false, true] {
            Self.expectSame(Self.documents(in: folder.path), review: review, name)
        }
    }
}
