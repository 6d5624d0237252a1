// SPDX-License-Identifier: Apache-2.0

import PodSecurity
import TestSupport
import Testing

struct PodSecurityRegistryTests {
    @Test func `every example of every check holds`() {
        for failure in ExampleVerification.failures(of: PodSecurityRegistry.all) { Issue.record("\(failure)") }
    }
}
