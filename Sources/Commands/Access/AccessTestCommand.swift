// SPDX-License-Identifier: Apache-2.0

internal import AccessControl
internal import ArgumentParser
internal import Cluster
internal import Documents

/// Checks the permission assertions that a team keeps in its repository.
struct AccessTestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test", abstract: "Check assertions about permissions.",
        discussion: """
            SUITE is YAML, JSON or one JSON object a line: {as: USER, groups: [GROUP], namespace: NS, verb: get, \
            group: apps, resource: pods, subresource: exec, name: x, url: /metrics, expect: allow or deny}. Exit \
            status 1 when one fails.
            """)

    @Argument(help: "The file with the assertions.")
    var suite: String

    @Argument(help: "Files and folders, or - for standard input.")
    var paths: [String] = []

    @OptionGroup(title: "Input and output") var options: AccessOptions

    private struct Result {
        let assertion: AccessAssertion
        let isAllowed: Bool

        var passed: Bool { isAllowed == assertion.expectsAllow }
        var actual: String { isAllowed ? "allow" : "deny" }
    }

    func run() throws {
        let bytes: [UInt8]
        do { bytes = try InputReading.file(suite, limit: 1 << 28) } catch {
            throw ValidationError("\(suite): \(error.message)")
        }
        let input = try options.load(paths)
        let read = AccessAssertion.read(
            Document.parse(bytes, name: suite), naming: ResourceNaming(input.inventory))
        let results = read.assertions.map {
            Result(assertion: $0, isAllowed: $0.isAllowed(by: input.authorizer))
        }
        let problems = input.problems + read.problems
        switch options.format {
        case .json: try options.write(json(results, problems))
        case .table, .markdown, .html: try options.write(text(results, input))
        }
        options.tell(problems)
        if results.contains(where: { !$0.passed }) { throw ExitStatus.findings }
        throw options.status(problems)
    }

    private func text(_ results: [Result], _ input: AccessInput) -> String {
        var text = ""
        for result in results where !result.passed {
            let expected = result.assertion.expectsAllow ? "allow" : "deny"
            text += "\(result.assertion.node.location): expected \(expected), found \(result.actual)\n"
            for grant in result.assertion.grants(in: input.authorizer) { text += "    \(grant.sentence)\n" }
        }
        let passed = results.filter(\.passed).count
        return text + "\(passed) passed, \(results.count - passed) failed\n"
    }

    private func json(_ results: [Result], _ problems: [Problem]) -> [UInt8] {
        var writer = JSONWriter(pretty: true)
        let passed = results.filter(\.passed).count
        writer.object { writer in
            writer.member("results") { writer in
                writer.array { writer in
                    for result in results {
                        writer.object { writer in
                            writer.member("assertion", result.assertion.node.value)
                            writer.member("actual", result.actual)
                            writer.member("passed", result.passed)
                        }
                    }
                }
            }
            writer.member("passed", passed)
            writer.member("failed", results.count - passed)
            writer.member(problems: problems)
        }
        writer.newline()
        return writer.bytes
    }
}
