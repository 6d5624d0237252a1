// SPDX-License-Identifier: Apache-2.0

import Cluster
import Documents
import Findings
import Testing

struct FingerprintTests {
    private func fingerprints(_ text: String) throws -> [String] {
        let inventory = Inventory(documents: [Document.parse(text)])
        let result = Runner(checks: [ImagePresent.self]).run(Context(inventory: inventory))
        return result.findings.map { Fingerprint($0).description }
    }

    private func pod(_ containers: String) -> String {
        "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n" + containers
    }

    @Test func `a fingerprint survives new lines and new neighbours`() throws {
        let before = try fingerprints(pod("  - {name: web, image: a}\n"))
        let after = try fingerprints(pod("\n  # first\n  - {name: other}\n  - {name: web, image: b}\n"))
        #expect(before.count == 1)
        #expect(before == after)
        #expect(before.first?.count == 71)
    }

    @Test func `another container has another fingerprint`() throws {
        let found = try fingerprints(pod("  - {name: web, image: a}\n  - {name: api, image: a}\n"))
        #expect(Set(found).count == 2)
    }
}

/// Finds every image.
private enum ImagePresent: WorkloadCheck {
    static let description = CheckDescription(
        id: "image-present", title: "Image", severity: .low, layer: .workload, rationale: "", attack: "", rule: "",
        fix: "", examples: [])

    static func evaluate(_ workload: Workload, _ context: Context, _ findings: inout FindingCollector) {
        for container in workload.containers {
            guard let image = container.node["image"] else { continue }
            findings.add("image", Subject(workload, container), Evidence(image))
        }
    }
}
