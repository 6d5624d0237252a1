// SPDX-License-Identifier: Apache-2.0

internal import AccessControl
internal import ArgumentParser
internal import Cluster
internal import Documents

/// Tells which permissions a log does not show in use.
struct AccessUnusedCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unused",
        abstract: "Tell which bindings, roles, rules and verbs an audit log does not show in use.",
        discussion: """
            -o diff prints the removal as a patch of the files, -o kubectl as commands for a cluster. Before anything \
            is told, the log is replayed over the changed objects: nothing that was allowed may be denied.
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable { case table, json, diff, kubectl }

    @OptionGroup var audit: AuditOptions

    @Argument(help: "Files and folders with roles and bindings, or - for standard input.")
    var paths: [String] = []

    @Option(name: [.customShort("o"), .long], help: "table, json, diff or kubectl.")
    var format: Format = .table

    @Option(help: ArgumentHelp("Write the answer to a file.", valueName: "file"))
    var output: String?

    @Option(help: "The roles and bindings of a stock cluster: included, omitted or automatic.")
    var builtIns: BuiltInsChoice = .automatic

    func run() throws {
        let log = try audit.read()
        var options = AccessOptions()
        options.output = output
        options.builtIns = builtIns
        options.quiet = false
        let answer = UnusedAnswer(log: log, input: try options.load(paths), builtIns: builtIns.choice)
        switch format {
        case .table: try options.write(answer.table)
        case .json: try options.write(answer.json)
        // A patch is of the bytes that the files have.
        case .diff: try options.write(Array(answer.diff.utf8))
        case .kubectl: try options.write(Array(answer.kubectl.utf8))
        }
        options.tell(answer.problems)
        if format == .diff || format == .kubectl { for line in answer.summary { StandardError.write(line) } }
        if answer.denials > 0 { throw ExitStatus.failure }
        throw options.status(answer.problems)
    }
}
