// SPDX-License-Identifier: Apache-2.0

internal import AccessControl
internal import ArgumentParser
internal import Documents

/// Tells which permissions a log does not show in use.
struct AccessUnusedCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unused", abstract: "Tell which bindings, rules and verbs an audit log does not show in use.",
        discussion: """
            -o diff prints the removal as a patch. Before anything is told, the log is replayed over the edited roles: \
            nothing that was allowed may be denied.
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable { case table, json, diff }

    @OptionGroup var audit: AuditOptions

    @Argument(help: "Files and folders with roles and bindings, or - for standard input.")
    var paths: [String] = []

    @Option(name: [.customShort("o"), .long], help: "table, json or diff.")
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
        let input = try options.load(paths)
        let unused = UnusedPermissions(input.inventory, authorizer: input.authorizer, usage: log.usage)
        let denials = unused.denialsAfterEdits(builtIns: builtIns.choice, before: input.authorizer)
        switch format {
        case .table: try options.write(table(unused, log, denials))
        case .json: try options.write(json(unused, log, denials, input))
        case .diff: try options.write(diff(unused))
        }
        let problems = input.problems + log.problems
        options.tell(problems)
        if format == .diff { for line in summary(unused, log, denials) { StandardError.write(line) } }
        if denials > 0 { throw ExitStatus.failure }
        throw options.status(problems)
    }

    private func summary(_ unused: UnusedPermissions, _ log: AuditInput, _ denials: Int) -> [String] {
        var lines = log.window
        lines.append("\(unused.explained) kinds of allowed requests are explained by these roles and bindings")
        if unused.unexplained > 0 {
            lines.append(
                "\(unused.unexplained) are not: they were allowed by something else (system:masters, other objects)")
        }
        lines.append("replayed over the edited roles: \(denials) denials")
        return lines
    }

    private func table(_ unused: UnusedPermissions, _ log: AuditInput, _ denials: Int) -> String {
        var text = ""
        for entry in unused.entries { text += "\(entry.place.location): \(entry.kind.rawValue): \(entry.message)\n" }
        if unused.entries.isEmpty { text += "everything that is granted was used\n" }
        return text + "\n" + summary(unused, log, denials).map { $0 + "\n" }.joined()
    }

    private func json(
        _ unused: UnusedPermissions, _ log: AuditInput, _ denials: Int, _ input: AccessInput
    ) -> [UInt8] {
        var writer = JSONWriter(pretty: true)
        writer.object { writer in
            writer.member("unused") { writer in
                writer.array { writer in
                    for entry in unused.entries {
                        writer.object { writer in
                            writer.member("kind", entry.kind.rawValue)
                            writer.member("message", entry.message)
                            writer.member("file", entry.place.location.file)
                            writer.member("line", entry.place.location.line)
                            writer.member("column", entry.place.location.column)
                        }
                    }
                }
            }
            writer.member("window", log.window)
            writer.member("denialsOnReplay", denials)
            writer.member(problems: input.problems + log.problems)
        }
        writer.newline()
        return writer.bytes
    }

    private func diff(_ unused: UnusedPermissions) -> String {
        var text = ""
        for change in unused.edited() {
            let diff = UnifiedDiff(name: change.before.name, before: change.before.bytes, after: change.after.bytes)
            for line in diff.lines { text += line.text + "\n" }
        }
        return text
    }
}
