// SPDX-License-Identifier: Apache-2.0

internal import AccessControl
internal import ArgumentParser
internal import Cluster
internal import Documents
internal import Findings

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
        let text = yaml(generation, input)
        try sink.write(format == .yaml ? Array(text.utf8) : json(generation, input))
        try sink.finish()
        try verify(text, input, stock)
        throw input.problems.isEmpty ? ExitStatus.clean : ExitStatus.unreadable
    }

    private func isWanted(_ user: String) -> Bool {
        if !users.isEmpty { return users.contains(user) }
        if includeSystem { return true }
        if let account = Identity.serviceAccount(user) { return account.namespace != "kube-system" }
        return !user.hasPrefix("system:")
    }

    /// Replays the log over what was written: nothing that was allowed may be denied.
    private func verify(_ text: String, _ input: AuditInput, _ stock: Authorizer) throws {
        let inventory = Inventory(documents: [Document.parse(Array(text.utf8), name: "generated.yaml")])
        let authorizer = Authorizer(inventory, builtIns: .omitted)
        let denials = authorizer.denials(replaying: input.usage, known: stock) { isWanted($0.user) }
        StandardError.write(
            denials == 0
                ? "replayed over the log: nothing that was allowed is denied"
                : "replayed over the log: \(denials) requests would be denied; please report this")
        if denials > 0 { throw ExitStatus.failure }
    }

    private func yaml(_ generation: RoleGeneration, _ input: AuditInput) -> String {
        var text = "# Roles with what an audit log shows in use.\n"
        for line in input.window { text += "# \(line)\n" }
        for subject in generation.subjects {
            text += "#\n# \(subject.user): \(subject.events) \(subject.events == 1 ? "request" : "requests")\n"
            for remark in subject.remarks { text += "#   \(remark)\n" }
            for escalation in escalations(subject) { text += "#   still an escalation: \(escalation)\n" }
        }
        if !generation.denied.isEmpty {
            text += "#\n# Denied, and not granted here:\n"
            for line in generation.denied { text += "#   \(line)\n" }
        }
        for subject in generation.subjects {
            for object in subject.objects {
                text += "---\n" + YAMLText().block(object, column: 0).joined(separator: "\n") + "\n"
            }
        }
        return text
    }

    private func escalations(_ subject: RoleGeneration.Subject) -> [String] {
        let text = subject.objects.map { YAMLText().block($0, column: 0).joined(separator: "\n") }
        let document = Document.parse(Array(text.joined(separator: "\n---\n").utf8), name: "generated.yaml")
        let result = Runner(checks: EscalationRegistry.all).run(Context(inventory: Inventory(documents: [document])))
        return result.findings.filter { $0.severity >= .high }.map(\.message)
    }

    private func json(_ generation: RoleGeneration, _ input: AuditInput) -> [UInt8] {
        var writer = JSONWriter(pretty: true)
        writer.object { writer in
            writer.member("apiVersion", "v1")
            writer.member("kind", "List")
            writer.member("items") { writer in
                writer.array { writer in
                    for object in generation.subjects.flatMap(\.objects) { writer.value(object) }
                }
            }
            writer.member("denied", generation.denied)
            writer.member("remarks", generation.subjects.flatMap(\.remarks))
            writer.member("window", input.window)
        }
        writer.newline()
        return writer.bytes
    }
}

extension AuditOptions {
    static func reading(_ files: [String]) -> AuditInput {
        var input = AuditInput()
        for file in files { input.read(file) }
        return input
    }
}

extension AuditInput {
    func tellProblems() { for problem in problems { StandardError.write(problem.description) } }
}
