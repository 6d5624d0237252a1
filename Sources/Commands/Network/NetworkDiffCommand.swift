// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Documents
internal import NetworkPolicies

extension DifferenceFormat: ExpressibleByArgument {}

/// Compares the connections of two versions of the manifests.
struct NetworkDiffCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff", abstract: "Tell which connections a change adds, removes or alters.",
        discussion: """
            OLD and NEW are files or folders with the manifests before and after. The format markdown fits a pull \
            request. Exit status 1 with --fail-on-added when a connection is added or widened.
            """)

    @Argument(help: "The manifests before.")
    var old: String

    @Argument(help: "The manifests after.")
    var new: String

    @Option(name: [.customShort("o"), .long], help: "The format.")
    var format: DifferenceFormat = .txt

    @Flag(help: "Exit with status 1 when a connection is added or widened.")
    var failOnAdded = false

    @OptionGroup(title: "Input and output") var options: NetworkOptions

    func run() throws {
        let before = try options.load([old])
        let after = try options.load([new])
        let difference = ConnectionDifference(from: before.connectivity, to: after.connectivity)
        let problems = before.problems + after.problems
        try options.write(DifferencePage(difference).text(format, problems: problems))
        options.tell(problems)
        let widens = difference.changes.contains { !$0.after.subtracting($0.before).isEmpty }
        if failOnAdded, widens { throw ExitStatus.findings }
        throw options.status(problems)
    }
}
