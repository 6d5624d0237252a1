// SPDX-License-Identifier: Apache-2.0

internal import AccessControl
internal import ArgumentParser
internal import Cluster
internal import Documents

/// Writes the roles that a log shows to be needed.
struct AccessGenerateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate", abstract: "Write least-privilege roles and bindings from audit logs.",
        discussion: """
            One role per subject and namespace; nothing is widened: requests in one namespace stay there, and names are \
            kept where the verb honours them and they look stable. Denied requests are told and never granted. Without \
            --as: every user and service account that is not Kubernetes' own.
            """)

    @OptionGroup var audit: AuditOptions

    @Option(name: .customLong("as"), help: "Only for these users.")
    var users: [String] = []

    @Flag(help: "Also for the components of Kubernetes itself.")
    var includeSystem = false

    @Option(name: [.customShort("o"), .long], help: "yaml or json.")
    var format: Format = .yaml

    @Option(help: ArgumentHelp("Write the roles to a file.", valueName: "file"))
    var output: String?

    enum Format: String, ExpressibleByArgument, CaseIterable { case yaml, json }

    @Argument(help: ArgumentHelp("Further audit logs.", valueName: "file"))
    var more: [String] = []

    func run() throws {
        let input = try more.isEmpty ? audit.read() : AuditOptions.reading(audit.files + more)
        input.tellProblems()
        let stock = Authorizer(Inventory(documents: []), builtIns: .included)
        let generation = RoleGeneration(input.usage, known: stock, for: isWanted)
        let sink = try output.map { path throws(OutputFailure) in try Output.file(path) } ?? Output.standard()
        let roles = GeneratedRoles(generation, window: input.window)
        try sink.write(format == .yaml ? Array(roles.yaml.utf8) : roles.json)
        try sink.finish()
        try verify(roles.denials(input.usage, known: stock, where: isWanted))
        throw input.problems.isEmpty ? ExitStatus.clean : ExitStatus.unreadable
    }

    private func isWanted(_ user: String) -> Bool {
        if !users.isEmpty { return users.contains(user) }
        if includeSystem { return true }
        if let account = Identity.serviceAccount(user) { return account.namespace != "kube-system" }
        return !user.hasPrefix("system:")
    }

    /// Nothing that was allowed may be denied.
    private func verify(_ denials: Int) throws {
        StandardError.write(
            denials == 0
                ? "replayed over the log: nothing that was allowed is denied"
                : "replayed over the log: \(denials) requests would be denied; please report this")
        if denials > 0 { throw ExitStatus.failure }
    }
}

extension AuditInput {
    func tellProblems() { for problem in problems { StandardError.write(problem.description) } }
}
