// SPDX-License-Identifier: Apache-2.0

internal import AccessControl
internal import ArgumentParser
internal import Cluster
internal import Documents
internal import Glibc

/// How an answer about permissions looks.
enum AccessFormat: String, ExpressibleByArgument, CaseIterable { case table, json, markdown, html }

/// What the access commands read and write.
struct AccessOptions: ParsableArguments {
    @Option(name: [.customShort("o"), .long], help: "The answer's format.")
    var format: AccessFormat = .table

    @Option(help: ArgumentHelp("Write the answer to a file.", valueName: "file"))
    var output: String?

    @Option(
        help: """
            The roles and bindings of a stock cluster: included, omitted, or automatic (included unless the input \
            holds the ClusterRole cluster-admin, as a cluster's dump does).
            """)
    var builtIns: BuiltInsChoice = .automatic

    @Flag(help: "Keep quiet about warnings and notes.")
    var quiet = false

    /// Reads the input.
    func load(_ paths: [String]) throws -> AccessInput {
        var paths = paths
        if paths.isEmpty {
            guard isatty(0) == 0 else {
                throw ValidationError("no path given: name files or folders, or pipe manifests in")
            }
            paths = ["-"]
        }
        let loaded = FileLoader().load(paths: paths)
        let inventory = Inventory(loaded)
        return AccessInput(inventory: inventory, authorizer: Authorizer(inventory, builtIns: builtIns.choice))
    }

    func write(_ bytes: [UInt8]) throws {
        let sink = try output.map { path throws(OutputFailure) in try Output.file(path) } ?? Output.standard()
        try sink.write(bytes)
        try sink.finish()
    }

    /// A text for people: what a manifest says must not steer their terminal.
    func write(_ text: String) throws { try write(Array(text.utf8).displayed) }

    /// Tells what was wrong with the input on standard error.
    func tell(_ problems: [Problem]) {
        for problem in problems {
            switch problem.gravity {
            case .error: StandardError.write(problem.description)
            case .warning, .note: if !quiet { StandardError.write(problem.description) }
            }
        }
    }

    /// Tells on standard error which words of a question nobody knows.
    func tell(unknownIn verb: String, _ resource: ResourceNaming.Answer?, _ input: AccessInput) {
        if quiet { return }
        let words = QuestionWords(naming: ResourceNaming(input.inventory), authorizer: input.authorizer)
        for remark in [words.remark(verb: verb), resource.flatMap { words.remark(resource: $0) }] {
            if let remark { StandardError.write(remark) }
        }
    }

    /// The exit status when nothing worse has happened.
    func status(_ problems: [Problem]) -> ExitStatus {
        problems.contains { $0.gravity == .error } ? .unreadable : .clean
    }
}

/// Whether a stock cluster's roles are added.
enum BuiltInsChoice: String, ExpressibleByArgument, CaseIterable {
    case automatic, included, omitted

    var choice: Authorizer.BuiltIns {
        switch self {
        case .automatic: .automatic
        case .included: .included
        case .omitted: .omitted
        }
    }
}

/// What the access commands work on.
struct AccessInput {
    let inventory: Inventory
    let authorizer: Authorizer

    var problems: [Problem] { inventory.problems + authorizer.problems }
}

/// Who asks.
struct IdentityOptions: ParsableArguments {
    @Option(
        name: .customLong("as"),
        help: "The user, for example system:serviceaccount:shop:cart or ann@example.com.")
    var user: String?

    @Option(name: .customLong("as-group"), help: "A group the user is in, besides those that the name implies.")
    var groups: [String] = []

    /// Nobody is called by an empty name; a script's unset variable must not be answered for.
    func validate() throws {
        if user?.isEmpty == true { throw ValidationError("--as is empty, expected the name of a user") }
        if groups.contains("") { throw ValidationError("--as-group is empty, expected the name of a group") }
    }

    /// Nil when neither was given.
    var identity: Identity? {
        if let user { return Identity(user: user, addedGroups: groups) }
        return groups.isEmpty ? nil : Identity(groups: groups)
    }

    func required() throws -> Identity {
        guard let identity else {
            throw ValidationError("nobody named: give --as USER or --as-group GROUP")
        }
        return identity
    }
}
