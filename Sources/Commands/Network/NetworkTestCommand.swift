// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Cluster
internal import Documents
internal import NetworkPolicies

/// Checks the connectivity assertions that a team keeps in its repository.
struct NetworkTestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test", abstract: "Check assertions about connections.",
        discussion: """
            SUITE is YAML, JSON or one JSON object a line: {from: namespace/name, to: namespace/name, an address, a \
            CIDR or external, port: 80 or a name, protocol: TCP, expect: allow or deny}. Without port, allow means \
            through any port and deny through none. Exit status 1 when one fails.
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable { case text, json }

    @Argument(help: "The file with the assertions.")
    var suite: String

    @Argument(help: "Files and folders, or - for standard input.")
    var paths: [String] = []

    @Option(name: [.customShort("o"), .long], help: "The format of the results.")
    var format: Format = .text

    @OptionGroup(title: "Input and output") var options: NetworkOptions

    func run() throws {
        let bytes: [UInt8]
        do { bytes = try InputReading.file(suite, limit: 1 << 28) } catch {
            StandardError.write("\(suite): \(error.message)")
            throw ExitStatus.unreadable
        }
        let input = try options.load(paths)
        let read = Assertion.read(Document.parse(bytes, name: suite))
        var problems = input.problems + read.problems
        var results: [AssertionResult] = []
        for assertion in read.assertions {
            do throws(Problem) { results.append(try input.connectivity.judge(assertion)) } catch {
                problems.append(error)
                results.append(.unjudged(assertion))
            }
        }
        let page = AssertionPage(results, input.connectivity.model)
        switch format {
        case .text: try options.write(page.text)
        case .json: try options.write(page.json(problems))
        }
        options.tell(problems)
        if results.contains(where: { !$0.passed }) { throw ExitStatus.findings }
        throw options.status(problems)
    }
}
