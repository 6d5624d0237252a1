// SPDX-License-Identifier: Apache-2.0

import AccessControl
import TestSupport
import Testing

struct AccessControlRegistryTests {
    @Test func `every example of every check holds`() {
        for failure in ExampleVerification.failures(of: AccessControlRegistry.all) { Issue.record("\(failure)") }
    }
}
