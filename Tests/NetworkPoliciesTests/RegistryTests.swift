// SPDX-License-Identifier: Apache-2.0

import NetworkPolicies
import TestSupport
import Testing

struct NetworkPoliciesRegistryTests {
    @Test func `every example of every check holds`() {
        for failure in ExampleVerification.failures(of: NetworkPoliciesRegistry.all) { Issue.record("\(failure)") }
    }
}
