// SPDX-License-Identifier: Apache-2.0

import Images
import TestSupport
import Testing

struct ImagesRegistryTests {
    @Test func `every example of every check holds`() {
        for failure in ExampleVerification.failures(of: ImagesRegistry.all) { Issue.record("\(failure)") }
    }
}
