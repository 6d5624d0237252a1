// SPDX-License-Identifier: Apache-2.0

import AccessControl
import Cluster
import Documents
import Findings
import Images
import NetworkPolicies
import PodSecurity
import Reports
import TestSupport
import Testing

/// Editors apply the fixes of a SARIF report as text: they must mean what the remediation says.
struct SARIFFixTests {
    @Test func `every fix means what its patch says`() throws {
        let checks =
            PodSecurityRegistry.all + AccessControlRegistry.all + NetworkPoliciesRegistry.all + ImagesRegistry.all
        var fixes = 0
        for check in checks {
            for example in check.description.examples {
                fixes += try verify(example.manifest, check, name: "\(check.description.id), \(example.name)")
            }
        }
        #expect(fixes > 30)
    }

    /// The number of fixes.
    private func verify(_ manifest: String, _ check: any Check.Type, name: String) throws -> Int {
        var loaded = LoadedFiles()
        let document = Document.parse(manifest, name: "a.yaml")
        loaded.add(document)
        let assessment = Assessment(version: "", checks: [check])
        let (judgement, report) = assessment.judgementAndReport(on: loaded)
        let inventory = judgement.inventory
        let output = Bytes()
        try report.write(.sarif) { output.all += $0 }
        let results = Document.parse(output.all, name: "sarif").roots.first?["runs"]?[0]?["results"]
        var count = 0
        for (position, finding) in report.findings.enumerated() {
            guard let replacements = results?[position]?["fixes"]?[0]?["artifactChanges"]?[0]?["replacements"],
                let remediation = finding.remediation
            else { continue }
            count += 1
            let text = apply(replacements, to: manifest)
            let changed = Inventory(documents: [Document.parse(text, name: "a.yaml")])
            #expect(changed.problems.count == inventory.problems.count, "\(name): \(text)")
            for (before, after) in zip(inventory.resources, changed.resources) {
                let expected = before.node.value.applying(remediation.patch(of: before.node))
                #expect(expected?.isEquivalent(to: after.node.value) == true, "\(name): \(text)")
            }
            #expect(changed.resources.count == inventory.resources.count, "\(name): \(text)")
        }
        return count
    }

    /// From the last to the first, so that the places stay true.
    private func apply(_ replacements: Node, to text: String) -> String {
        let pieces = replacements.elements.map { piece -> (start: Int, end: Int, text: String) in
            let region = piece["deletedRegion"]
            let start = offset(region?["startLine"], region?["startColumn"], in: text)
            let end = offset(region?["endLine"] ?? region?["startLine"], region?["endColumn"], in: text)
            return (start, end, piece["insertedContent"]?["text"]?.string ?? "")
        }
        var scalars = Array(text.unicodeScalars)
        for piece in pieces.sorted(by: { $0.start > $1.start }) {
            scalars.replaceSubrange(piece.start..<piece.end, with: Array(piece.text.unicodeScalars))
        }
        var result = String.UnicodeScalarView()
        result.append(contentsOf: scalars)
        return String(result)
    }

    private func offset(_ line: Node?, _ column: Node?, in text: String) -> Int {
        var remaining = Int(line?.integer ?? 1) - 1
        var offset = 0
        for scalar in text.unicodeScalars {
            if remaining == 0 { break }
            offset += 1
            if scalar == "\n" { remaining -= 1 }
        }
        return offset + Int(column?.integer ?? 1) - 1
    }
}

private final class Bytes { var all: [UInt8] = [] }
