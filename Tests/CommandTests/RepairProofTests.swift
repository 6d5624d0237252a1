// SPDX-License-Identifier: Apache-2.0

import AccessControl
import Cluster
import Documents
import Findings
import Images
import NetworkPolicies
import PodSecurity
import TestSupport
import Testing

/// A repair judges again only what it can have changed: that must come to what judging everything comes to.
struct RepairProofTests {
    private static let checks: [any Check.Type] =
        PodSecurityRegistry.all + AccessControlRegistry.all + NetworkPoliciesRegistry.all + ImagesRegistry.all

    @Test(arguments: [false, true]) func `what is judged again equals a judgement of everything`(review: Bool) {
        let examples = Self.checks.flatMap { check in
            check.description.examples.enumerated().map { number, example in
                Document.parse(example.manifest, name: "\(check.description.id)-\(number).yaml")
            }
        }
        let difference = RepairVerification.difference(examples, Self.checks, review: review)
        #expect(difference.isEmpty)
    }

    @Test func `examples of a check are judged again as a whole`() {
        for check in Self.checks {
            for example in check.description.examples {
                let documents = [Document.parse(example.manifest, name: "a.yaml")]
                let difference = RepairVerification.difference(documents, Self.checks, review: true)
                #expect(difference.isEmpty, "\(check.description.id), \(example.name)")
            }
        }
    }
}
