// SPDX-License-Identifier: Apache-2.0

import AccessControl
import TestSupport
import Testing

struct EscalationRegistryTests {
    @Test func `every example of every technique holds`() {
        for failure in ExampleVerification.failures(of: EscalationRegistry.all) { Issue.record("\(failure)") }
    }
}
