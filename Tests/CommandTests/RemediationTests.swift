// SPDX-License-Identifier: Apache-2.0

import AccessControl
import Findings
import Images
import NetworkPolicies
import PodSecurity
import TestSupport
import Testing

struct RemediationTests {
    @Test func `every violating example is clean after its remediation`() {
        let checks = PodSecurityRegistry.all + AccessControlRegistry.all + NetworkPoliciesRegistry.all
        for failure in RemediationVerification.failures(of: checks + ImagesRegistry.all) { Issue.record("\(failure)") }
    }
}
