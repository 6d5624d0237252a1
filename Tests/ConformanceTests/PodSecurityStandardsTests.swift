// SPDX-License-Identifier: Apache-2.0

import Cluster
import Documents
import Foundation
import PodSecurity
import Testing

/// Recorded pods with the answers of the reference evaluator and of a real API server.
struct PodSecurityStandardsTests {
    private static let path = ProcessInfo.processInfo.environment["BULWARK_SHARED"].map {
        $0 + "/recordings/psa/fixtures.jsonl.gz"
    }

    private static let replaceable: Set<String> = [
        "capabilities_baseline", "hostPathVolumes", "procMount", "seccompProfile_baseline",
    ]

    /// One recorded pod.
    private struct Fixture {
        let file: String
        let policy: PodSecurityStandards.Policy
        let inventory: Inventory
        let record: Node
    }

    private static func fixtures() -> [Fixture] {
        guard let path else { return [] }
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(filePath: "/bin/gzip")
        process.arguments = ["-dc", path]
        process.standardOutput = pipe
        guard (try? process.run()) != nil else { return [] }
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return Document.parse(Array(data), name: "fixtures.jsonl").roots.compactMap { record in
            guard let file = record["file"]?.string, let pod = record["pod"]?.string,
                let level = record["level"]?.string.flatMap({ PodSecurityStandards.Level(rawValue: $0) }),
                let version = record["version"]?.string.flatMap({ KubernetesVersion($0) })
            else { return nil }
            let inventory = Inventory(documents: [Document.parse(Array(pod.utf8), name: file)])
            return Fixture(file: file, policy: .init(level, version), inventory: inventory, record: record)
        }
    }

    @Test(.enabled(if: path != nil)) func `the file as written gets the reference evaluator's answer`() throws {
        let fixtures = Self.fixtures()
        #expect(fixtures.count >= 274)
        for fixture in fixtures {
            let workload = try #require(fixture.inventory.workloads.first)
            let evaluation = PodSecurityStandards.evaluate(workload, fixture.policy, .raw)
            let raw = fixture.record["raw"]
            #expect(evaluation.isAllowed == raw?["allowed"]?.bool, "\(fixture.file)")
            #expect(evaluation.reason == raw?["reason"]?.scalarText, "\(fixture.file)")
            #expect(evaluation.detail == raw?["detail"]?.scalarText, "\(fixture.file)")
            // The recording lists the controls that fail each on its own, also those that another one replaces.
            let controls = Set(raw?["controls"]?.elements.map(\.scalarText) ?? [])
            let told = Set(evaluation.violations.map(\.control))
            #expect(told.isSubset(of: controls), "\(fixture.file)")
            #expect(controls.subtracting(told).isSubset(of: Self.replaceable), "\(fixture.file)")
            let direct = PodSecurityStandards.evaluate(
                metadata: workload.template["metadata"], spec: workload.spec, fixture.policy, .raw)
            #expect(direct == evaluation, "\(fixture.file)")
        }
    }

    @Test(.enabled(if: path != nil)) func `the pod as it reaches admission gets the API server's answer`() throws {
        for fixture in Self.fixtures() {
            let server = fixture.record["server"]
            // 422: rejected by validation before admission.
            guard let code = server?["code"]?.integer, code != 422 else { continue }
            let workload = try #require(fixture.inventory.workloads.first)
            let evaluation = PodSecurityStandards.evaluate(workload, fixture.policy, .admitted)
            #expect(evaluation.isAllowed == (code == 201), "\(fixture.file)")
            guard code == 403 else { continue }
            let message = server?["message"]?.scalarText ?? ""
            let expected =
                "pods \"test\" is forbidden: violates PodSecurity \"\(fixture.policy)\": \(evaluation.detail)"
            #expect(message == expected, "\(fixture.file)")
        }
    }
}
