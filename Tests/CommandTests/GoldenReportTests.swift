// SPDX-License-Identifier: Apache-2.0

import AccessControl
import Cluster
import Documents
import Findings
import Glibc
import Images
import NetworkPolicies
import PodSecurity
import Reports
import TestSupport
import Testing

/// Every format on a small input with a fixed set of checks, so that a new check rewrites nothing.
struct GoldenReportTests {
    private static let folder = "Tests/CommandTests/Golden"

    private static let checks: [any Check.Type] = PodSecurityRegistry.all.filter { check in
        ["privileged-container", "privilege-escalation", "capabilities-not-dropped", "seccomp-missing", "root-user"]
            .contains(check.description.id)
    }

    /// The formats and the variants of the page, by file name.
    private static let files:
        [(name: String, format: ReportFormat, change: @Sendable (inout RenderingOptions) -> Void)] =
            [
                ("report.txt", .table, { _ in }),
                ("report-excerpt.txt", .table, { $0.showsExcerpt = true }),
                (
                    "report-color-80.txt", .table,
                    { options in
                        options.width = 80
                        options.usesColor = true
                        options.usesUnicode = true
                    }
                ),
                ("report.json", .json, { _ in }), ("report.ndjson", .ndjson, { _ in }),
                ("report.sarif", .sarif, { _ in }),
                ("report.junit", .junit, { _ in }), ("report.markdown", .markdown, { _ in }),
                ("report.github", .github, { _ in }), ("report.gitlab", .gitlab, { _ in }),
                ("report.policyreport", .policyreport, { _ in }),
            ]

    private static let manifests = """
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: cart
          namespace: shop
        spec:
          template:
            spec:
              containers:
              - name: web
                image: nginx
                securityContext:
                  privileged: true
                  runAsUser: 0  # why?
              - name: "side|car <b>"
                image: busybox
              - name: proxy
                image: envoy
        ---
        {apiVersion: v1, kind: Pod, metadata: {name: "flow, 100%"}, spec: {containers: [{name: a, image: b}]}}
        ---
        apiVersion: v1
        kind: Pod
        metadata:
          name: accepted
          annotations:
            bulwark.dev/ignore: "privileged-container=needs the device; seccomp-missing=later"
        spec:
          hostPID: false
          containers:
          - name: agent
            image: agent
            securityContext: {privileged: true}

        """

    private static func report(of text: String = manifests) -> Report {
        var loaded = LoadedFiles()
        loaded.add(Document.parse(text, name: "./deploy/a b.yaml"))
        loaded.add(Document.parse("a: [b\nc: d\n", name: "deploy/broken.yaml"))
        loaded.files = 2
        return Assessment(version: "0.0.0", checks: checks).report(on: loaded)
    }

    private static func text(
        _ format: ReportFormat, _ report: Report, _ change: (inout RenderingOptions) -> Void = { _ in }
    ) throws -> String {
        var options = RenderingOptions()
        options.paths = ["deploy"]
        options.offersFix = true
        change(&options)
        let bytes = Bytes()
        try report.write(format, options: options) { bytes.all += $0 }
        return String(decoding: bytes.all, as: UTF8.self)
    }

    @Test func `every format of the report is as recorded`() throws {
        let report = Self.report()
        for file in Self.files {
            let text = try Self.text(file.format, report, file.change)
            if let difference = GoldenFile.difference("\(Self.folder)/\(file.name)", text) {
                Issue.record("\(difference)")
            }
        }
        let names = Set(Self.files.map(\.name))
        for name in GoldenFile.names(in: Self.folder) where name.hasPrefix("report") && !names.contains(name) {
            GoldenFile.remove("\(Self.folder)/\(name)")
            if !GoldenFile.isWriting { Issue.record("\(name) belongs to no test") }
        }
    }

    @Test func `the reference page of checks is fresh`() {
        let checks =
            PodSecurityRegistry.all + AccessControlRegistry.all + NetworkPoliciesRegistry.all + ImagesRegistry.all
        let pages = checks.map { check -> CheckPage in
            let page = CheckPage(check.description)
            let repaired = page.example.flatMap { ExampleRepair.text(of: $0, for: check) }
            return CheckPage(check.description, repairedExample: repaired)
        }
        if let difference = GoldenFile.difference("docs/reference/checks.md", ChecksReference.text(pages)) {
            Issue.record("\(difference)")
        }
    }

    @Test func `what a format writes can be read again`() throws {
        let report = Self.report()
        for format in [ReportFormat.json, .sarif, .gitlab, .policyreport] {
            let document = Document.parse(try Self.text(format, report), name: "report")
            #expect(document.problems.isEmpty, "\(format): \(document.problems)")
            #expect(document.roots.count == 1)
        }
        for line in try Self.text(.ndjson, report).split(separator: "\n") {
            #expect(Document.parse(String(line), name: "line").problems.isEmpty)
        }
    }

    @Test func `a page of a width has no longer line unless a word is longer`() throws {
        for width in [60, 80, 120, 200] {
            let text = try Self.text(.table, Self.report()) { $0.width = width }
            for line in text.split(separator: "\n") where line.unicodeScalars.count > width {
                #expect(line.trimmingPrefix { $0 == " " }.split(separator: " ").count <= 3, "\(line)")
            }
        }
    }

    @Test func `a manifest cannot steer the terminal`() throws {
        let report = Self.report(
            of: "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"a\\u001b[31mb\\u009b\"},"
                + "\"spec\":{\"containers\":[{\"name\":\"x\\u0007\",\"securityContext\":{\"privileged\":true}}]}}")
        let text = try Self.text(.table, report) { $0.showsExcerpt = true }
        #expect(!text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" || (0x7F...0x9F).contains($0.value) })
    }

    @Test func `a large report tells kinds of change and the most urgent objects, and all of them when asked`() throws {
        let pods = (0..<200).map { number in
            "---\napiVersion: v1\nkind: Pod\nmetadata: {name: pod-\(number)}\nspec: {containers: [{name: a, image: b}]}\n"
        }
        let report = Self.report(of: pods.joined())
        let text = try Self.text(.table, report)
        #expect(text.hasPrefix("Start here: 1 kind of change removes 600 of 600 findings.\n"))
        #expect(text.contains("1. Security contexts in 200 objects  removes 600 findings"))
        #expect(text.contains("190 more objects; --verbose shows all"))
        #expect(text.split(separator: "\n").count < 120)
        let full = try Self.text(.table, report) { $0.isVerbose = true }
        for number in 0..<200 { #expect(full.contains("Pod pod-\(number)  ")) }
    }

    @Test(.enabled(if: SARIFSchema.isAvailable, "needs BULWARK_SARIF_SCHEMA and python3 with jsonschema"))
    func `sarif holds to its schema`() throws {
        let folder = TemporaryFolder()
        folder.write("report.sarif", try Self.text(.sarif, Self.report()))
        #expect(SARIFSchema.accepts(folder.path + "/report.sarif"))
    }

    @Test func `nothing found says what was judged`() throws {
        var loaded = LoadedFiles()
        loaded.add(Document.parse("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n", name: "a.yaml"))
        loaded.files = 1
        let report = Assessment(version: "0.0.0", checks: Self.checks).report(on: loaded)
        #expect(
            try Self.text(.table, report).hasPrefix("Nothing found. 5 checks judged 1 object (0 workloads) in 1 file."))
    }

    @Test func `a sink that fails ends the report with its error`() throws {
        struct Full: Error {}
        #expect(throws: Full.self) { try Self.report().write(.json) { _ in throw Full() } }
    }
}

/// The schema of SARIF 2.1.0, in the file that BULWARK_SARIF_SCHEMA names, as python's jsonschema understands it.
private enum SARIFSchema {
    static var isAvailable: Bool {
        getenv("BULWARK_SARIF_SCHEMA") != nil && system("python3 -c 'import jsonschema' 2>/dev/null") == 0
    }

    static func accepts(_ path: String) -> Bool {
        let script = """
            import json, os, sys, jsonschema; \
            schema = json.load(open(os.environ["BULWARK_SARIF_SCHEMA"])); \
            jsonschema.validate(json.load(open(sys.argv[1])), schema)
            """
        return system("python3 -c '\(script)' '\(path)'") == 0
    }
}

private final class Bytes { var all: [UInt8] = [] }
